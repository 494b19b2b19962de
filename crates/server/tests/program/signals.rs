//! How a service ends.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::support::{Folder, PATIENCE, pause, request};

/// A login with bcrypt takes a quarter of a second: long enough to be under way when the signal comes.
#[test]
fn sigterm_lets_a_request_under_way_finish() {
    let folder = Folder::new();
    let mut server = folder.dev();
    assert_eq!(server.client().register("bob@example.org", "pw").status, 200);
    // A connection that was answered is one that the service has accepted.
    let mut connection = TcpStream::connect(server.address).unwrap();
    ask_and_keep(&mut connection);
    let form = [("email", "bob@example.org"), ("password", "pw")];
    connection.write_all(request("POST", "/sessions", "", &form).as_bytes()).unwrap();
    pause(Duration::from_millis(80));
    server.signal(Signal::TERM);
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("logged in"), "{answer}");
    assert_eq!(server.wait().code(), Some(0));
    assert!(server.client().try_send("GET", "/", "", &[]).is_err(), "nobody listens any more");
}

/// Has a request answered on a connection that stays open.
fn ask_and_keep(connection: &mut TcpStream) {
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    connection.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert_ne!(connection.read(&mut [0; 1_024]).unwrap(), 0);
}

#[test]
fn ctrl_c_ends_at_once_and_says_nothing() {
    let folder = Folder::new();
    let mut server = folder.dev();
    // An idle connection holds nothing up.
    let mut idle = TcpStream::connect(server.address).unwrap();
    ask_and_keep(&mut idle);
    let started = Instant::now();
    server.signal(Signal::INT);
    assert_eq!(server.wait().code(), Some(0));
    assert!(started.elapsed() < PATIENCE / 4, "it waited for an idle connection");
    let printed = server.end_of_output();
    let last = printed.lines().last().unwrap();
    assert!(last.contains("GET") && last.contains("200"), "after the last request comes nothing: {printed}");
}

#[test]
fn a_second_signal_does_not_wait() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let folder = Folder::new();
        let mut server = folder.dev();
        // A request that never ends: its body does not come.
        let mut endless = TcpStream::connect(server.address).unwrap();
        let head = b"POST /users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n";
        endless.write_all(head).unwrap();
        pause(Duration::from_millis(100));
        server.signal(signal);
        pause(Duration::from_millis(100));
        server.signal(signal);
        assert_eq!(server.wait().code(), Some(code));
    }
}
