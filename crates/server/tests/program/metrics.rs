//! The figures that `serve` tells to Prometheus.

#![expect(clippy::needless_pass_by_value, reason = "each test is handed a database of its own")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Client, Database, Folder, PATIENCE, Server, every_engine, pause, test_variable};

every_engine!(
    asvs_13_4_5_figures_are_told_on_a_listener_of_their_own,
    figures_rise_by_what_is_done,
    prometheus_reads_them,
    the_database_is_looked_up_aside,
);

const BOB: &str = "bob@example.org";
const PASSWORD: &str = "long enough to be good";

/// A service with a listener for figures, and where that is.
fn start(folder: &Folder, database: &Database, more: &str) -> (Server, Client) {
    let metrics = "metrics.listen = \"127.0.0.1:0\"\npassword.argon2_memory_kib = 7168\npassword.argon2_iterations = 5\n";
    folder.configure(&format!("{metrics}{more}"));
    let mut program = folder.program(&["serve"]);
    let mut server = Server::start(program.env("DATABASE_URL", database.url()));
    let address = address_of_figures(&mut server);
    (server, Client::new(address))
}

/// Where the service says that it tells figures.
pub(super) fn address_of_figures(server: &mut Server) -> SocketAddr {
    let line = server.wait_for(|line| line.contains("figures are told"));
    line.split_once("\"address\":\"").unwrap().1.split('"').next().unwrap().parse().unwrap()
}

fn told(figures: Client) -> String {
    let reply = figures.get("/metrics");
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.head.contains("content-type: text/plain; version=0.0.4; charset=utf-8"), "{reply:?}");
    reply.body
}

/// Each sample by its name and labels as they are written.
fn samples(figures: Client) -> BTreeMap<String, f64> {
    let text = told(figures);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(name, value)| (name.to_owned(), value.parse().unwrap()))
        .collect()
}

fn asvs_13_4_5_figures_are_told_on_a_listener_of_their_own(database: Database) {
    let folder = Folder::new();
    let (server, figures) = start(&folder, &database, "");
    assert_eq!(server.client().get("/metrics").status, 404);
    for path in ["/", "/healthz", "/profile", "/metrics/"] {
        assert_eq!(figures.get(path).status, 404, "{path}");
    }
    assert_eq!(figures.send("POST", "/metrics", "", &[]).status, 405);
    // A page whose name was turned to this machine names its own.
    assert_eq!(figures.send_with("GET", "/metrics", "Host: evil.example").status, 421);
    assert_eq!(figures.send_with("GET", "/metrics", "Host: 127.0.0.1:9464").status, 200);
    server.end();
    // Nothing is told unless it is asked for.
    folder.configure("");
    let printed = Server::start(folder.program(&["serve"]).env("DATABASE_URL", database.url())).end();
    assert!(!printed.contains("figures"), "{printed}");
}

