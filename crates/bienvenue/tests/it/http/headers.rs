//! What a browser is told with every answer, also with those that nobody expects.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use bienvenue::http::{Hsts, HttpSettings, Limits};

use super::every_route::{ask, routes};
use super::{EMAIL, PASSWORD};
use crate::support::randomness::{Act, Staged};
use crate::support::{App, Content, Database, Reply, Setup, every_engine, form, json};

every_engine!(
    asvs_3_2_1_and_3_4_5_to_3_4_6_and_3_4_8_and_3_5_8_every_route_tells_browsers_what_to_do,
    asvs_4_1_4_every_route_has_its_methods_and_no_other,
    asvs_4_1_1_every_answer_tells_its_type_and_encoding,
    asvs_13_4_6_no_answer_tells_the_version_of_the_program,
    asvs_3_4_4_unexpected_answers_do_too,
    asvs_3_4_1_https_is_promised_where_it_is_spoken,
    asvs_14_3_1_who_signs_out_is_forgotten,
    asvs_4_1_2_plain_http_is_not_redirected,
    other_routes_are_left_alone,
);

const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// ASVS 3.2.1, 3.4.3 to 3.4.6, 3.4.8, 3.5.8, 13.4.6, 14.3.2.
#[track_caller]
fn is_guarded(reply: &Reply, about: &str) {
    let has = |name: &str, value: &str| assert_eq!(reply.header(name), Some(value), "{name} of {about}");
    has("x-content-type-options", "nosniff");
    has("cross-origin-opener-policy", "same-origin");
    has("cross-origin-resource-policy", "same-origin");
    let is_page = reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    has("referrer-policy", if is_page { "same-origin" } else { "no-referrer" });
    let policy = reply.header("content-security-policy").unwrap_or_default();
    if is_page {
        assert!(
            policy.starts_with("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"),
            "{about}"
        );
        assert!(policy.contains("base-uri 'none'") && !policy.contains("unsafe"), "{about}: {policy}");
    } else {
        has("content-security-policy", NOTHING);
    }
    let is_asset = about.contains(" /assets/") && reply.status == 200;
    has("cache-control", if is_asset { "public, max-age=3600" } else { "no-store" });
    for absent in ["server", "x-powered-by", "access-control-allow-origin", "vary"] {
        assert_eq!(reply.header(absent), None, "{absent} of {about}");
    }
}

async fn internet(database: &Database, limits: Limits) -> App {
    let settings = HttpSettings::internet().public_origin("https://localhost".parse().unwrap(), &[]);
    App::start_with(database, Setup { settings, limits, ..Setup::default() }).await
}

const METHODS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"];

async fn asvs_3_2_1_and_3_4_5_to_3_4_6_and_3_4_8_and_3_5_8_every_route_tells_browsers_what_to_do(
    database: Database,
) {
    for app in [App::start(&database).await, internet(&database, Limits::default()).await] {
        let nowhere = ["/nowhere", "/api/v1/nowhere", "/api", "/profile/x", "/assets/nowhere.js", "/%00"];
        let nowhere = nowhere.map(|path| (path.to_owned(), Vec::new()));
        for (path, _) in routes().into_iter().chain(nowhere) {
            for method in METHODS {
                let reply = ask(&app, method, &path, &["Cookie: session_id=x; __Host-session_id=x"]).await;
                is_guarded(&reply, &format!("{method} {path}: {}", reply.status));
                has_its_type(&reply, method, &path);
            }
        }
    }
}

