//! Asks the running program what its OpenAPI document promises, by schemathesis: thousands of requests that fit the document
//! and that do not. An answer of 5xx, one that the document does not name, and wrong data that is accepted are failures.

use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::http;
use crate::port::free_address;
use crate::process::Process;
use crate::python;
use crate::runner::Runner;
use crate::scratch::Scratch;

/// How long the program may take to listen.
const LIMIT: Duration = Duration::from_secs(20);
/// Who signs in, as `tests/api/schemathesis.toml` has it.
const OWNER: &str = r#"{"email":"owner@example.org","password":"a long password"}"#;

/// Runs it; the step's name when something was found.
pub(crate) fn run(runner: &Runner) -> Result<Option<String>> {
    let files = runner.root().join("tests/api");
    let home = runner.target().join("schemathesis");
    python::with_packages(runner, &files.join("requirements.txt"), &home)?;
    runner.success(&mut runner.cargo("build --quiet --package bienvenue-server"))?;
    println!("Asking the API what its document promises");
    // The folder goes last, after the program that works in it.
    let folder = Scratch::inside(&runner.target())?;
    let address = free_address()?;
    let _program = start(runner, &folder, address)?;
    let registered = http::request(address, "POST", "/api/v1/users", OWNER, None)?;
    if registered.status != 201 {
        bail!("POST /api/v1/users gave {}", registered.status);
    }
    let key = make_key(runner, &folder)?;
    let mut command = Command::new(home.join("bin/schemathesis"));
    command.env("BIENVENUE_TEST_KEY", key);
    command.arg("--config-file").arg(files.join("schemathesis.toml")).args(["run", "--no-color"]);
    // These would take the account or the key away with which all others are asked.
    for end in ["deleteMe", "adminDeleteUser", "adminDisableUser", "adminSetPassword", "adminRevokeKey"] {
        command.args(["--exclude-operation-id", end]);
    }
    command.arg(format!("http://{address}/api/openapi.json")).current_dir(folder.path());
    let (output, status) = runner.capture(&mut command)?;
    if status.success() {
        let count = output.lines().skip_while(|line| line.trim() != "Test cases:").nth(1).unwrap_or_default();
        println!("  {}", count.trim());
        return Ok(None);
    }
    println!("{output}");
    Ok(Some("schemathesis".to_owned()))
}

/// An API key that may do everything, beside the running program.
fn make_key(runner: &Runner, folder: &Scratch) -> Result<String> {
    let program = runner.target().join("debug/bienvenue");
    let (help, _) = runner.capture(Command::new(&program).args(["key", "create", "--help"]))?;
    // They stand at its end, one on each line.
    let scopes = help.lines().skip_while(|line| *line != "Scopes:").skip(1);
    let mut command = Command::new(&program);
    command.args(["key", "create", "--name", "schemathesis", "--json"]).current_dir(folder.path());
    for scope in scopes.filter_map(|line| line.split_whitespace().next()) {
        command.args(["--scope", scope]);
    }
    let (output, status) = runner.capture(&mut command)?;
    let secret = output.split("\"secret\":\"").nth(1).and_then(|rest| rest.split('"').next());
    match secret.filter(|_| status.success()) {
        Some(secret) => Ok(secret.to_owned()),
        None => bail!("bienvenue key create ended with {status}: {output}"),
    }
}

/// Starts the program as a learner does and waits until it listens.
fn start(runner: &Runner, folder: &Scratch, address: SocketAddr) -> Result<Process> {
    let mut command = Command::new(runner.target().join("debug/bienvenue"));
    command.args(["dev", "--listen", &address.to_string()]).current_dir(folder.path());
    let mut program = Process::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
    let begin = Instant::now();
    while TcpStream::connect(address).is_err() {
        if let Some(status) = program.try_wait()? {
            bail!("bienvenue ended with {status}");
        }
        if begin.elapsed() > LIMIT {
            bail!("bienvenue does not listen on {address}");
        }
        runner.pause(Duration::from_millis(5))?;
    }
    Ok(program)
}
