//! `bienvenue user`, `bienvenue session`, `bienvenue migrate`: each command, its JSON and its exit codes.

use serde_json::Value;

use crate::support::{Folder, Ran};

const BOB: &str = "bob@example.org";

/// A folder with a current database and nobody in it.
fn empty() -> Folder {
    let folder = Folder::new();
    folder.run(&["migrate"]).done();
    folder
}

fn with_bob() -> Folder {
    let folder = empty();
    folder.run_with_input(&["user", "add", BOB], b"long enough\n").done();
    folder
}

fn json(ran: Ran) -> Value {
    serde_json::from_str(&ran.done().stdout).unwrap()
}

#[test]
fn migrate_tells_what_it_did() {
    let folder = Folder::new();
    let first = folder.run(&["migrate"]).done().stdout;
    assert!(first.contains("applied users\n") && first.contains("bienvenue.db is up to date"), "{first}");
    assert_eq!(folder.run(&["migrate"]).done().stdout, "bienvenue.db is up to date; nothing was to do\n");
}

#[test]
fn looking_makes_no_database() {
    let folder = Folder::new();
    for command in [["user", "list"], ["session", "list"]] {
        folder
            .run(&command)
            .ended(4, &["there is no database at bienvenue.db", "bienvenue migrate", "--database"]);
    }
    folder.run_with_input(&["user", "add", BOB], b"long enough\n").ended(4, &["there is no database"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_user_is_added_once() {
    let folder = with_bob();
    let again = folder.run_with_input(&["user", "add", "BOB@Example.org"], b"long enough\n");
    again.ended(5, &["registered already", "set-password"]);
    folder.run_with_input(&["user", "add", "no address"], b"long enough\n").ended(2, &["no address"]);
    folder
        .run_with_input(&["user", "add", "eve@example.org"], b"short\n")
        .ended(5, &["at least 8 characters"]);
    folder.run_with_input(&["user", "add", "eve@example.org"], b"").ended(5, &["password missing"]);
    folder.run_with_input(&["user", "add", "eve@example.org"], b"\xff\xfe\n").ended(5, &["UTF-8"]);
    let long = "x".repeat(2_000);
    folder.run_with_input(&["user", "add", "eve@example.org"], long.as_bytes()).ended(5, &["too long"]);
    assert_eq!(json(folder.run(&["user", "list", "--json"])).as_array().unwrap().len(), 1);
}

#[test]
fn a_password_comes_from_standard_input_as_it_is() {
    let folder = empty();
    folder.run_with_input(&["user", "add", "a@example.org"], b" spaces count \r\nnext line\n").done();
    folder.run_with_input(&["user", "add", "b@example.org"], b"no end of line").done();
    let server = folder.dev();
    assert_eq!(server.client().log_in("a@example.org", " spaces count ").status, 200);
    assert_eq!(server.client().log_in("a@example.org", "spaces count").status, 401);
    assert_eq!(server.client().log_in("b@example.org", "no end of line").status, 200);
}

#[test]
fn a_user_is_shown_by_address_and_id_without_a_hash() {
    let folder = with_bob();
    let shown = json(folder.run(&["user", "show", "Bob@Example.org", "--json"]));
    let mut keys: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected = [
        "admin_since",
        "created_at",
        "disabled_at",
        "email",
        "id",
        "last_login_at",
        "password_changed_at",
        "sessions",
    ];
    assert_eq!(keys, expected);
    assert_eq!(
        (&shown["email"], &shown["sessions"], &shown["last_login_at"]),
        (&BOB.into(), &0.into(), &Value::Null)
    );
    let created = shown["created_at"].as_str().unwrap();
    assert!(created.len() == 27 && created.ends_with('Z') && created.contains('T'), "{created}");

    let by_id = folder.run(&["user", "show", shown["id"].as_str().unwrap()]).done();
    assert!(by_id.stdout.contains(BOB) && !by_id.stdout.contains('$'), "{by_id:?}");
    folder.run(&["user", "show", "eve@example.org"]).ended(4, &["there is no user eve@example.org"]);
    let nobody = "01890000-0000-7000-8000-000000000000";
    folder.run(&["user", "show", nobody]).ended(4, &[nobody]);
    folder.run(&["user", "show", "bob"]).ended(2, &["neither an address nor an id"]);
}

/// More users than a page: each once, in order, as a JSON array with a line for each.
#[test]
fn a_list_goes_on_over_its_pages() {
    let folder = empty();
    let count = 1_203;
    let database = folder.path().join("bienvenue.db");
    fill(&database, count);
    let listed = folder.run(&["user", "list", "--json"]).done().stdout;
    assert_eq!(listed.lines().count(), count + 2, "a line for each and two brackets");
    let users: Vec<Value> = serde_json::from_str(&listed).unwrap();
    let emails: Vec<_> = users.iter().map(|user| user["email"].as_str().unwrap().to_owned()).collect();
    assert_eq!(emails, (0..count).map(|n| format!("user{n}@example.org")).collect::<Vec<_>>());
    let table = folder.run(&["user", "list"]).done().stdout;
    assert_eq!(table.lines().count(), count + 1, "a line for each and a header");
    let columns: Vec<_> =
        table.lines().map(|line| line.find("user").or_else(|| line.find("EMAIL"))).collect();
    assert!(columns.iter().all(|column| *column == columns[0]), "columns are aligned");
}

/// Puts users into a database without hashing for each.
fn fill(database: &std::path::Path, count: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = bienvenue::Store::open(&format!("sqlite:{}", database.display())).await.unwrap();
        let hash = bienvenue::core::password::hash::PasswordHash::from_stored("$2b$12$none".to_owned());
        let start = std::time::Duration::from_millis(1);
        for number in 0..count {
            let email = format!("user{number}@example.org").parse().unwrap();
            store.add_user(email, hash.clone()).await.unwrap();
            // Ids made within a millisecond have no order.
            tokio::time::sleep(start).await;
        }
    });
}

#[test]
fn empty_lists_are_lists() {
    let folder = empty();
    assert_eq!(folder.run(&["user", "list", "--json"]).done().stdout, "[]\n");
    assert_eq!(folder.run(&["session", "list", "--json"]).done().stdout, "[]\n");
    assert_eq!(folder.run(&["user", "list"]).done().stdout.lines().count(), 1);
}

#[test]
fn deleting_asks_and_names_what_is_lost() {
    let folder = with_bob();
    folder.run(&["user", "delete", BOB]).ended(5, &["nobody is here to confirm", BOB, "0 sessions", "--yes"]);
    folder.run_with_input(&["user", "delete", BOB], b"yes\n").ended(5, &["--yes"]);
    folder.run(&["user", "delete", BOB, "--yes"]).done();
    folder.run(&["user", "delete", BOB, "--yes"]).ended(4, &["there is no user"]);
    assert_eq!(folder.run(&["user", "list", "--json"]).done().stdout, "[]\n");
}

#[test]
fn asvs_7_4_5_sessions_are_listed_and_ended() {
    let folder = with_bob();
    let server = folder.dev();
    let client = server.client();
    for _ in 0..3 {
        assert_eq!(client.log_in(BOB, "long enough").status, 200);
    }
    let sessions = json(folder.run(&["session", "list", "--json"]));
    assert_eq!(sessions.as_array().unwrap().len(), 3);
    assert_eq!(sessions[0]["email"], BOB);
    let id = sessions[0]["id"].as_str().unwrap();
    folder.run(&["session", "revoke", id]).done();
    folder.run(&["session", "revoke", id]).ended(4, &["there is no session", id]);
    let table = folder.run(&["session", "list", "--user", BOB]).done().stdout;
    assert_eq!(table.lines().count(), 3, "{table}");
    let ended = folder.run(&["session", "revoke", "--user", BOB]).done().stdout;
    assert_eq!(ended, format!("2 sessions of {BOB} ended\n"));
    assert_eq!(folder.run(&["session", "list", "--json", "--user", BOB]).done().stdout, "[]\n");
    folder.run(&["session", "list", "--user", "eve@example.org"]).ended(4, &["there is no user"]);
    assert_eq!(client.log_in(BOB, "long enough").status, 200);
    folder.run(&["session", "revoke", "--all"]).ended(5, &["nobody is here to confirm", "--yes"]);
    let ended = folder.run(&["session", "revoke", "--all", "--yes"]).done().stdout;
    assert_eq!(ended, "1 session of everybody ended\n");
    assert_eq!(folder.run(&["session", "list", "--json"]).done().stdout, "[]\n");
    for wrong in [
        &["session", "revoke"][..],
        &["session", "revoke", "x"],
        &["session", "revoke", id, "--user", BOB],
        &["session", "revoke", id, "--all"],
        &["session", "revoke", "--user", BOB, "--all"],
        &["session", "revoke", "--user", BOB, "--yes"],
    ] {
        assert_eq!(folder.run(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn administrators_are_made_and_the_last_one_stays() {
    let folder = with_bob();
    let shown = |user: &str| json(folder.run(&["user", "show", user, "--json"]));
    assert!(shown(BOB)["admin_since"].is_null(), "nobody is one by default");
    for expected in ["from now on", "already"] {
        assert!(folder.run(&["user", "grant-admin", BOB]).done().stdout.contains(expected));
    }
    assert!(shown(BOB)["admin_since"].is_string());
    assert!(folder.run(&["user", "list"]).done().stdout.contains("  admin     bob@"));
    folder.run(&["user", "revoke-admin", BOB]).ended(5, &["last administrator", "grant-admin"]);
    folder.run_with_input(&["user", "add", "eve@example.org"], b"long enough\n").done();
    folder.run(&["user", "disable", "eve@example.org"]).done();
    folder.run(&["user", "grant-admin", "eve@example.org"]).ended(5, &["is disabled", "user enable"]);
    folder.run(&["user", "enable", "eve@example.org"]).done();
    folder.run(&["user", "grant-admin", "eve@example.org"]).done();
    for expected in ["no longer", "is no administrator"] {
        assert!(folder.run(&["user", "revoke-admin", BOB]).done().stdout.contains(expected));
    }
    folder.run(&["user", "grant-admin", "nobody@example.org"]).ended(4, &["there is no user"]);
    let events = json(folder.run(&["audit", "list", "--json", "--user", BOB]));
    let kinds: Vec<_> = events.as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["admin_revoked", "admin_granted", "registered"]);
}

#[test]
fn the_configuration_names_the_database_and_the_rules() {
    let folder = Folder::new();
    folder.write("bienvenue.toml", "database.url = \"sqlite:there.db\"\npassword.min_length = 12\n");
    folder.run(&["migrate"]).done();
    assert!(folder.path().join("there.db").exists() && !folder.path().join("bienvenue.db").exists());
    folder.run_with_input(&["user", "add", BOB], b"eleven char\n").ended(5, &["at least 12"]);
    folder.run_with_input(&["user", "add", BOB], b"twelve chars\n").done();
    // What is named on the command line is stronger than DATABASE_URL, and that stronger than the file.
    let elsewhere = folder.run_with(&["user", "list"], &[("DATABASE_URL", "sqlite:else.db")], b"");
    elsewhere.ended(4, &["else.db"]);
    let named = ["user", "list", "--json", "--database", "sqlite:there.db"];
    assert!(folder.run_with(&named, &[("DATABASE_URL", "sqlite:else.db")], b"").done().stdout.contains(BOB));
}

#[test]
fn nonsense_is_wrong_usage() {
    let folder = Folder::new();
    for wrong in [&["nonsense"][..], &["user"], &["user", "ad"], &["dev", "--listne", "x"], &[]] {
        let ran = folder.run(wrong);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{wrong:?}");
    }
    let help = folder.run(&["--help"]).done().stdout;
    assert!(help.contains("Exit codes") && help.contains("completions"), "{help}");
    assert!(folder.run(&["--version"]).done().stdout.starts_with("bienvenue "));
}

/// ASVS 16.3.1: what a running service refuses can be looked up.
#[test]
fn asvs_16_3_1_the_audit_tells_what_happened() {
    let folder = Folder::new();
    folder.configure("");
    let server = folder.serve();
    assert_eq!(server.client().register(BOB, "long enough").status, 200);
    for expected in [401, 401, 401, 401, 401, 429] {
        assert_eq!(server.client().log_in(BOB, "not this one").status, expected);
    }
    assert_eq!(server.client().log_in("eve@example.org", "not this one").status, 401);
    folder.run(&["user", "disable", BOB]).done();
    let list = |more: &[&str]| -> Vec<serde_json::Value> {
        let listed = folder.run(&[&["audit", "list", "--json"], more].concat()).done();
        serde_json::from_str(&listed.stdout).unwrap()
    };
    assert_eq!(list(&["--kind", "sign_in_failed"]).len(), 6);
    assert_eq!(list(&["--kind", "sign_in_failed", "--user", BOB]).len(), 5);
    let all = list(&["--since", "1h"]);
    assert_eq!(all[0]["kind"], "disabled", "the latest first: {all:?}");
    assert!(all.iter().any(|event| event["user_id"].is_null() && event["address"] == "127.0.0.1"), "{all:?}");
    let table = folder.run(&["audit", "list", "--user", BOB]).done().stdout;
    assert!(table.starts_with("TIME") && table.contains("  disabled  "), "{table}");
    folder.run(&["audit", "list", "--since", "soon"]).ended(2, &["24h"]);
    folder.run(&["audit", "list", "--kind", "everything"]).ended(2, &["write one of", "sign_in_failed"]);
    folder.run(&["audit", "list", "--user", "eve@example.org"]).ended(4, &["there is no user"]);
}
