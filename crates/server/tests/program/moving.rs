//! `bienvenue database move`, `backup` and `restore`: whole databases, on either engine.

mod backups;
mod moves;

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Client, Database, Folder, PATIENCE, Server, pause};

const EMAIL: &str = "bob@example.org";
const PASSWORD: &str = "correct horse";
/// The least work that a hash may be, and no end of sign-ins from one address.
const CHEAPEST: &str =
    "throttle.mode = \"off\"\n[password]\nargon2_memory_kib = 7168\nargon2_iterations = 5\n";
const TABLES: [&str; 13] = [
    "hash_kinds",
    "users",
    "registrations",
    "sessions",
    "one_time_tokens",
    "devices",
    "outbox",
    "mail_budgets",
    "events",
    "activity",
    "admin_links",
    "api_keys",
    "throttles",
];
/// What opens something, or is about to.
const OPENING: [&str; 6] = ["sessions", "one_time_tokens", "devices", "outbox", "admin_links", "api_keys"];

/// Where a test works: a database to begin with, and the one that it is about.
struct Place {
    folder: Folder,
    old: Database,
    new: Database,
}

impl Place {
    fn with(new: Database) -> Self {
        Self { folder: Folder::new(), old: Database::sqlite(), new }
    }
}

fn dev(folder: &Folder, database: &Database) -> Server {
    Server::start(folder.program(&["dev", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", database.url()))
}

fn reset_token(client: Client) -> String {
    client.send("POST", "/reset_password", "", &[("email", EMAIL)]).text("reset_token")
}

fn set_password(client: Client, token: &str, password: &str) -> u16 {
    let form = [("email", EMAIL), ("reset_token", token), ("new_password", password)];
    client.send("PUT", "/reset_password", "", &form).status
}

/// Somebody with a session and a link, a key, and a row in every table.
fn live(folder: &Folder, database: &Database) -> (String, String, String) {
    let server = dev(folder, database);
    let client = server.client();
    assert_eq!(client.register(EMAIL, PASSWORD).status, 200);
    assert_eq!(client.log_in(EMAIL, "wrong").status, 401);
    let cookie = client.log_in(EMAIL, PASSWORD).cookie().unwrap().to_owned();
    let token = reset_token(client);
    server.end();
    let made = folder.run(&[
        "key",
        "create",
        "--name",
        "CI",
        "--scope",
        "users:read",
        "--json",
        "--database",
        &database.url(),
    ]);
    let made: serde_json::Value = serde_json::from_str(&made.done().stdout).unwrap();
    let key = made["secret"].as_str().unwrap().to_owned();
    // What `dev` has sent or does not do.
    database.execute(
        "INSERT INTO outbox (id, kind, user_id, email, email_canonical, locale, created_at, due_at, attempts)
            SELECT id, 'password_changed', id, email, email_canonical, locale, created_at, 4000000000000000, 3 FROM users;
         INSERT INTO registrations (id, email, email_canonical, password_hash, locale, created_at)
            SELECT id, 'waits@example.org', 'waits@example.org', password_hash, 'en', created_at FROM users;
         INSERT INTO devices (user_id, digest, first_seen_at, last_seen_at)
            SELECT user_id, digest, created_at, last_seen_at FROM sessions WHERE true
            ON CONFLICT DO NOTHING;
         INSERT INTO mail_budgets (digest, class, began_at, mails)
            SELECT digest, 'links', created_at, 1 FROM sessions WHERE true ON CONFLICT DO NOTHING;
         INSERT INTO throttles (digest, budget, most, period, failures, streak, began_at, next_at, noted_at, kept_until)
            SELECT digest, 1, 2, 3, 4, 5, 6, 7, 8, 4000000000000000 FROM sessions WHERE true ON CONFLICT DO NOTHING;
         INSERT INTO admin_links (digest, created_at, expires_at) SELECT digest, created_at, ends_at FROM sessions;
         INSERT INTO activity (hour, sign_ins, failures, registrations) 
            SELECT max(created_at) / 3600000000 * 3600000000, 1, 2, 3 FROM events;
         INSERT INTO hash_kinds (kind, decoy, noted_at) VALUES ('a kind', 'a decoy', 0)",
    );
    for table in TABLES {
        assert!(database.count(table) > 0, "{table} is empty");
    }
    (cookie, token, key)
}

/// The status of an answer to a key.
fn users(client: Client, key: &str) -> u16 {
    let lines = format!("Host: localhost\r\nAuthorization: Bearer {key}");
    client.send_with("GET", "/api/v1/admin/users", &lines).status
}

/// So many users that what goes over all of them takes a moment.
fn import_many(folder: &Folder, database: &Database) -> i64 {
    const USERS: usize = 20_000;
    let line = |user| format!("{{\"email\":\"user{user}@example.org\"}}\n");
    folder.write("users.jsonl", &(0..USERS).map(line).collect::<String>());
    folder.run(&["import", "--database", &database.url(), "users.jsonl"]).done();
    i64::try_from(USERS).unwrap()
}

fn start(folder: &Folder, arguments: &[&str]) -> Child {
    folder.program(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn kill_when(mut child: Child, is_in_the_middle: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_in_the_middle() && begin.elapsed() < PATIENCE {
        pause(Duration::from_millis(2));
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "it was over before it could be killed");
}

/// The lines of the table that the program prints: names, counts and checksums.
fn sums(printed: &str) -> Vec<&str> {
    let lines: Vec<_> = printed.lines().skip(1).take(TABLES.len()).collect();
    for (line, table) in lines.iter().zip(TABLES) {
        assert!(line.starts_with(table), "{line}");
    }
    lines
}
