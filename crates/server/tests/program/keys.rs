//! `bienvenue key`, and what a key opens.

use bienvenue::core::api_key::ApiKey;
use serde_json::Value;

use crate::support::{Client, Folder, Ran, Server};

const USERS: &str = "/api/v1/admin/users";

fn json(ran: Ran) -> Value {
    serde_json::from_str(&ran.done().stdout).unwrap()
}

fn empty() -> Folder {
    let folder = Folder::new();
    folder.run(&["migrate"]).done();
    folder
}

/// The secret of a new key, and its id.
fn made(folder: &Folder, scopes: &[&str]) -> (String, String) {
    let scopes = scopes.iter().flat_map(|scope| ["--scope", scope]);
    let arguments: Vec<_> = ["key", "create", "--name", "CI", "--json"].into_iter().chain(scopes).collect();
    let made = json(folder.run(&arguments));
    (made["secret"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
}

fn ask(client: Client, key: &str, path: &str) -> u16 {
    client.send_with("GET", path, &format!("Host: localhost\r\nAuthorization: Bearer {key}")).status
}

#[test]
fn a_key_is_made_listed_and_revoked() {
    let folder = empty();
    assert_eq!(folder.run(&["key", "list", "--json"]).done().stdout, "[]\n");
    let scopes = ["--scope", "users:read", "--scope", "keys:write", "--expires", "90d"];
    let shown = folder.run(&[&["key", "create", "--name", "helpdesk"][..], &scopes].concat()).done().stdout;
    let secret = shown.lines().find_map(|line| line.strip_prefix("Key ")).unwrap().trim();
    assert!(ApiKey::is_well_formed(secret), "{shown}");
    assert!(shown.contains("users:read keys:write") && shown.contains("shown this once"), "{shown}");
    let listed = json(folder.run(&["key", "list", "--json"]));
    let key = &listed[0];
    assert_eq!((&key["name"], &key["scope"]), (&"helpdesk".into(), &"users:read keys:write".into()));
    assert!(key["expires_at"].is_string() && key["last_used_at"].is_null() && key["maker_id"].is_null());
    let table = folder.run(&["key", "list"]).done().stdout;
    assert!(table.contains("  live      helpdesk (users:read keys:write)"), "{table}");
    assert!(!table.contains(secret));
    let id = key["id"].as_str().unwrap();
    assert!(folder.run(&["key", "revoke", id]).done().stdout.starts_with("1 key revoked\n"));
    folder.run(&["key", "revoke", id]).ended(4, &["there is no live key", id, "key list"]);
    assert!(folder.run(&["key", "list"]).done().stdout.contains("  revoked   helpdesk"));
    let events = json(folder.run(&["audit", "list", "--json"]));
    let told: Vec<_> =
        events.as_array().unwrap().iter().map(|event| (&event["kind"], &event["key_id"])).collect();
    assert_eq!(told, [(&"key_revoked".into(), &id.into()), (&"key_created".into(), &id.into())]);
}

#[test]
fn what_is_no_key_is_not_made() {
    let folder = empty();
    for wrong in [
        &["key", "create", "--name", "CI"][..],
        &["key", "create", "--scope", "users:read"],
        &["key", "create", "--name", "CI", "--scope", "users"],
        &["key", "create", "--name", "CI", "--scope", "users:read", "--expires", "soon"],
        &["key", "create", "--name", "CI", "--scope", "users:read", "--expires", "0d"],
        &["key", "revoke", "CI"],
    ] {
        assert_eq!(folder.run(wrong).code, 2, "{wrong:?}");
    }
    folder.run(&["key", "create", "--name", "CI", "--scope", "all"]).ended(2, &["write one of users:read, "]);
    folder
        .run(&["key", "create", "--name", " ", "--scope", "users:read"])
        .ended(5, &["one line", "No key was made"]);
    assert_eq!(folder.run(&["key", "list", "--json"]).done().stdout, "[]\n");
    let help = folder.run(&["key", "create", "--help"]).done().stdout;
    assert!(help.contains("passwords:write") && help.contains("become anybody"), "{help}");
}

/// Of a running service, at once.
#[test]
fn asvs_8_3_2_what_the_command_line_revokes_is_dead() {
    let folder = Folder::new();
    folder.configure("");
    let server = folder.serve();
    let (key, id) = made(&folder, &["users:read"]);
    assert_eq!(ask(server.client(), &key, USERS), 200);
    assert_eq!(ask(server.client(), &key, "/api/v1/admin/keys"), 403);
    folder.run(&["key", "revoke", &id]).done();
    assert_eq!(ask(server.client(), &key, USERS), 401);
}

#[test]
fn the_administration_can_have_a_listener_of_its_own() {
    let folder = Folder::new();
    folder.configure("admin_api.listen = \"127.0.0.1:0\"\n");
    let mut server: Server = folder.serve();
    let line = server.wait_for(|line| line.contains("the administration answers here alone"));
    let line: Value = serde_json::from_str(&line).unwrap();
    let own = Client::new(line["address"].as_str().unwrap().parse().unwrap());
    let (key, _) = made(&folder, &["users:read"]);
    assert_eq!((ask(own, &key, USERS), ask(own, "x", USERS)), (200, 401));
    assert_eq!(ask(server.client(), &key, USERS), 404);
    assert_eq!(ask(own, &key, "/login"), 404);
    let lines = format!("Host: whatever.internal\r\nAuthorization: Bearer {key}");
    assert_eq!(own.send_with("GET", USERS, &lines).status, 200);
    assert!(folder.run(&["config", "check"]).code == 0);
    let ended = server.end();
    assert!(ended.contains("\"route\":\"/api/v1/admin/users\""), "{ended}");
}
