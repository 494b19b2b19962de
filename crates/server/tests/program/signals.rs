//! How a service ends.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::support::{Folder, PATIENCE, pause};

/// A login with bcrypt takes a quarter of a second: long enough to be under way when the signal comes.
#[test]
fn sigterm_lets_a_request_under_way_finish() {
    let folder = Folder::new();
    let mut server = folder.dev();
    assert_eq!(server.client().register("bob@example.org", "pw").status, 200);
    let client = server.client();
    let login = std::thread::spawn(move || client.log_in("bob@example.org", "pw"));
    pause(Duration::from_millis(80));
    server.signal(Signal::TERM);
    let status = server.wait();
    assert_eq!(login.join().unwrap().status, 200);
    assert_eq!(status.code(), Some(0));
    assert!(client.try_send("GET", "/", "", &[]).is_err(), "nobody listens any more");
}

#[test]
fn ctrl_c_ends_at_once_and_says_nothing() {
    let folder = Folder::new();
    let server = folder.dev();
    // An idle connection holds nothing up.
    let mut idle = TcpStream::connect(server.address).unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert_ne!(idle.read(&mut [0; 1_024]).unwrap(), 0);
    let mut server = server;
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