/// ASVS 4.1.1: an answer with a body tells what it is and how it is encoded; JSON is UTF-8 and has no parameter for it (RFC 8259
/// §8.1, §11).
#[track_caller]
fn has_its_type(reply: &Reply, method: &str, path: &str) {
    if method == "HEAD" || reply.body.is_empty() {
        assert!(
            method == "HEAD"
                || matches!(reply.status, 204 | 302 | 303)
                || (path == "/api/v1/forward-auth" && reply.status == 200),
            "{method} {path}: {}",
            reply.status
        );
        return;
    }
    let kind = reply.header("content-type").unwrap_or_default();
    let is_exact = if reply.status < 400 {
        ["application/json", "text/html; charset=utf-8", "text/markdown; charset=utf-8"].contains(&kind)
            || (path == "/assets/pages.css" && kind == "text/css; charset=utf-8")
            || (path == "/assets/icon.svg" && kind == "image/svg+xml")
            || (path == "/assets/link.js" && kind == "text/javascript; charset=utf-8")
    } else if path.starts_with("/api/") || path == "/api" {
        kind == "application/problem+json"
    } else {
        kind == "application/json" || kind == "text/html; charset=utf-8"
    };
    assert!(is_exact, "{method} {path}: {kind}");
    assert!(std::str::from_utf8(&reply.body).is_ok(), "{method} {path}");
}

/// The answers to somebody who is signed in, and to bodies of each kind.
async fn asvs_4_1_1_every_answer_tells_its_type_and_encoding(database: Database) {
    let app = App::start(&database).await;
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let mut seen = std::collections::BTreeSet::new();
    for (path, methods) in routes() {
        for method in methods.iter().map(String::as_str) {
            for content in [
                None,
                Some(form(&fields)),
                Some(json(&fields)),
                Some(Content::new("text/plain", b"x".to_vec())),
            ] {
                // He may have been deleted by the last request.
                let registered = app.anonymous().post("/users", form(&fields)).await;
                assert!(matches!(registered.status, 200 | 400));
                let session = app.log_in(EMAIL, PASSWORD).await;
                for speaker in
                    [app.with_session(&session), app.with_session(&session).and("Accept: text/html")]
                {
                    let reply = speaker.send(method, &path, content.clone()).await;
                    has_its_type(&reply, method, &path);
                    seen.insert(reply.status);
                }
            }
        }
    }
    for status in [200, 201, 204, 302, 303, 400, 401, 403, 404, 415, 422] {
        assert!(seen.contains(&status), "{status} is not among {seen:?}");
    }
}

/// ASVS 13.4.6: neither in a header nor in a body. The version of the API is its own.
async fn asvs_13_4_6_no_answer_tells_the_version_of_the_program(database: Database) {
    let app = App::start(&database).await;
    for (path, _) in routes().into_iter().chain([("/nowhere".to_owned(), Vec::new())]) {
        for method in METHODS {
            let reply = ask(&app, method, &path, &[]).await;
            let headers =
                reply.headers.iter().filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"));
            let text = headers.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n");
            for version in [env!("CARGO_PKG_VERSION"), "hyper", "axum", "Rust", "SQLite"] {
                assert!(!text.contains(version), "{version} in {text}");
                let is_named = reply.text().split(['"', ' ', '>', '<', '\n']).any(|word| word == version);
                assert!(!is_named, "{version} in the answer to {method} {path}");
            }
        }
    }
}

async fn asvs_4_1_4_every_route_has_its_methods_and_no_other(database: Database) {
    let app = App::start(&database).await;
    for (path, mut methods) in routes() {
        methods.sort();
        for method in METHODS.iter().filter(|method| !methods.iter().any(|known| known == *method)) {
            let reply = ask(&app, method, &path, &[]).await;
            let expected = if *method == "OPTIONS" { 204 } else { 405 };
            assert_eq!(reply.status, expected, "{method} {path}");
            let mut allowed: Vec<_> = reply.header("allow").unwrap().split(',').collect();
            allowed.sort_unstable();
            assert_eq!(allowed, methods, "{method} {path}");
        }
    }
}

