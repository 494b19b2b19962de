//! Guesses that have to wait, as each face tells it.

use bienvenue::core::throttle::ThrottlePolicy;
use serde_json::{Value, json};

use super::{EMAIL, PASSWORD};
use crate::support::{App, Content, Database, Reply, Setup, any_engine, every_engine, form};

every_engine!(asvs_6_3_8_waiting_tells_nothing, asvs_16_5_3_without_the_counts_nobody_gets_in);
any_engine!(the_api_tells_how_long, pages_tell_how_long, dev_makes_nobody_wait);

async fn throttled(database: &Database) -> App {
    let auth = Box::new(|auth: bienvenue::AuthBuilder| auth.throttle(ThrottlePolicy::INTERNET));
    App::start_with(database, Setup { auth, ..Setup::default() }).await
}

fn object(value: &Value) -> Content {
    Content::new("application/json", value.to_string())
}

async fn sign_in(app: &App, email: &str) -> Reply {
    let content = object(&json!({ "email": email, "password": "a wrong guess" }));
    app.anonymous().post("/api/v1/sessions", content).await
}

/// ASVS 6.3.8: status, headers, body and work are the same, whoever has the address.
async fn asvs_6_3_8_waiting_tells_nothing(database: Database) {
    let app = throttled(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for round in 0..8 {
        let mut seen = Vec::new();
        for email in [EMAIL, "nobody@example.org"] {
            let hashes = app.auth.hashes_made();
            let reply = app.try_log_in(email, "a wrong guess").await.comparable();
            seen.push((reply, app.auth.hashes_made() - hashes));
        }
        assert_eq!(seen[0], seen[1], "{round}");
        let (reply, hashes) = &seen[0];
        if round < 5 {
            assert_eq!((reply.status, *hashes), (401, 1));
        } else {
            reply.is(429, r#"{"message":"Too Many Requests"}"#);
            assert_eq!((reply.header("retry-after"), *hashes), (Some("1"), 0));
        }
    }
}

async fn asvs_16_5_3_without_the_counts_nobody_gets_in(database: Database) {
    let app = throttled(&database).await;
    app.register(EMAIL, PASSWORD).await;
    database.run_script("ALTER TABLE throttles RENAME TO elsewhere");
    let hashes = app.auth.hashes_made();
    let reply = app.try_log_in(EMAIL, PASSWORD).await;
    assert_eq!((reply.status, reply.header("set-cookie")), (503, None), "{}", reply.text());
    assert_eq!(app.auth.hashes_made(), hashes);
}

async fn the_api_tells_how_long(database: Database) {
    let app = throttled(&database).await;
    for _ in 0..5 {
        assert_eq!(sign_in(&app, EMAIL).await.status, 401);
    }
    app.clock.advance(std::time::Duration::from_millis(400));
    let reply = sign_in(&app, EMAIL).await;
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("1")), "whole seconds, rounded up");
    let problem: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(problem["code"], "too_many_attempts");
    assert_eq!(problem["retry_after"], 1);
    app.clock.advance(std::time::Duration::from_millis(600));
    assert_eq!(sign_in(&app, EMAIL).await.status, 401, "who waits as long as told is let in");
    assert_eq!(sign_in(&app, EMAIL).await.header("retry-after"), Some("2"));
}

async fn pages_tell_how_long(database: Database) {
    let app = throttled(&database).await;
    let fields = [("token", "made up"), ("new_password", "another one")];
    for _ in 0..20 {
        assert_eq!(app.anonymous().post("/reset-password", form(&fields)).await.status, 403);
    }
    let reply = app.anonymous().post("/reset-password", form(&fields)).await;
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("1")));
    assert!(reply.text().contains("Please try again in 1 second."), "{}", reply.text());
    let mut connection = app.connect().await;
    let body = "token=x";
    let reply = connection
        .ask(format!(
            "POST /confirm-email HTTP/1.1\r\nHost: localhost\r\nAccept-Language: fr\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
        .await;
    assert!(reply.status == 429 && reply.text().contains("Réessayez dans 1 seconde."), "{}", reply.text());
}

async fn dev_makes_nobody_wait(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for _ in 0..40 {
        assert_eq!(app.try_log_in(EMAIL, "a wrong guess").await.status, 401);
    }
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
}
