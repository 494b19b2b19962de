//! The documents' samples of a shell, each document as one journey through a folder that was empty.

use std::time::Duration;

use super::blocks::{Block, blocks_of};
use super::commands::is_not_run;
use super::shell::Shell;
use crate::support::{Folder, PostgresDatabase, Server, SmtpServer};

/// What stands for a database on a server, in all documents.
const SERVERS: [&str; 4] = [
    "postgres://user:password@127.0.0.1/accounts",
    "postgres://user:password@db.example.org/accounts",
    "postgres://bienvenue@localhost/bienvenue",
    "postgres://bienvenue@db.example.org/bienvenue",
];
/// Users as Django writes them.
const DJANGO: &str = include_str!("../import/django.json");
const PASSWORD: &str = "a sentence to sign in with\n";

/// The journeys: document, and what walks it.
const JOURNEYS: [(&str, fn()); 5] = [
    ("README.md", the_readme_is_walked_through),
    ("docs/api.md", the_api_is_asked_as_its_document_does),
    ("docs/import.md", users_are_brought_along),
    ("docs/operations.md", an_operator_does_what_he_is_told),
    ("tests/tls/README.md", certificates_for_tests_are_made),
];

/// Whether a journey comes by, or there is nothing to run.
pub(super) fn takes(block: &Block) -> bool {
    let is_run = JOURNEYS.iter().any(|(document, _)| *document == block.document);
    is_run || block.code.replace("\\\n", " ").lines().all(is_not_run)
}

/// The blocks of a shell in a document, and each is taken once.
fn samples(document: &str) -> impl Iterator<Item = Block> {
    blocks_of(document).into_iter().filter(|block| block.language == "sh")
}

/// Databases for [`SERVERS`], each in its place; none without a server.
fn servers(shell: &mut Shell) -> Vec<PostgresDatabase> {
    let databases: Vec<_> = SERVERS.iter().map_while(|_| PostgresDatabase::make()).collect();
    SERVERS.iter().zip(&databases).for_each(|(sample, database)| shell.replace(sample, database.url()));
    databases
}

/// The lines of a sample that speak of PostgreSQL only with a server.
fn without_servers(sample: &str, databases: &[PostgresDatabase]) -> String {
    let takes_one = |line: &str| line.split("  #").next().unwrap_or_default().contains("postgres://");
    sample
        .lines()
        .filter(|line| !databases.is_empty() || !takes_one(line))
        .fold(String::new(), |text, line| text + line + "\n")
}

fn reach(shell: &mut Shell, server: &Server) {
    shell.replace("127.0.0.1:5000", &server.address.to_string());
}

#[test]
fn the_readme_is_walked_through() {
    let Some(mut shell) = Shell::with(&["bash", "curl"]) else { return };
    let databases = servers(&mut shell);
    let mut service = None;
    for block in samples("README.md") {
        match block.first_line().split_once("  ").map_or(block.first_line(), |(command, _)| command) {
            "cargo run --release -- dev" => {
                let server = shell.folder.dev();
                reach(&mut shell, &server);
                service = Some(server);
            }
            // From here on the document is at another service, with a configuration.
            "cargo build --profile dist" => {
                service.take().map(Server::end);
                std::fs::remove_file(shell.folder.path().join("bienvenue.db")).unwrap();
            }
            _ => {}
        }
        for (file, text) in [("password.txt", PASSWORD), ("users.json", DJANGO)] {
            if block.code.contains(file) {
                shell.folder.write(file, text);
            }
        }
        shell.run(&without_servers(&block.code, &databases));
    }
    for made in ["jar", "bienvenue.toml", "users.jsonl", "friday.backup"] {
        assert!(shell.folder.path().join(made).is_file(), "{made}");
    }
}

#[test]
fn the_api_is_asked_as_its_document_does() {
    let Some(mut shell) = Shell::with(&["bash", "curl", "jq"]) else { return };
    let server = shell.folder.dev();
    reach(&mut shell, &server);
    let said: Vec<_> = samples("docs/api.md").flat_map(|block| shell.run(&block.code)).collect();
    let told: String = said.iter().map(|said| said.stdout.as_str()).collect();
    for part in ["eve@example.org", "{\"ended\":0}", "\"kind\":\"disabled\"", "1 key revoked"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    server.end();
}

#[test]
fn users_are_brought_along() {
    let Some(mut shell) = Shell::with(&["bash"]) else { return };
    let databases = servers(&mut shell);
    shell.folder.run(&["migrate", "--database", "sqlite:bienvenue.db"]).done();
    shell.folder.write("users.json", DJANGO);
    for block in samples("docs/import.md") {
        shell.run(&without_servers(&block.code, &databases));
    }
    let users = |database: &str| shell.folder.run(&["user", "list", "--database", database]).done().stdout;
    assert_eq!(users("sqlite:restored.db"), users("sqlite:bienvenue.db"));
}

#[test]
fn an_operator_does_what_he_is_told() {
    let Some(mut shell) = Shell::with(&["bash"]) else { return };
    let config = shell.place("/etc/bienvenue/bienvenue.toml");
    let mut service = None;
    let smtp = SmtpServer::start("normal", Duration::ZERO);
    for block in samples("docs/operations.md") {
        if block.first_line().starts_with("apt install") {
            // As the package does it.
            shell.run("bienvenue config init --config /etc/bienvenue/bienvenue.toml");
        } else if service.is_none() {
            service = Some(serve_from(&mut shell, &smtp));
        }
        shell.run(&block.code);
    }
    assert!(config.is_file() && shell.place("/var/lib/bienvenue/restored.db").is_file());
    service.map(Server::end);
}

/// A service with nothing that `doctor` could find, whose configuration is where the package has it.
fn serve_from(shell: &mut Shell, smtp: &SmtpServer) -> Server {
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (listen, figures) = (free(), free());
    let place = shell.place("/etc/bienvenue/bienvenue.toml");
    let database = shell.place("/var/lib/bienvenue/bienvenue.db");
    let text = format!(
        "public_url = \"http://localhost:{}\"\nlisten = \"{listen}\"\nmetrics.listen = \"{figures}\"\n\
         database.url = \"sqlite:{}\"\n{}",
        listen.port(),
        database.display(),
        smtp.settings()
    );
    std::fs::write(&place, text).unwrap();
    std::fs::set_permissions(&place, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    shell.tell_figures_at(format!("http://{figures}/metrics"));
    Server::start(&mut shell.folder.program(&["serve", "--config", &place.display().to_string()]))
}

#[test]
fn certificates_for_tests_are_made() {
    let Some(shell) = Shell::with(&["bash", "openssl"]) else { return };
    samples("tests/tls/README.md").for_each(|block| shell.run_whole(&block.code));
    let made = |folder: &Folder| {
        let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
        let mut names: Vec<_> = files.filter_map(|name| name.into_string().ok()).collect();
        names.retain(|name| name.contains('.'));
        names.sort();
        names
    };
    let wanted = ["ca.pem", "other-ca.pem", "renewed.key", "renewed.pem", "server.key", "server.pem"];
    assert_eq!(made(&shell.folder), wanted);
}
