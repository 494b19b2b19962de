//! The contract's own client, in Python, against the real program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{Folder, PostgresDatabase, Server, test_variable};

/// The client, where this checkout has it.
fn client() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/e2e/main.py");
    path.exists().then_some(path)
}

/// The Python that `BIENVENUE_TEST_PYTHON` names, or `python3` if it has what the client needs.
fn python() -> Option<String> {
    if let Some(named) = test_variable("BIENVENUE_TEST_PYTHON") {
        return Some(named);
    }
    let tried = Command::new("python3").args(["-c", "import requests"]).output();
    tried.is_ok_and(|output| output.status.success()).then(|| "python3".to_owned())
}

fn run_client(server: &Server) -> Option<Output> {
    let (Some(client), Some(python)) = (client(), python()) else {
        println!(
            "skipped: no tests/e2e/main.py, or no Python with `requests` (BIENVENUE_TEST_PYTHON names one)"
        );
        return None;
    };
    let url = format!("http://{}", server.address);
    Some(Command::new(python).arg(client).env("BIENVENUE_URL", url).env("NO_PROXY", "*").output().unwrap())
}

/// Silent when all is well.
fn assert_silent(output: &Output) {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success() && said.is_empty(), "{said}");
}

#[test]
fn the_contracts_client_is_silent_on_sqlite() {
    let folder = Folder::new();
    let server = folder.dev();
    if let Some(output) = run_client(&server) {
        assert_silent(&output);
    }
}

#[test]
fn the_contracts_client_is_silent_on_postgresql() {
    let Some(database) = PostgresDatabase::make() else { return };
    let folder = Folder::new();
    let arguments = ["dev", "--listen", "127.0.0.1:0", "--database", database.url()];
    let server = Server::start(&mut folder.program(&arguments));
    if let Some(output) = run_client(&server) {
        assert_silent(&output);
    }
}
