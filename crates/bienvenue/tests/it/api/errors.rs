//! Refusals that come from no handler: they are problems under `/api`, and what they always were elsewhere.

use std::sync::Arc;
use std::time::Duration;

use bienvenue::http::Limits;
use serde_json::json as value;

use super::{EMAIL, PASSWORD, token};
use crate::support::randomness::{Act, Staged};
use crate::support::{App, Database, Setup, any_engine, every_engine, object};

every_engine!(asvs_16_5_1_a_damaged_database_is_a_500_without_its_cause,);
any_engine!(
    a_path_that_is_not_there,
    asvs_4_1_4_other_methods_are_refused_with_what_is_allowed,
    head_is_get_without_the_body,
    a_request_without_a_host,
    asvs_16_5_4_a_panic_is_a_500_for_one_request,
    a_service_that_cannot_answer_says_when_to_come_back,
    a_request_that_takes_too_long_is_given_up,
    the_faces_do_not_mix,
);

async fn a_path_that_is_not_there(database: Database) {
    let app = App::start(&database).await;
    for path in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/nowhere",
        "/api/v2/me",
        "/api/v1/me/",
        "/api/v1//me",
        "/api/v1/ME",
    ] {
        for method in ["GET", "POST", "DELETE", "OPTIONS"] {
            app.anonymous().send(method, path, None).await.problem(404, "not_found");
        }
    }
}

async fn asvs_4_1_4_other_methods_are_refused_with_what_is_allowed(database: Database) {
    let app = App::start(&database).await;
    for (path, allow) in [
        ("/api/v1/users", "POST"),
        ("/api/v1/me", "GET,HEAD,DELETE"),
        ("/api/v1/me/export", "POST"),
        ("/api/v1/sessions", "POST,GET,HEAD,DELETE"),
        ("/api/v1/sessions/current", "DELETE"),
        ("/api/v1/sessions/x", "DELETE"),
        ("/api/v1/password-reset", "POST"),
        ("/api/v1/password-reset/complete", "POST"),
        ("/api/openapi.json", "GET,HEAD"),
        ("/api/errors", "GET,HEAD"),
    ] {
        for method in ["PUT", "PATCH", "TRACE", "BREW"] {
            let reply = app.anonymous().send(method, path, None).await;
            reply.problem(405, "method_not_allowed");
            assert_eq!(reply.header("allow"), Some(allow), "{method} {path}");
        }
        let options = app.anonymous().send("OPTIONS", path, None).await;
        assert_eq!((options.status, options.header("allow"), options.text()), (204, Some(allow), ""));
        let cors = options.headers.iter().find(|(name, _)| name.starts_with("access-control-"));
        assert_eq!(cors, None, "no other origin is let in");
    }
}

async fn head_is_get_without_the_body(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = token(&app).await;
    for (speaker, path) in [
        (app.with_token(&token), "/api/v1/me"),
        (app.anonymous(), "/api/v1/me"),
        (app.anonymous(), "/api/openapi.json"),
    ] {
        let get = speaker.get(path).await.comparable();
        let head = speaker.send("HEAD", path, None).await.comparable();
        assert_eq!((head.status, head.headers, head.body), (get.status, get.headers, Vec::new()));
    }
}

async fn a_request_without_a_host(database: Database) {
    let app = App::start(&database).await;
    let reply = app.connect().await.ask("GET /api/v1/me HTTP/1.1\r\n\r\n").await;
    let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!((reply.status, &body["code"]), (400, &"invalid_request".into()));
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    assert_eq!((body.get("request_id"), reply.header("x-request-id")), (None, None), "it got no id yet");
    app.connect().await.ask("GET /profile HTTP/1.1\r\n\r\n").await.refuses(400, "Host");
}

async fn asvs_16_5_1_a_damaged_database_is_a_500_without_its_cause(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = token(&app).await;
    database
        .run_script("ALTER TABLE users RENAME TO lost_users; ALTER TABLE sessions RENAME TO lost_sessions");
    let credentials = value!({"email": EMAIL, "password": PASSWORD});
    for reply in [
        app.anonymous().post("/api/v1/sessions", object(&credentials)).await,
        app.anonymous().post("/api/v1/users", object(&credentials)).await,
        app.with_token(&token).delete("/api/v1/sessions/current").await,
    ] {
        reply.problem(500, "internal");
        for told in ["lost", "table", "relation", "SELECT", "sqlite"] {
            assert!(!reply.text().contains(told), "{}", reply.text());
        }
        let id = reply.header("x-request-id").unwrap();
        assert!(
            app.log().iter().any(|line| line.starts_with("ERROR") && line.contains(id)),
            "the log has the cause"
        );
    }
}

async fn asvs_16_5_4_a_panic_is_a_500_for_one_request(database: Database) {
    let randomness = Arc::new(Staged::default());
    let given = Arc::clone(&randomness);
    let auth: Box<dyn FnOnce(_) -> _> = Box::new(|auth: bienvenue::AuthBuilder| auth.randomness(given));
    let app = App::start_with(&database, Setup { auth, ..Setup::default() }).await;
    app.register(EMAIL, PASSWORD).await;
    let body = || object(&value!({"email": EMAIL, "password": PASSWORD}));
    randomness.plan(Act::Panic);
    app.anonymous().post("/api/v1/sessions", body()).await.problem(500, "internal");
    randomness.plan(Act::Fail);
    let problem = app.anonymous().post("/api/v1/sessions", body()).await.problem(503, "unavailable");
    assert_eq!(problem["retry_after"], 1);
    app.anonymous().post("/api/v1/sessions", body()).await.body_of(201);
}

async fn a_service_that_cannot_answer_says_when_to_come_back(database: Database) {
    let auth: Box<dyn FnOnce(_) -> _> = Box::new(|auth: bienvenue::AuthBuilder| {
        auth.hashing_queue(1)
            .hashing_threads(std::num::NonZeroUsize::MIN)
            .hash_scheme(bienvenue::core::password::hash::HashScheme::Bcrypt { cost: 12 })
    });
    let app = App::start_with(&database, Setup { auth, ..Setup::default() }).await;
    let bodies = (0..8)
        .map(|number| object(&value!({"email": format!("u{number}@example.org"), "password": PASSWORD})));
    let speaker = app.anonymous();
    let replies =
        futures_util::future::join_all(bodies.map(|body| speaker.post("/api/v1/users", body))).await;
    let refused: Vec<_> = replies.iter().filter(|reply| reply.status != 201).collect();
    assert!(!refused.is_empty() && refused.len() < replies.len());
    for reply in refused {
        assert!(reply.problem(503, "too_busy")["retry_after"].as_u64() >= Some(1));
    }
}

async fn a_request_that_takes_too_long_is_given_up(database: Database) {
    let limits = Limits { request_timeout: Duration::from_millis(150), ..Limits::default() };
    let app = App::start_with(&database, Setup { limits, ..Setup::default() }).await;
    let mut slow = app.connect().await;
    slow.send("POST /api/v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{").await;
    let reply = slow.reply().await.unwrap();
    assert_eq!((reply.status, reply.header("content-type")), (503, Some("application/problem+json")));
    assert_eq!(reply.field("code").as_deref(), Some("unavailable"));
}

async fn the_faces_do_not_mix(database: Database) {
    let app = App::start(&database).await;
    app.anonymous().get("/apiary").await.is(404, r#"{"message":"Not Found"}"#);
    app.anonymous().get("/profile").await.is(403, r#"{"message":"Forbidden"}"#);
    app.anonymous().get("/").await.is(200, r#"{"message":"Bienvenue"}"#);
}
