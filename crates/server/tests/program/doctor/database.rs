//! The database: there, current, writable, durable, reached safely, with room.

use std::net::TcpListener;
use std::process::Command;

use super::{Broken, ask, free_port, install, is_named, of, set_mode, write};
use crate::support::{Database, Folder, every_engine};

every_engine!(a_schema_that_is_not_current_is_named, a_database_that_cannot_be_written_is_named,);

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
    write(&folder, "postgres://u@127.0.0.1/d?sslmode=require&sslrootcert=nowhere.pem", free_port(), "");
    is_named(&folder, &Broken { check: "database", found: "nowhere.pem", mend: "docs/configuration.md" });
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

/// A server that is elsewhere by its address, which is another spelling of this machine's.
#[test]
fn a_way_to_another_machine_without_tls_is_named() {
    let Some(Database::Postgres(database)) = Database::postgres() else { return };
    let url = database.url();
    let Some((before, after)) = url.split_once("127.0.0.1").filter(|_| url.contains("sslmode=disable"))
    else {
        println!("skipped: the server is not one on 127.0.0.1 that is spoken to without TLS");
        return;
    };
    let folder = install(&format!("{before}127.1{after}"), free_port(), "");
    let (findings, code) = ask(&folder);
    let way = of(&findings, "database TLS");
    assert_eq!((&way["verdict"], code), (&"wrong".into(), 1), "{findings:#?}");
    assert!(way["found"].as_str().unwrap().contains("not encrypted"), "{way}");
    assert!(way["mend"].as_str().unwrap().contains("sslmode=disable"), "{way}");
}
