//! No room is left for the database: what was promised is kept, and nothing is promised any more (ASVS 16.5.3).

use std::process::Command;

use crate::support::{Client, Folder, Reply, Server, request};

const PASSWORD: &str = "long enough";
const BOB: &str = "bob@example.org";
const SETTINGS: &str =
    "throttle.mode = \"off\"\n[password]\nargon2_memory_kib = 7168\nargon2_iterations = 5\n";
/// How large a file may become, in units of 512 bytes: more than an empty database, less than one with many users.
const ROOM: &str = "1600";

/// The program, none of whose files can grow beyond the room. It hears so from its writes, as it would from a full disk.
fn in_little_room(folder: &Folder) -> Server {
    let program = folder.program(&["serve"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", ROOM]).arg(program.get_program());
    Server::start(shell.args(program.get_args()).current_dir(folder.path()))
}

/// A registration and a sign-in on each face.
fn ask(client: Client, face: usize, registers: bool, email: &str) -> Reply {
    let fields = [("email", email), ("password", PASSWORD)];
    let path = match (face, registers) {
        (0, true) => "/users",
        (0, false) => "/sessions",
        (1, true) => "/register",
        (1, false) => "/login",
        (_, registers) => {
            let path = if registers { "/api/v1/users" } else { "/api/v1/sessions" };
            let body = format!(r#"{{"email":"{email}","password":"{PASSWORD}"}}"#);
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
            );
            let length = body.len();
            return client.exchange(&format!("{head}Content-Length: {length}\r\n\r\n{body}")).unwrap();
        }
    };
    client.exchange(&request("POST", path, "", &fields)).unwrap()
}

#[track_caller]
fn is_refused(reply: &Reply) {
    assert_eq!(reply.status, 503, "{reply:?}");
    assert!(reply.cookie().is_none() && reply.head.contains("retry-after: "), "{reply:?}");
    for told in ["sqlite", "SELECT", "disk", "bienvenue.db"] {
        assert!(!reply.body.contains(told), "{reply:?}");
    }
}

#[test]
fn asvs_16_5_3_a_full_disk_is_503_on_every_face_and_nothing_is_lost() {
    let folder = Folder::new();
    folder.configure(SETTINGS);
    let server = in_little_room(&folder);
    let client = server.client();
    assert_eq!(client.register(BOB, PASSWORD).status, 200);
    let session = client.log_in(BOB, PASSWORD).cookie().unwrap().to_owned();
    let (mut registered, mut refused) = (Vec::new(), Vec::new());
    // One that is refused on each face in turn: then there is no room for anybody.
    let mut in_a_row = 0;
    for number in 0..3_000 {
        let email = format!("user{number}@example.org");
        let reply = ask(client, number % 3, true, &email);
        if reply.status < 400 {
            registered.push(email);
            in_a_row = 0;
        } else {
            is_refused(&reply);
            refused.push(email);
            in_a_row += 1;
        }
        if in_a_row == 6 {
            break;
        }
    }
    assert!(in_a_row == 6 && registered.len() > 10, "{} were registered", registered.len());
    for face in 0..3 {
        is_refused(&ask(client, face, false, BOB));
    }
    assert_eq!(client.profile(&session), 200, "what is read is still true");
    drop(server);

    let server = folder.serve();
    for email in registered.iter().step_by(registered.len().div_ceil(20)).chain(registered.last()) {
        assert_eq!(server.client().log_in(email, PASSWORD).status, 200, "{email} is lost");
    }
    for email in &refused {
        assert_eq!(server.client().log_in(email, PASSWORD).status, 401, "{email} was refused");
    }
    assert_eq!(server.client().profile(&session), 200);
    server.end();
}
