//! A temporary PostgreSQL server: its own folder, its own password, loopback only, gone when dropped.
//!
//! It is a real one where it matters to the tests: SCRAM passwords, TLS with the certificate in `tests/tls`,
//! and synchronous commits. It only leaves out the disk: `fsync` is off, because its data never has to last.

mod account;
mod programs;

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

pub(crate) use self::programs::Programs;

use self::account::Account;
use crate::port::free_address;
use crate::process::Process;
use crate::random;
use crate::runner::Runner;
use crate::scratch::Scratch;

const START_LIMIT: Duration = Duration::from_secs(30);
/// Between choosing a free port and using it, somebody else may take it.
const TRIES: u32 = 3;

/// A running server. The fields' order is their end's order: first the server, then its folder.
#[derive(Debug)]
pub(crate) struct Postgres {
    _server: Process,
    _folder: Scratch,
    port: u16,
    password: String,
}

impl Postgres {
    /// Makes a cluster and starts it.
    pub(crate) fn start(runner: &Runner, programs: &Programs) -> Result<Self> {
        let account = Account::unprivileged()?;
        let folder = Scratch::new()?;
        let password = random::hex(32)?;
        make_cluster(runner, programs, &account, folder.path(), &password)?;
        let mut failure = None;
        for _ in 0..TRIES {
            match start_server(runner, programs, &account, folder.path()) {
                Ok((server, port)) => {
                    println!("PostgreSQL from {} on 127.0.0.1:{port}", programs.folder().display());
                    return Ok(Self { _server: server, _folder: folder, port, password });
                }
                Err(error) => failure = Some(error),
            }
        }
        let log = fs::read_to_string(folder.path().join("server.log")).unwrap_or_default();
        Err(failure.context("no try")?.context(format!("the temporary PostgreSQL did not start:\n{log}")))
    }

    /// An address for clients that leaves open whether they use TLS.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    /// An address for clients without TLS.
    pub(crate) fn plain_url(&self) -> String {
        format!("{}?sslmode=disable", self.url())
    }
}

fn make_cluster(
    runner: &Runner,
    programs: &Programs,
    account: &Account,
    folder: &Path,
    password: &str,
) -> Result<()> {
    account.give(folder)?;
    let password_file = folder.join("password");
    write_private(account, &password_file, password.as_bytes())?;
    let data = folder.join("data");
    let mut initdb = account.command(&programs.initdb(), folder);
    initdb.arg("--pgdata").arg(&data).arg("--pwfile").arg(&password_file).args([
        "--username=postgres",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    ]);
    let (output, status) = runner.capture(&mut initdb)?;
    if !status.success() {
        bail!("initdb ended with {status}:\n{output}");
    }
    // PostgreSQL refuses a key that others can read, so it gets a copy of its own.
    for name in ["server.pem", "server.key"] {
        let source = runner.root().join("tests/tls").join(name);
        let content = fs::read(&source).with_context(|| format!("cannot read {}", source.display()))?;
        write_private(account, &data.join(name), &content)?;
    }
    Ok(())
}

fn start_server(
    runner: &Runner,
    programs: &Programs,
    account: &Account,
    folder: &Path,
) -> Result<(Process, u16)> {
    let port = free_address()?.port();
    let data = folder.join("data");
    let log = File::create(folder.join("server.log"))?;
    let mut command = account.command(&programs.postgres(), folder);
    command.arg("-D").arg(&data).stdout(log.try_clone()?).stderr(log);
    set(&mut command, "port", &port.to_string());
    set(&mut command, "listen_addresses", "127.0.0.1");
    set(&mut command, "unix_socket_directories", &folder.display().to_string());
    set(&mut command, "max_connections", "300");
    set(&mut command, "ssl", "on");
    set(&mut command, "ssl_cert_file", "server.pem");
    set(&mut command, "ssl_key_file", "server.key");
    set(&mut command, "synchronous_commit", "on");
    set(&mut command, "fsync", "off");
    set(&mut command, "full_page_writes", "off");
    // SIGQUIT is the immediate shutdown: nothing of this cluster is needed afterwards.
    let mut server = Process::start(&mut command)?.stopped_by(Signal::QUIT);
    let end = Instant::now() + START_LIMIT;
    while !is_ready(&data) {
        if let Some(status) = server.try_wait()? {
            bail!("the server ended with {status}");
        }
        if Instant::now() > end {
            bail!("the server was not ready after {} s", START_LIMIT.as_secs());
        }
        runner.pause(Duration::from_millis(20))?;
    }
    Ok((server, port))
}

fn set(command: &mut Command, name: &str, value: &str) {
    command.arg("-c").arg(format!("{name}={value}"));
}

/// The server writes its state into the eighth line of this file; `pg_ctl` waits for the same word.
fn is_ready(data: &Path) -> bool {
    let state = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    state.lines().nth(7).is_some_and(|line| line.trim() == "ready")
}

fn write_private(account: &Account, path: &Path, content: &[u8]) -> Result<()> {
    fs::write(path, content)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    account.give(path)
}
