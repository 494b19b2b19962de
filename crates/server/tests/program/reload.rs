//! SIGHUP: certificates and the log level are read anew, the rest takes a restart.

use rustix::process::Signal;

use crate::support::{Folder, Server};

const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/tls");

fn hang_up(server: &mut Server, said: &[&str]) {
    server.signal(Signal::HUP);
    let line = server.wait_for(|line| line.contains("read anew"));
    for said in said {
        assert!(line.contains(said), "{said} is not in {line}");
    }
}

#[test]
fn the_log_level_is_read_anew() {
    let folder = Folder::new();
    folder.configure("");
    let mut server = folder.serve();
    assert_eq!(server.client().get("/").status, 200);
    folder.configure("[log]\nlevel = \"debug\"\n");
    hang_up(&mut server, &["\"log_level\":\"DEBUG\"", "\"takes_a_restart\":false", "\"tls\":false"]);
    assert_eq!(server.client().get("/profile").status, 403);
    assert_eq!(server.client().get("/").status, 200);
    server.wait_for(|line| line.contains("\"route\":\"/\""));
    folder.configure("[log]\nlevel = \"error\"\n");
    server.signal(Signal::HUP);
    // Nothing is said of what is not to be logged any more; the end of the program shows that it lives.
    let printed = server.end();
    assert_eq!(printed.matches("\"route\":\"/\"").count(), 1, "{printed}");
}

#[test]
fn what_takes_a_restart_is_told() {
    let folder = Folder::new();
    folder.configure("");
    let mut server = folder.serve();
    folder.configure("[session]\nlifetime = \"10d\"\n");
    hang_up(&mut server, &["\"takes_a_restart\":true"]);
    folder.configure(&format!("[tls]\ncertificate = \"{FILES}/server.pem\"\nkey = \"{FILES}/server.key\"\n"));
    hang_up(&mut server, &["\"takes_a_restart\":true", "\"tls\":false"]);
    folder.configure("");
    hang_up(&mut server, &["\"takes_a_restart\":false"]);
    server.end();
}

#[test]
fn what_is_wrong_changes_nothing() {
    let folder = Folder::new();
    let tls = |key: &str| format!("[tls]\ncertificate = \"{FILES}/server.pem\"\nkey = \"{FILES}/{key}\"\n");
    folder.configure(&tls("server.key"));
    let mut server = folder.serve();
    hang_up(&mut server, &["\"tls\":true", "\"takes_a_restart\":false"]);
    folder.configure(&tls("renewed.key"));
    hang_up(&mut server, &["ERROR", "the certificate of before stays in force"]);
    folder.configure("loglevel = \"debug\"\n");
    hang_up(&mut server, &["ERROR", "the configuration was not read anew", "`loglevel` is not a setting"]);
    folder.configure(&tls("server.key"));
    hang_up(&mut server, &["\"level\":\"INFO\"", "\"takes_a_restart\":false"]);
    server.end();
}
