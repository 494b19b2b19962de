//! `bienvenue doctor`: an installation that is good, and one broken in each way that it looks for.

#![expect(clippy::needless_pass_by_value, reason = "each test is handed a database of its own")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Database, Folder, Server, SmtpServer, every_engine};

every_engine!(
    a_good_installation_is_good,
    a_schema_that_is_not_current_is_named,
    a_database_that_cannot_be_written_is_named,
);

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
    let started = Instant::now();
    let ran = folder.run(&["doctor", "--json"]);
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

/// This is named as wrong, and nothing else is; people are told the same.
#[track_caller]
fn is_named(folder: &Folder, broken: &Broken) {
    let (findings, code) = ask(folder);
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

fn a_schema_that_is_not_current_is_named(database: Database) {
    let folder = install(&database.url(), free_port(), "");
    let later =
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (99, 'later', '', 0)";
    database.execute(later);
    is_named(&folder, &Broken { check: "schema", found: "newer than", mend: "later one" });
    database.execute("DELETE FROM schema_migrations WHERE version > 8");
    is_named(
        &folder,
        &Broken { check: "schema", found: "run `bienvenue migrate`", mend: "bienvenue migrate" },
    );
}

fn a_database_that_cannot_be_written_is_named(database: Database) {
    let url = database.url();
    let folder = install(&url, free_port(), "");
    if let Some(path) = url.strip_prefix("sqlite:") {
        let other = rusqlite::Connection::open(path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        is_named(&folder, &Broken { check: "database", found: "did not answer", mend: "another program" });
        return;
    }
    let name = url.rsplit_once('/').unwrap().1.split('?').next().unwrap();
    database.execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on"));
    is_named(&folder, &Broken { check: "database", found: "cannot be written", mend: "read-only" });
    database.execute(&format!(
        "BEGIN READ WRITE; ALTER DATABASE {name} RESET default_transaction_read_only; COMMIT"
    ));
    database.execute(&format!("ALTER DATABASE {name} SET synchronous_commit = off"));
    is_named(
        &folder,
        &Broken { check: "durability", found: "synchronous_commit=off", mend: "synchronous_commit = on" },
    );
}

#[test]
fn a_configuration_that_is_wrong_is_named() {
    let folder = sqlite("");
    write(&folder, "sqlite:bienvenue.db", free_port(), "password.min_length = 4\n");
    is_named(
        &folder,
        &Broken { check: "configuration", found: "`password.min_length` is 4", mend: "config reference" },
    );
    folder.write("bienvenue.toml", "listen = \"127.0.0.1:1\"\n");
    let (findings, code) = ask(&folder);
    let named =
        findings.iter().any(|finding| finding["check"] == "configuration" && finding["verdict"] == "wrong");
    assert!(named && code == 1, "{findings:#?}");
}

#[test]
fn modes_that_let_others_read_are_named() {
    // A mail server that nobody answers for would be named too; without a sender no mail goes out.
    let folder = sqlite("");
    let config = folder.path().join("bienvenue.toml");
    set_mode(&config, 0o644);
    is_good(&folder);
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(
        &config,
        format!("{text}mail.url = \"smtp://u:secret@localhost:1?tls=off\"\nmail.from = \"a@example.org\"\n"),
    )
    .unwrap();
    let (findings, _) = ask(&folder);
    let of =
        |check: &str| findings.iter().find(|finding| finding["check"] == check).unwrap()["verdict"].clone();
    assert_eq!((of("config file"), of("mail")), ("wrong".into(), "wrong".into()), "{findings:#?}");

    let folder = sqlite("");
    set_mode(&folder.path().join("bienvenue.db"), 0o644);
    is_named(&folder, &Broken { check: "database file", found: "0644", mend: "chmod 600" });

    let tls = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tls");
    let folder = sqlite("tls.certificate = \"cert.pem\"\ntls.key = \"key.pem\"\n");
    for (from, to) in [("server.pem", "cert.pem"), ("server.key", "key.pem")] {
        std::fs::copy(tls.join(from), folder.path().join(to)).unwrap();
    }
    set_mode(&folder.path().join("key.pem"), 0o600);
    is_good(&folder);
    set_mode(&folder.path().join("key.pem"), 0o644);
    is_named(&folder, &Broken { check: "key file", found: "0644", mend: "pretend to be this service" });
}

#[test]
fn a_database_that_is_not_there_is_named() {
    let folder = Folder::new();
    write(&folder, "sqlite:bienvenue.db", free_port(), "");
    is_named(
        &folder,
        &Broken { check: "database", found: "there is no database", mend: "bienvenue migrate" },
    );
    folder.write("bienvenue.db", &"no database ".repeat(1_000));
    set_mode(&folder.path().join("bienvenue.db"), 0o600);
    is_named(&folder, &Broken { check: "database", found: "not a database", mend: "a SQLite database" });
    write(&folder, &format!("postgres://u:secret@127.0.0.1:{}/d", free_port()), free_port(), "");
    is_named(&folder, &Broken { check: "database", found: "cannot connect", mend: "Is the server up" });
    // A server that lets us in and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    write(&folder, &format!("postgres://u:secret@127.0.0.1:{port}/d"), free_port(), "");
    is_named(&folder, &Broken { check: "database", found: "did not answer", mend: "Is the server up" });
}

#[test]
fn a_disk_without_room_is_named() {
    let place = tempfile::tempdir().unwrap();
    let mount = ["-t", "tmpfs", "-o", "size=16m", "tmpfs"];
    let is_mounted =
        Command::new("mount").args(mount).arg(place.path()).output().is_ok_and(|made| made.status.success());
    if !is_mounted {
        println!("skipped: no small disk can be made here");
        return;
    }
    let folder = install(&format!("sqlite:{}/b.db", place.path().display()), free_port(), "");
    let asked = std::panic::catch_unwind(|| {
        is_named(&folder, &Broken { check: "disk", found: "MiB are free", mend: "Make room" });
    });
    Command::new("umount").arg(place.path()).status().unwrap();
    asked.unwrap();
}

#[test]
fn a_mail_server_that_does_not_let_us_in_is_named() {
    let smtp = SmtpServer::start("normal", Duration::ZERO);
    let settings = smtp.settings();
    let folder = sqlite(&settings);
    is_good(&folder);
    let port = settings.split_once("@localhost:").unwrap().1.split('"').next().unwrap().to_owned();
    let wrong_password = settings.replace("s3cret%3A%2F%40pass", "wrong");
    let other_authority = settings.replace("tls/ca.pem", "tls/other-ca.pem");
    let tls_at_once = settings.replace("smtp://", "smtps://");
    let nobody = settings.replace(&format!(":{port}"), &format!(":{}", free_port()));
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let says_nothing =
        settings.replace(&format!(":{port}"), &format!(":{}", silent.local_addr().unwrap().port()));
    for (more, found, mend) in [
        (wrong_password, "signing in", "User or password"),
        (other_authority, "certificate", "mail.ca_file"),
        (tls_at_once, "connecting", ""),
        (nobody, "connecting", "is the server up"),
        (says_nothing, "no answer within", "is the server up"),
    ] {
        write(&folder, "sqlite:bienvenue.db", free_port(), &more);
        is_named(&folder, &Broken { check: "mail", found, mend });
        assert!(!folder.run(&["doctor"]).stdout.contains("s3cret"));
    }
}

#[test]
fn a_proxy_that_is_not_named_is_named() {
    let nowhere = format!("https://localhost:{}", free_port());
    let folder = sqlite(&format!("public_url = \"{nowhere}\"\n"));
    is_named(
        &folder,
        &Broken { check: "proxy", found: "`trusted_proxies` does not name it", mend: "X-Forwarded-For" },
    );
    write(
        &folder,
        "sqlite:bienvenue.db",
        free_port(),
        &format!("trusted_proxies = \"127.0.0.1\"\npublic_url = \"{nowhere}\"\n"),
    );
    is_good(&folder);
}

/// Something in front, which answers each request as told, out of what the service answers.
fn in_front(service: Option<SocketAddr>, change: impl Fn(String) -> String + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for visitor in listener.incoming() {
            let Ok(mut visitor) = visitor else { return };
            let mut asked = [0; 4_096];
            let length = visitor.read(&mut asked).unwrap_or_default();
            let mut answer = String::new();
            if let Some(service) = service {
                let mut service = TcpStream::connect(service).unwrap();
                service.write_all(&asked[..length]).unwrap();
                let _ = service.read_to_string(&mut answer);
            }
            let _ = visitor.write_all(change(answer).as_bytes());
        }
    });
    port
}

