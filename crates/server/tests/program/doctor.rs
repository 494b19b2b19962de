//! `bienvenue doctor`: an installation that is good, and one broken in each way that it looks for.

#![expect(clippy::needless_pass_by_value, reason = "each test is handed a database of its own")]

mod certificate;
mod configuration;
mod database;
mod mail;
mod public_url;

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Database, Folder, Server, SmtpServer, every_engine};

every_engine!(a_good_installation_is_good);

/// However much is wrong, nobody waits longer.
const LIMIT: Duration = Duration::from_secs(2);

/// What a broken thing is called, and a word of what is said of it and of how to mend it.
struct Broken {
    check: &'static str,
    found: &'static str,
    mend: &'static str,
}

/// What the doctor says: findings, and the exit code.
fn ask(folder: &Folder) -> (Vec<Value>, i32) {
    ask_with(folder, &[])
}

/// The same of a machine with these variables.
fn ask_with(folder: &Folder, variables: &[(&str, &str)]) -> (Vec<Value>, i32) {
    let started = Instant::now();
    let ran = folder.run_with(&["doctor", "--json"], variables, b"");
    let took = started.elapsed();
    assert!(took < LIMIT, "it took {took:?}: {ran:?}");
    let findings = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("no JSON: {ran:?}"));
    (findings, ran.code)
}

/// All is good, or was not looked at.
#[track_caller]
fn is_good(folder: &Folder) {
    let (findings, code) = ask(folder);
    let wrong: Vec<_> = findings.iter().filter(|finding| finding["verdict"] == "wrong").collect();
    assert!(wrong.is_empty() && code == 0, "{wrong:?}");
}

/// What was found of one thing.
#[track_caller]
fn of<'f>(findings: &'f [Value], check: &str) -> &'f Value {
    let found = findings.iter().find(|finding| finding["check"] == check);
    found.unwrap_or_else(|| panic!("nothing of {check}: {findings:#?}"))
}

/// This is named as wrong, and nothing else is.
#[track_caller]
fn is_named(folder: &Folder, broken: &Broken) {
    is_named_with(folder, &[], broken);
}

/// The same of a machine with these variables.
#[track_caller]
fn is_named_with(folder: &Folder, variables: &[(&str, &str)], broken: &Broken) {
    let (findings, code) = ask_with(folder, variables);
    let wrong: Vec<_> = findings.iter().filter(|finding| finding["verdict"] == "wrong").collect();
    let [only] = wrong.as_slice() else { panic!("{}: {wrong:#?} of {findings:#?}", broken.check) };
    assert_eq!((&only["check"], code), (&broken.check.into(), 1), "{only}");
    for (part, said) in [("found", broken.found), ("mend", broken.mend)] {
        assert!(only[part].as_str().unwrap().contains(said), "{said:?} is not in {only}");
    }
}

/// A port that nobody has.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A configuration as it should be, on a database that is there, with `more` in it.
fn install(database_url: &str, port: u16, more: &str) -> Folder {
    let folder = Folder::new();
    write(&folder, database_url, port, more);
    folder.run(&["migrate"]).done();
    folder
}

fn write(folder: &Folder, database_url: &str, port: u16, more: &str) {
    let public_url = format!("http://localhost:{port}");
    let text = format!(
        "public_url = \"{public_url}\"\nlisten = \"127.0.0.1:{port}\"\ndatabase.url = \"{database_url}\"\n\
         registration.verification = \"optional\"\n{more}"
    );
    let text = if more.contains("public_url") {
        text.replacen(&format!("public_url = \"{public_url}\"\n"), "", 1)
    } else {
        text
    };
    set_mode(&folder.write("bienvenue.toml", &text), 0o600);
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn sqlite(more: &str) -> Folder {
    install("sqlite:bienvenue.db", free_port(), more)
}

fn serve(folder: &Folder) -> Server {
    Server::start(&mut folder.program(&["serve"]))
}

fn a_good_installation_is_good(database: Database) {
    let smtp = SmtpServer::start("normal", Duration::ZERO);
    let folder = install(&database.url(), free_port(), &smtp.settings());
    // A server for tests may do without the disk, which is wrong for any other.
    let is_hasty = matches!(&database, Database::Postgres(_)) && database.texts("SHOW fsync") == ["off"];
    let hasty = Broken { check: "durability", found: "fsync is off", mend: "postgresql.conf" };
    let is_well = || if is_hasty { is_named(&folder, &hasty) } else { is_good(&folder) };
    // Before the service runs, and while it does.
    is_well();
    let server = serve(&folder);
    is_well();
    let (findings, _) = ask(&folder);
    for check in
        ["configuration", "config file", "proxy", "database", "durability", "clock", "mail", "public URL"]
    {
        let verdict =
            findings.iter().find(|finding| finding["check"] == check).map(|finding| &finding["verdict"]);
        let expected = if is_hasty && check == "durability" { "wrong" } else { "good" };
        assert_eq!(verdict, Some(&expected.into()), "{check}: {findings:#?}");
    }
    let people = folder.run(&["doctor"]).stdout;
    assert!(people.contains("  good   public URL") && people.contains("WRONG") == is_hasty, "{people}");
    assert!(!people.contains(crate::support::SMTP_PASSWORD), "{people}");
    server.end();
    assert!(smtp.finish().is_empty(), "no mail is sent");
}

#[test]
fn all_that_does_not_answer_is_named_within_the_same_two_seconds() {
    let silent: Vec<_> = (0..3).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    let [database, mail, public] =
        [0, 1, 2].map(|index: usize| silent.get(index).unwrap().local_addr().unwrap().port());
    let folder = Folder::new();
    let port = free_port();
    let more = format!(
        "public_url = \"http://localhost:{public}\"\nmail.url = \"smtp://localhost:{mail}?tls=off\"\n\
         mail.from = \"a@example.org\"\n"
    );
    write(&folder, "sqlite:bienvenue.db", port, &more);
    folder.run(&["migrate"]).done();
    let server = serve(&folder);
    write(&folder, &format!("postgres://u@127.0.0.1:{database}/d"), port, &more);
    let (findings, code) = ask(&folder);
    for check in ["database", "mail", "public URL"] {
        assert_eq!((&of(&findings, check)["verdict"], code), (&"wrong".into(), 1), "{check}: {findings:#?}");
    }
    server.end();
}
