//! `bienvenue top`, of a real service.

use std::net::TcpListener;

use rustix::process::Signal;
use serde_json::Value;

use super::metrics::address_of_figures;
use crate::support::{Folder, Server, Terminal};

/// The usual size.
const SIZE: (u16, u16) = (24, 80);
/// A screen of its own and no cursor, and back.
const TAKEN: &str = "\u{1b}[?1049h\u{1b}[?25l";
const GIVEN_BACK: &str = "\u{1b}[?25h\u{1b}[?1049l";

/// A service that tells its figures at this address.
fn serve_at(port: u16) -> (Folder, Server) {
    let folder = Folder::new();
    folder.configure(&format!("metrics.listen = \"127.0.0.1:{port}\"\n"));
    let server = folder.serve();
    (folder, server)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn what_a_service_does_is_shown() {
    let folder = Folder::new();
    folder.configure("metrics.listen = \"127.0.0.1:0\"\npassword.argon2_memory_kib = 7168\npassword.argon2_iterations = 5\n");
    let mut server = Server::start(&mut folder.program(&["serve"]));
    let url = format!("http://{}/metrics", address_of_figures(&mut server));
    let client = server.client();
    assert_eq!(client.register("bob@example.org", "long enough to be good").status, 200);
    let cookie = client.log_in("bob@example.org", "long enough to be good").cookie().unwrap().to_owned();
    for _ in 0..5 {
        assert_eq!(client.profile(&cookie), 200);
    }
    let shown = folder.run(&["top", "--once", "--url", &url]).done().stdout;
    for text in
        ["Bienvenue ", "sqlite", "Requests", "Sign-ins", "Hashes", "Mails", "Sessions", "Process", "/profile"]
    {
        assert!(shown.contains(text), "{text} is not in: {shown}");
    }
    assert!(shown.lines().count() <= 24 && shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    assert!(!shown.contains('\u{1b}'), "no escapes where no terminal is: {shown}");
    // Where no terminal is it ends by itself.
    let piped = folder.run(&["top", "--url", &url]).done().stdout;
    assert!(piped.lines().count() == shown.lines().count() && !piped.contains('\u{1b}'), "{piped}");
    let told: Value =
        serde_json::from_str(&folder.run(&["top", "--json", "--url", &url]).done().stdout).unwrap();
    for (name, least) in [("requests", 0.01), ("checks", 0.01), ("memory_bytes", 1e6), ("uptime", 0.01)] {
        assert!(told[name].as_f64().unwrap() >= least, "{name}: {told}");
    }
    let busiest = &told["routes"][0];
    assert!(busiest["route"] == "/profile" && busiest["p99"].as_f64().is_some(), "{told}");
    assert!(told["sign_ins"]["done"].as_f64().unwrap() > 0.0, "{told}");
    server.end();
    folder.run(&["top", "--once", "--url", &url]).ended(1, &["no figures at", "metrics.listen"]);
    folder.run(&["top", "--url", "gopher://x"]).ended(2, &["--url must be an address"]);
}

/// However it is ended, the screen, the cursor and the keys are as they were.
#[test]
fn the_live_screen_goes_on_and_is_given_back() {
    let port = free_port();
    let (folder, server) = serve_at(port);
    let url = format!("http://127.0.0.1:{port}/metrics");
    let ways: [fn(&mut Terminal); 3] = [
        |terminal| terminal.press("q"),
        |terminal| terminal.press("\u{3}"),
        |terminal| terminal.signal(Signal::TERM),
    ];
    for end in ways {
        let mut terminal = Terminal::start(&folder, SIZE, "xterm", &["top", "--url", &url]);
        let first = terminal.wait_for(|picture| picture.contains("Bienvenue "));
        // Other keys do nothing. What comes meanwhile is in the next picture, each second.
        terminal.press("x\n\u{1b}[A");
        for _ in 0..20 {
            assert_eq!(server.client().profile(""), 403);
        }
        let then = terminal.wait_for(|picture| picture.contains("/profile"));
        assert!(then != first && then.len() <= 24, "{then:#?}");
        assert!(then[0].contains("q ends"), "{then:#?}");
        end(&mut terminal);
        let left = terminal.end();
        assert!(left.code == 0 && left.is_as_before, "{left:?}");
        assert!(left.drawn.ends_with(GIVEN_BACK), "{left:?}");
    }
    let mut terminal = Terminal::start(&folder, SIZE, "xterm", &["top", "--url", &url]);
    terminal.press("q");
    let left = terminal.end();
    assert!(left.drawn.contains(TAKEN) && left.drawn.ends_with(GIVEN_BACK), "{left:?}");
    assert!(left.code == 0 && left.is_as_before, "{left:?}");
    server.end();
}

#[test]
fn a_service_that_goes_and_comes_back_is_told() {
    let port = free_port();
    let (folder, server) = serve_at(port);
    let url = format!("http://127.0.0.1:{port}/metrics");
    let mut terminal = Terminal::start(&folder, SIZE, "xterm", &["top", "--url", &url]);
    terminal.wait_for(|picture| picture.contains("Bienvenue "));
    server.end();
    let gone = terminal.wait_for(|picture| picture.contains("no figures at")).join(" ");
    assert!(gone.contains(&url) && gone.contains("refused") && gone.contains("q ends"), "{gone}");
    let server = folder.serve();
    terminal.wait_for(|picture| picture.contains("Bienvenue "));
    server.end();
    terminal.wait_for(|picture| picture.contains("no figures at"));
    terminal.press("q");
    let left = terminal.end();
    assert!(left.code == 0 && left.is_as_before && left.drawn.ends_with(GIVEN_BACK), "{left:?}");
    // Who begins when nobody is there is told once, on a screen that was not touched.
    let left = Terminal::start(&folder, SIZE, "xterm", &["top", "--url", &url]).end();
    assert!(
        left.code == 1 && left.drawn.contains("no figures at") && !left.drawn.contains('\u{1b}'),
        "{left:?}"
    );
}

#[test]
fn a_small_window_and_a_dumb_terminal_are_enough() {
    let port = free_port();
    let (folder, server) = serve_at(port);
    let url = format!("http://127.0.0.1:{port}/metrics");
    assert_eq!(server.client().profile(""), 403);
    for (rows, columns) in [(10, 40), (1, 1), (24, 80), (60, 200)] {
        let mut terminal = Terminal::start(&folder, (rows, columns), "xterm", &["top", "--url", &url]);
        let shown = terminal.wait_for(|picture| picture.contains('B'));
        let (rows, columns) = (usize::from(rows), usize::from(columns));
        assert!(shown.len() <= rows && (shown.len() == rows || rows > 10), "{shown:#?}");
        assert!(shown.iter().all(|line| line.trim_end().chars().count() <= columns), "{shown:#?}");
        terminal.press("q");
        assert_eq!(terminal.end().code, 0);
    }
    // 0 rows and columns are those of a terminal that does not tell.
    let mut terminal = Terminal::start(&folder, (0, 0), "xterm", &["top", "--url", &url]);
    assert!(terminal.wait_for(|picture| picture.contains("/profile")).len() > 10);
    terminal.press("q");
    assert_eq!(terminal.end().code, 0);
    // One that cannot be drawn on is told once.
    let left = Terminal::start(&folder, SIZE, "dumb", &["top", "--url", &url]).end();
    assert!(left.code == 0 && left.drawn.contains("Sign-ins") && !left.drawn.contains('\u{1b}'), "{left:?}");
    server.end();
}
