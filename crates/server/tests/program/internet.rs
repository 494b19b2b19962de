//! `bienvenue serve`

use crate::support::{Folder, PostgresDatabase, Server};

#[test]
fn what_safety_depends_on_is_asked_for_all_at_once() {
    let folder = Folder::new();
    let missing = folder.run(&["serve"]);
    let told =
        ["4 settings are missing", "public_url", "database.url", "mail.url", "BIENVENUE__DATABASE__URL"];
    missing.ended(3, &told);
    let mail = "mail.url = \"smtps://smtp.example.org\"\nmail.from = \"accounts@example.org\"\n";
    folder.write("bienvenue.toml", &format!("public_url = \"https://accounts.example.org\"\n{mail}"));
    let missing = folder.run(&["serve"]).ended(3, &["a setting is missing", "database.url"]);
    assert!(!missing.stderr.contains("public_url"), "{missing:?}");
}

#[test]
fn it_answers_as_the_internet_needs() {
    let folder = Folder::new();
    folder.configure("");
    // A service without users also tells on standard error how to become its administrator.
    folder.run(&["migrate"]).done();
    folder.run_with_input(&["user", "add", "first@example.org"], b"long enough\n").done();
    let server = folder.serve();
    let client = server.client();
    assert_eq!(client.register("bob@example.org", "short").status, 400);
    assert_eq!(client.register("bob@example.org", "long enough").status, 200);
    let login = client.log_in("bob@example.org", "long enough");
    let cookie = login.cookie().unwrap();
    assert!(cookie.starts_with("__Host-session_id="), "{login:?}");
    assert!(login.head.contains("; Secure; HttpOnly; SameSite=Lax"), "{login:?}");
    assert_eq!(client.profile(cookie), 200);

    let lines = server.end();
    for line in lines.lines() {
        let event: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        assert!(event["timestamp"].as_str().unwrap().ends_with('Z'), "{line}");
        assert!(event["level"].is_string() && event["message"].is_string(), "{line}");
    }
    assert!(lines.contains("\"route\":\"/sessions\"") && lines.contains("\"status\":400"), "{lines}");
}

#[test]
fn browsers_and_hosts_are_told_what_holds() {
    let folder = Folder::new();
    folder.configure("hsts = \"host\"\ncors.origins = \"https://app.example.org\"\n");
    let server = folder.serve();
    let own = server.client().get("/").head;
    assert!(own.contains("strict-transport-security: max-age=63072000\r\n"), "{own}");
    let path = "/api/v1/sessions";
    for (host, origin, status) in [
        ("accounts.example.org", "https://accounts.example.org", 415),
        ("localhost", "https://app.example.org", 415),
        ("localhost", "https://app.example.org.evil.example", 403),
        ("localhost", "null", 403),
        ("evil.example", "https://accounts.example.org", 421),
    ] {
        let reply = server.client().send_with("POST", path, &format!("Host: {host}\r\nOrigin: {origin}"));
        // 415: there is no JSON. Nobody else gets so far as to be told.
        assert_eq!(reply.status, status, "{host} {origin}: {}", reply.body);
        let is_let_in = reply.head.contains("access-control-allow-origin: https://app.example.org\r\n");
        assert_eq!(is_let_in, origin == "https://app.example.org", "{}", reply.head);
    }
}

/// Without mail there are no resets, and the answer is the same for everybody.
#[test]
fn resets_reveal_nothing() {
    let folder = Folder::new();
    folder.configure("");
    let server = folder.serve();
    let client = server.client();
    assert_eq!(client.register("bob@example.org", "long enough").status, 200);
    let known = client.send("POST", "/reset_password", "", &[("email", "bob@example.org")]);
    let unknown = client.send("POST", "/reset_password", "", &[("email", "eve@example.org")]);
    assert_eq!((known.status, &known.body), (503, &unknown.body));
    assert!(!known.body.contains("reset_token"));
    let form = [("email", "bob@example.org"), ("reset_token", "x"), ("new_password", "another one")];
    assert_eq!(client.send("PUT", "/reset_password", "", &form).status, 503);
}

#[test]
fn the_environment_is_enough() {
    let folder = Folder::new();
    let mut command = folder.program(&["serve"]);
    command
        .env("BIENVENUE__PUBLIC_URL", "https://accounts.example.org")
        .env("BIENVENUE__HOSTS", "localhost")
        .env("BIENVENUE__REGISTRATION__VERIFICATION", "optional")
        .env("DATABASE_URL", "sqlite:other.db");
    command.env("BIENVENUE_LISTEN", "127.0.0.1:0").env("BIENVENUE__PASSWORD__MIN_LENGTH", "12");
    let server = Server::start(&mut command);
    assert!(
        server.client().register("bob@example.org", "eleven char").body.contains("at least 12 characters")
    );
    assert!(folder.path().join("other.db").exists());
}

#[test]
fn the_environment_is_stronger_than_the_file() {
    let folder = Folder::new();
    folder.configure("[password]\nmin_length = 20\n");
    let mut command = folder.program(&["serve"]);
    command.env("BIENVENUE__PASSWORD__MIN_LENGTH", "9");
    let server = Server::start(&mut command);
    assert_eq!(server.client().register("bob@example.org", "nine char").status, 200);
}

#[test]
fn the_same_service_on_postgresql() {
    let Some(database) = PostgresDatabase::make() else { return };
    let folder = Folder::new();
    folder.configure("");
    let server = Server::start(folder.program(&["serve"]).env("DATABASE_URL", database.url()));
    assert_eq!(server.client().register("bob@example.org", "long enough").status, 200);
    let listed = folder.run(&["user", "list", "--json", "--database", database.url()]).done();
    assert!(listed.stdout.contains("bob@example.org"), "{listed:?}");
    let disabled = folder.run(&["user", "disable", "bob@example.org", "--database", database.url()]);
    disabled.done();
    assert_eq!(server.client().log_in("bob@example.org", "long enough").status, 401);
    assert!(server.end().contains("(PostgreSQL, new)"));
}