fn figures_rise_by_what_is_done(database: Database) {
    let folder = Folder::new();
    let (server, figures) = start(&folder, &database, "throttle.account_failures = 2\n");
    let client = server.client();
    let before = samples(figures);
    assert_eq!(client.register(BOB, PASSWORD).status, 200);
    assert_eq!(client.register(BOB, PASSWORD).status, 400);
    assert_eq!(client.register("eve@example.org", "short").status, 400);
    let cookie = client.log_in(BOB, PASSWORD).cookie().unwrap().to_owned();
    for _ in 0..3 {
        assert_eq!(client.profile(&cookie), 200);
    }
    assert_eq!(client.profile("__Host-session_id=none"), 403);
    for status in [401, 401, 429] {
        assert_eq!(client.log_in(BOB, "a wrong password").status, status);
    }
    for path in ["/nowhere", "/elsewhere?password=1"] {
        assert_eq!(client.get(path).status, 404);
    }
    assert_eq!(client.send("DELETE", "/sessions/", &cookie, &[]).status, 302);
    assert_eq!(client.send("PUT", "/profile", "", &[]).status, 405);
    let after = samples(figures);
    let rise = |name: &str| {
        let value = |samples: &BTreeMap<String, f64>| samples.get(name).copied().unwrap_or_default();
        value(&after) - value(&before)
    };
    let rises = [
        ("bienvenue_registrations_total{result=\"done\"}", 1.0),
        ("bienvenue_registrations_total{result=\"refused\"}", 2.0),
        ("bienvenue_registrations_total{result=\"throttled\"}", 0.0),
        ("bienvenue_sign_ins_total{result=\"done\"}", 1.0),
        ("bienvenue_sign_ins_total{result=\"refused\"}", 2.0),
        ("bienvenue_sign_ins_total{result=\"throttled\"}", 1.0),
        ("bienvenue_sign_ins_total{result=\"failed\"}", 0.0),
        ("bienvenue_throttled_total{event=\"sign_in_throttled\"}", 1.0),
        ("bienvenue_http_requests_total{route=\"/users\",method=\"POST\",status=\"200\"}", 1.0),
        ("bienvenue_http_requests_total{route=\"/users\",method=\"POST\",status=\"400\"}", 2.0),
        ("bienvenue_http_requests_total{route=\"/profile\",method=\"GET\",status=\"200\"}", 3.0),
        ("bienvenue_http_requests_total{route=\"/profile\",method=\"GET\",status=\"403\"}", 1.0),
        ("bienvenue_http_requests_total{route=\"/profile\",method=\"PUT\",status=\"405\"}", 1.0),
        ("bienvenue_http_requests_total{route=\"/sessions\",method=\"POST\",status=\"429\"}", 1.0),
        ("bienvenue_http_requests_total{route=\"/sessions\",method=\"DELETE\",status=\"302\"}", 1.0),
        ("bienvenue_http_requests_total{route=\"-\",method=\"GET\",status=\"404\"}", 2.0),
        ("bienvenue_http_request_duration_seconds_count{route=\"/profile\"}", 5.0),
        ("bienvenue_http_request_duration_seconds_bucket{route=\"/profile\",le=\"+Inf\"}", 5.0),
        // Of the first registration and of one with a taken address, one right password and two wrong ones.
        ("bienvenue_hashes_total", 5.0),
    ];
    for (name, wanted) in rises {
        assert!((rise(name) - wanted).abs() < 1e-9, "{name} rose by {} and not by {wanted}", rise(name));
    }
    let [memory, read] = ["memory", "database"]
        .map(|from| rise(&format!("bienvenue_session_checks_total{{from=\"{from}\"}}")));
    assert!((memory + read - 3.0).abs() < 1e-9, "{memory} and {read}");
    assert!(
        rise("bienvenue_store_commit_jobs_sum") >= 8.0 && rise("bienvenue_store_commit_jobs_count") >= 1.0
    );
    let engine = if database.url().starts_with("sqlite:") { "sqlite" } else { "postgres" };
    let build =
        format!("bienvenue_build_info{{version=\"{}\",database=\"{engine}\"}}", env!("CARGO_PKG_VERSION"));
    assert!(after.contains_key(&build), "{after:?}");
    assert_eq!(after["bienvenue_store_workers"] > 0.0, engine == "postgres");
    for path in ["nowhere", "elsewhere", "users/"] {
        assert!(!told(figures).contains(path), "what was sent is told: {path}");
    }
    server.end();
}

/// What takes SQL is looked up by a job, and there from the start on.
fn the_database_is_looked_up_aside(database: Database) {
    let folder = Folder::new();
    let (server, _) = start(&folder, &database, "");
    let cookie = {
        let client = server.client();
        assert_eq!(client.register(BOB, PASSWORD).status, 200);
        client.log_in(BOB, PASSWORD).cookie().unwrap().to_owned()
    };
    server.end();
    let (server, figures_again) = start(&folder, &database, "");
    assert_ne!(cookie, "");
    let deadline = Instant::now() + PATIENCE;
    while !samples(figures_again).contains_key("bienvenue_sessions_live") {
        assert!(Instant::now() < deadline, "the database is not looked up");
        pause(Duration::from_millis(10));
    }
    let samples = samples(figures_again);
    assert_eq!((samples["bienvenue_sessions_live"], samples["bienvenue_outbox_waiting"]), (1.0, 0.0));
    assert!(samples["bienvenue_sample_age_seconds"] < 15.0, "{samples:?}");
    server.end();
}

fn prometheus_reads_them(database: Database) {
    let Some(python) = test_variable("BIENVENUE_TEST_PROMETHEUS") else {
        println!("skipped: BIENVENUE_TEST_PROMETHEUS names no Python with `prometheus_client`");
        return;
    };
    let folder = Folder::new();
    let (server, figures) = start(&folder, &database, "");
    let client = server.client();
    assert_eq!(client.register(BOB, PASSWORD).status, 200);
    assert_eq!(client.log_in(BOB, PASSWORD).status, 200);
    assert_eq!(client.log_in(BOB, "a wrong password").status, 401);
    client.get("/api/v1/me/sessions/018f2d5c-7b1a-7c3e-9a52-0c1d2e3f4a5b");
    let text = told(figures);
    assert_eq!(parsed(&python, &text), "");
    // The search is right: what is wrong is found.
    assert!(parsed(&python, &text.replace("bienvenue_hashes_total", "bienvenue_hashes")).contains("_total"));
    assert!(parsed(&python, &text.replace("le=\"+Inf\"} 1", "le=\"+Inf\"} 0")).contains("does not rise"));
    server.end();
}

/// What Prometheus' own parser finds wrong.
fn parsed(python: &str, text: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/metrics/parse.py");
    let mut parser =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    parser.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    String::from_utf8(parser.wait_with_output().unwrap().stdout).unwrap()
}
