//! What is done on the command line is in force at once for a service that is running.

use std::time::{Duration, Instant};

use crate::support::{Client, Folder, Server};

const BOB: &str = "bob@example.org";
const AT_ONCE: Duration = Duration::from_millis(100);

fn with_bob_logged_in() -> (Folder, Server, String) {
    let folder = Folder::new();
    folder.configure("");
    let server = folder.serve();
    assert_eq!(server.client().register(BOB, "long enough").status, 200);
    let cookie = server.client().log_in(BOB, "long enough").cookie().unwrap().to_owned();
    assert_eq!(server.client().profile(&cookie), 200);
    (folder, server, cookie)
}

/// No request that begins later than [`AT_ONCE`] after the command's end may get the old answer.
fn is_refused_at_once(client: Client, cookie: &str) -> bool {
    let deadline = Instant::now() + AT_ONCE;
    while Instant::now() < deadline {
        if client.profile(cookie) == 403 {
            return true;
        }
    }
    false
}

#[test]
fn asvs_7_4_2_disabling_is_in_force_at_once() {
    let (folder, server, cookie) = with_bob_logged_in();
    folder.run(&["user", "disable", BOB]).done();
    assert!(is_refused_at_once(server.client(), &cookie));
    assert_eq!(server.client().log_in(BOB, "long enough").status, 401);
    folder.run(&["user", "enable", BOB]).done();
    assert_eq!(server.client().log_in(BOB, "long enough").status, 200);
}

#[test]
fn asvs_7_4_3_a_new_password_is_in_force_at_once() {
    let (folder, server, cookie) = with_bob_logged_in();
    folder.run_with_input(&["user", "set-password", BOB], b"another one\n").done();
    assert!(is_refused_at_once(server.client(), &cookie));
    assert_eq!(server.client().log_in(BOB, "long enough").status, 401);
    assert_eq!(server.client().log_in(BOB, "another one").status, 200);
    folder.run_with_input(&["user", "set-password", BOB], b"short\n").ended(5, &["The old password stays"]);
    assert_eq!(server.client().log_in(BOB, "another one").status, 200);
}

#[test]
fn the_end_of_a_session_is() {
    let (folder, server, cookie) = with_bob_logged_in();
    folder.run(&["session", "revoke", "--user", BOB]).done();
    assert!(is_refused_at_once(server.client(), &cookie));
    assert_eq!(server.client().log_in(BOB, "long enough").status, 200);
}

#[test]
fn the_end_of_a_user_is() {
    let (folder, server, cookie) = with_bob_logged_in();
    folder.run(&["user", "delete", BOB, "--yes"]).done();
    assert!(is_refused_at_once(server.client(), &cookie));
    assert_eq!(server.client().register(BOB, "long enough").status, 200);
}