/// 400, 403, 408, 413, 415, 421, 500, 503: whoever gives the answer.
async fn asvs_3_4_4_unexpected_answers_do_too(database: Database) {
    let randomness = std::sync::Arc::new(Staged::default());
    let given = std::sync::Arc::clone(&randomness);
    let short = Limits { request_timeout: Duration::from_millis(300), ..Limits::default() };
    let settings = HttpSettings::development().for_this_machine();
    let setup =
        Setup { auth: Box::new(|auth| auth.randomness(given)), limits: short, settings, ..Setup::default() };
    let app = App::start_with(&database, setup).await;
    app.register(EMAIL, PASSWORD).await;
    let mut seen = Vec::new();
    let mut note = |reply: Reply, about: &str| {
        is_guarded(&reply, about);
        seen.push(reply.status);
    };
    for path in ["/sessions", "/api/v1/sessions"] {
        let post =
            async |kind: &str, bytes: Vec<u8>| app.anonymous().post(path, Content::new(kind, bytes)).await;
        note(post("application/json", b"{".to_vec()).await, "no JSON");
        note(post("text/plain", b"{}".to_vec()).await, "another type");
        note(post("application/json", vec![b' '; 70_000]).await, "too large");
        note(ask(&app, "POST", path, &["Origin: https://evil.example"]).await, "another site");
        note(ask(&app, "POST", path, &["Host: evil.example"]).await, "another host");
        note(ask(&app, "POST", path, &["Host: localhost", "Host: localhost"]).await, "two hosts");
        let mut slow = app.connect().await;
        slow.send(format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{{")).await;
        note(slow.reply().await.unwrap(), "given up");
    }
    randomness.plan(Act::Panic);
    note(app.try_log_in(EMAIL, PASSWORD).await, "a panic");
    randomness.plan(Act::Fail);
    note(app.try_log_in(EMAIL, PASSWORD).await, "no randomness");
    for status in [400, 403, 413, 415, 421, 500, 503] {
        assert!(seen.contains(&status), "{status} is not among {seen:?}");
    }
}

async fn asvs_3_4_1_https_is_promised_where_it_is_spoken(database: Database) {
    let promise = "max-age=63072000; includeSubDomains";
    for (origin, hsts, told) in [
        (Some("https://localhost"), None, Some(promise)),
        (Some("https://localhost"), Some(Hsts::Host), Some("max-age=63072000")),
        (Some("http://localhost"), None, None),
        (None, None, None),
    ] {
        let mut settings = HttpSettings::internet();
        settings =
            origin.map_or(settings.clone(), |origin| settings.public_origin(origin.parse().unwrap(), &[]));
        settings = hsts.map_or(settings.clone(), |hsts| settings.hsts(hsts));
        let app = App::start_with(&database, Setup { settings, ..Setup::default() }).await;
        for (method, path) in [
            ("GET", "/"),
            ("GET", "/nowhere"),
            ("PUT", "/users"),
            ("DELETE", "/sessions"),
            ("GET", "/verify-email"),
        ] {
            let reply = ask(&app, method, path, &[]).await;
            assert_eq!(reply.header("strict-transport-security"), told, "{method} {path}");
        }
    }
}

async fn asvs_14_3_1_who_signs_out_is_forgotten(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for (path, status) in [("/sessions", 302), ("/api/v1/sessions/current", 204)] {
        let session_id = app.log_in(EMAIL, PASSWORD).await;
        let reply = app.with_session(&session_id).delete(path).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("clear-site-data"), Some(r#""cache", "storage""#));
        is_guarded(&reply, path);
    }
}

/// A redirect would hide that a password has just been sent in clear.
async fn asvs_4_1_2_plain_http_is_not_redirected(database: Database) {
    let app = internet(&database, Limits::default()).await;
    for (path, methods) in routes() {
        for method in methods.iter().filter(|method| *method != "HEAD") {
            let reply = ask(&app, method, &path, &["X-Forwarded-Proto: http"]).await;
            // From page to page, which stays within plain HTTP.
            let leads_on = reply.header("location");
            assert!(leads_on.is_none_or(|place| place.starts_with('/')), "{method} {path}: {leads_on:?}");
        }
    }
    let reply = app.anonymous().post("/users", form(&[("email", EMAIL), ("password", PASSWORD)])).await;
    assert_eq!(reply.status, 200, "a proxy that ends TLS speaks plain HTTP to us");
}

/// The accept loop serves any router; what its answers tell browsers is up to that one.
async fn other_routes_are_left_alone(database: Database) {
    let routes = Router::new().route("/", get(async || "hello"));
    let app =
        App::start_with(&database, Setup { routes: Some(Box::new(|_| routes)), ..Setup::default() }).await;
    let reply = ask(&app, "GET", "/", &[]).await.comparable();
    let names: Vec<_> = reply.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["content-type", "content-length"]);
}