#[test]
fn a_public_url_that_does_not_lead_here_is_named() {
    let port = free_port();
    let folder = install("sqlite:bienvenue.db", port, "");
    let point_to = |public: u16, more: &str| {
        let public_url = format!("public_url = \"http://localhost:{public}\"\n");
        write(&folder, "sqlite:bienvenue.db", port, &format!("{public_url}{more}"));
    };
    let nobody = free_port();
    let passes_on = in_front(Some(SocketAddr::from(([127, 0, 0, 1], port))), |answer| answer);
    point_to(passes_on, "");
    let server = serve(&folder);
    is_good(&folder);

    let own = SocketAddr::from(([127, 0, 0, 1], port));
    let strips = in_front(Some(own), |answer| answer.replace("x-content-type-options: nosniff\r\n", ""));
    let late = in_front(Some(own), |answer| {
        let (head, rest) = answer.split_once("date: ").unwrap();
        format!("{head}date: Mon, 05 Jan 2026 08:00:00 GMT\r\n{}", rest.split_once("\r\n").unwrap().1)
    });
    let another = in_front(None, |_| {
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
    });
    let other_folder = install("sqlite:bienvenue.db", free_port(), &format!("hosts = \"localhost:{}\"\n", 1));
    let broken = |check, found, mend| Broken { check, found, mend };
    // The service knows the host of the public URL that it was started with, and these.
    server.end();
    let hosts = format!("hosts = \"localhost:{passes_on}, localhost:{strips}, localhost:{late}\"\n");
    point_to(passes_on, &hosts);
    let server = serve(&folder);
    point_to(nobody, &hosts);
    is_named(&folder, &broken("public URL", "no connection", "does not lead to it"));
    point_to(strips, &hosts);
    is_named(&folder, &broken("public URL", "x-content-type-options", "takes headers away"));
    point_to(late, &hosts);
    is_named(&folder, &broken("clock", "behind this one", "chrony"));
    point_to(another, &hosts);
    is_named(&folder, &broken("public URL", "something else answers, with the status 404", "`listen`"));
    // A proxy that writes its own host.
    let renames = in_front_with_host(own, "other.example");
    point_to(renames, &hosts);
    is_named(&folder, &broken("public URL", "421", "proxy_set_header Host"));
    // Another service of the same kind, whose ids of requests began elsewhere.
    let other_server = serve(&other_folder);
    let to_other =
        in_front_with_host(other_server.address, &format!("localhost:{}", other_server.address.port()));
    point_to(to_other, &hosts);
    is_named(&folder, &broken("public URL", "another service of this kind", "with SQLite there is one"));
    other_server.end();
    server.end();
}

/// Passes requests on with another `Host`.
fn in_front_with_host(service: SocketAddr, host: &str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let host = host.to_owned();
    std::thread::spawn(move || {
        for visitor in listener.incoming() {
            let Ok(mut visitor) = visitor else { return };
            let mut asked = [0; 4_096];
            let length = visitor.read(&mut asked).unwrap_or_default();
            let asked =
                String::from_utf8_lossy(&asked[..length]).replace(&format!("localhost:{port}"), &host);
            let mut service = TcpStream::connect(service).unwrap();
            service.write_all(asked.as_bytes()).unwrap();
            let mut answer = String::new();
            let _ = service.read_to_string(&mut answer);
            let _ = visitor.write_all(answer.as_bytes());
        }
    });
    port
}
