//! `bienvenue dev`

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::Folder;

#[test]
fn an_empty_folder_is_enough() {
    let folder = Folder::new();
    let mut server = folder.dev();
    let database = server.wait_for(|line| line.contains("Database"));
    assert_eq!(database.trim_end(), "  Database    bienvenue.db (SQLite, new)");
    let tried = server.wait_for(|line| line.contains("Try"));
    assert!(tried.contains(&format!("http://{}/users", server.address)), "{tried}");
    server.wait_for(|line| line.contains("For the internet: bienvenue serve"));

    let reply = server.client().register("bob@example.org", "mySuperPwd");
    assert_eq!(
        (reply.status, reply.body.as_str()),
        (200, "{\"email\":\"bob@example.org\",\"message\":\"user created\"}\n")
    );
    let line = server.wait_for(|line| line.contains("/users"));
    assert!(line.contains("POST") && line.contains("200") && line.ends_with(" ms"), "{line}");
    let mode = std::fs::metadata(folder.path().join("bienvenue.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "hashes are nobody else's business");
}

#[test]
fn users_and_sessions_outlive_a_restart() {
    let folder = Folder::new();
    let server = folder.dev();
    assert_eq!(server.client().register("bob@example.org", "pw").status, 200);
    let login = server.client().log_in("bob@example.org", "pw");
    let cookie = login.cookie().unwrap().to_owned();
    assert!(server.end().contains("(SQLite, new)"));

    let mut server = folder.dev();
    assert!(server.wait_for(|line| line.contains("Database")).ends_with("bienvenue.db (SQLite)"));
    assert_eq!(server.client().profile(&cookie), 200);
    assert_eq!(server.client().log_in("bob@example.org", "pw").status, 200);
}

#[test]
fn asvs_13_4_2_and_15_2_3_it_never_leaves_this_machine() {
    let folder = Folder::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:5000"] {
        folder.run(&["dev", "--listen", address]).ended(2, &[address, "bienvenue serve"]);
    }
    let refused = folder.run_with(&["dev"], &[("BIENVENUE_LISTEN", "0.0.0.0:5000")], b"");
    refused.ended(2, &["0.0.0.0:5000", "this machine only"]);
    folder.run(&["dev", "--listen", "everywhere"]).ended(2, &["such as 127.0.0.1:5000"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

/// A page whose name was pointed at this machine would else read what it likes, reset tokens too.
#[test]
fn another_name_does_not_reach_it() {
    let folder = Folder::new();
    let server = folder.dev();
    let client = server.client();
    let port = server.address.port();
    for own in ["127.0.0.1", "localhost", "[::1]"] {
        assert_eq!(client.send_with("GET", "/", &format!("Host: {own}:{port}")).status, 200, "{own}");
    }
    assert_eq!(client.send_with("GET", "/", &format!("Host: evil.example:{port}")).status, 421);
    let foreign = format!("Host: localhost:{port}\r\nOrigin: http://evil.example");
    assert_eq!(client.send_with("POST", "/users", &foreign).status, 403);
}

#[test]
fn an_address_in_use_is_told_before_anything_is_made() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let folder = Folder::new();
    folder.run(&["dev", "--listen", &address]).ended(1, &["cannot listen on", &address, "choose another"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn a_wrong_database_is_told_without_its_password() {
    let folder = Folder::new();
    let wrong = folder.run_with(
        &["dev", "--listen", "127.0.0.1:0"],
        &[("DATABASE_URL", "mysql://u:s3cret@h/d")],
        b"",
    );
    let wrong = wrong.ended(3, &["sqlite:", "postgres://", "DATABASE_URL"]);
    assert!(!wrong.stderr.contains("s3cret"), "{wrong:?}");
    // Port 1 of this machine: nobody is there.
    let url = "postgres://u:s3cret@127.0.0.1:1/d";
    let absent = folder.run(&["dev", "--listen", "127.0.0.1:0", "--database", url]);
    let absent = absent.ended(1, &["PostgreSQL", "postgres://u:***@127.0.0.1:1/d"]);
    assert!(!absent.stderr.contains("s3cret"), "{absent:?}");
}
