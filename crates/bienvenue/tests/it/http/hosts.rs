//! Which hosts a request may name: the public one, and no other that a page or a proxy made up.

use bienvenue::http::HttpSettings;

use super::every_route::{ask, routes};
use crate::support::{App, Database, Setup, any_engine};

any_engine!(
    another_host_is_misdirected,
    the_public_host_has_a_few_spellings,
    a_page_with_a_turned_name_does_not_reach_this_machine,
    the_target_counts_as_well,
    a_balancer_asks_by_address,
    without_a_public_origin_any_host_will_do,
);

async fn start(database: &Database, settings: HttpSettings) -> App {
    App::start_with(database, Setup { settings, ..Setup::default() }).await
}

fn internet(origin: &str, more: &[&str]) -> HttpSettings {
    let more: Vec<_> = more.iter().map(|host| host.parse().unwrap()).collect();
    HttpSettings::internet().public_origin(origin.parse().unwrap(), &more)
}

async fn status(app: &App, host: &str) -> u16 {
    ask(app, "GET", "/", &[&format!("Host: {host}")]).await.status
}

async fn another_host_is_misdirected(database: Database) {
    let app = start(&database, internet("https://accounts.example.org", &[])).await;
    let of_any_host = ["/healthz", "/readyz", "/api/v1/forward-auth"];
    for (path, methods) in routes().into_iter().filter(|(path, _)| !of_any_host.contains(&path.as_str())) {
        for method in methods.iter().chain([&"OPTIONS".to_owned(), &"PATCH".to_owned()]) {
            let reply = ask(&app, method, &path, &["Host: evil.example"]).await;
            assert_eq!(reply.status, 421, "{method} {path}");
            if path.starts_with("/api/") && method != "HEAD" {
                assert_eq!(reply.field("code").as_deref(), Some("misdirected_request"));
            }
        }
    }
    let reply =
        ask(&app, "GET", "/", &["Host: evil.example", "X-Forwarded-Host: accounts.example.org"]).await;
    reply.refuses(421, "does not answer for the host");
}

async fn the_public_host_has_a_few_spellings(database: Database) {
    let app =
        start(&database, internet("https://accounts.example.org", &["10.0.0.7:5000", "internal"])).await;
    for own in [
        "accounts.example.org",
        "Accounts.Example.ORG",
        "accounts.example.org:443",
        "10.0.0.7:5000",
        "INTERNAL",
    ] {
        assert_eq!(status(&app, own).await, 200, "{own}");
    }
    for other in [
        "",
        "accounts.example.org.",
        "accounts.example.org:",
        "accounts.example.org:8443",
        "accounts.example.org:0443",
        "x.accounts.example.org",
        "example.org",
        "accounts.example.org.evil.example",
        "accounts.example.org@evil.example",
        "evil.example#accounts.example.org",
        "accounts.example.org/",
        "10.0.0.7",
        "internal:5000",
        "localhost",
        "accounts.example.org, evil.example",
    ] {
        assert!(matches!(status(&app, other).await, 400 | 421), "{other}");
    }
    let app = start(&database, internet("https://accounts.example.org:8443", &[])).await;
    assert_eq!(status(&app, "accounts.example.org:8443").await, 200);
    assert_eq!(status(&app, "accounts.example.org").await, 421);
}

/// DNS rebinding: the browser believes that it still speaks to the page's own site, and says its name.
async fn a_page_with_a_turned_name_does_not_reach_this_machine(database: Database) {
    let app = start(&database, HttpSettings::development().for_this_machine()).await;
    for own in ["localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000", "127.0.0.2"] {
        assert_eq!(status(&app, own).await, 200, "{own}");
    }
    for other in [
        "evil.example",
        "evil.example:5000",
        "localhost.evil.example",
        "localhost.",
        "0.0.0.0:5000",
        "10.0.0.1",
    ] {
        assert_eq!(status(&app, other).await, 421, "{other}");
    }
}

/// RFC 9112 §3.2.2: the absolute form counts in place of `Host`; here neither may name another.
async fn the_target_counts_as_well(database: Database) {
    let app = start(&database, internet("https://accounts.example.org", &[])).await;
    let (ours, theirs) = ("Host: accounts.example.org", "Host: evil.example");
    for (target, host, expected) in [
        ("https://accounts.example.org/", ours, 200),
        ("http://accounts.example.org/", ours, 200),
        ("http://evil.example/", ours, 421),
        ("http://accounts.example.org/", theirs, 421),
        ("http://accounts.example.org@evil.example/", ours, 421),
        ("http://bob@accounts.example.org/", ours, 421),
    ] {
        assert_eq!(ask(&app, "GET", target, &[host]).await.status, expected, "{target} {host}");
    }
    assert_eq!(ask(&app, "CONNECT", "evil.example:443", &[ours]).await.status, 421);
    // HTTP/1.0 need not name one; here it has to.
    let mut connection = app.connect().await;
    assert_eq!(connection.ask("GET / HTTP/1.0\r\n\r\n").await.status, 421);
}

async fn a_balancer_asks_by_address(database: Database) {
    for settings in
        [internet("https://accounts.example.org", &[]), HttpSettings::development().for_this_machine()]
    {
        let app = start(&database, settings).await;
        for path in ["/healthz", "/readyz", "/healthz/"] {
            assert_eq!(ask(&app, "GET", path, &["Host: 10.0.0.7:5000"]).await.status, 200, "{path}");
            assert_eq!(app.connect().await.ask(format!("GET {path} HTTP/1.0\r\n\r\n")).await.status, 200);
        }
        assert_eq!(ask(&app, "GET", "/healthz/x", &["Host: 10.0.0.7:5000"]).await.status, 421);
    }
}

async fn without_a_public_origin_any_host_will_do(database: Database) {
    let app = start(&database, HttpSettings::internet()).await;
    assert_eq!(status(&app, "whatever.example").await, 200);
}
