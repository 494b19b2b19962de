//! One account, from its making to its end.

use std::time::Duration;

use bienvenue::RoleChange;
use bienvenue::core::throttle::ThrottlePolicy;
use serde_json::json as value;

use super::{EMAIL, NEW_PASSWORD, OTHER, PASSWORD, USERS, find, full, registered};
use crate::support::{App, Database, Setup, any_engine, every_engine, object};

every_engine!(an_account_is_looked_after, throttles_are_shown_and_reset);
any_engine!(
    an_account_is_made_with_a_password_alone_where_no_mail_goes_out,
    what_names_nobody_is_not_found,
    the_last_administrator_stays,
);

async fn an_account_is_looked_after(database: Database) {
    let app = App::start(&database).await;
    let key = full(&app).await;
    let by = app.with_token(&key);
    let wanted = value!({"email": "Bob@Example.org", "password": PASSWORD, "locale": "fr"});
    let made = by.post(USERS, object(&wanted)).await.body_of(201);
    assert_eq!((&made["email"], &made["locale"]), (&"Bob@Example.org".into(), &"fr".into()));
    assert!(
        made["email_verified_at"].is_null() && made["disabled_at"].is_null() && made["admin_since"].is_null()
    );
    by.post(USERS, object(&wanted)).await.problem(409, "email_taken");
    let path = format!("{USERS}/{}", made["id"].as_str().unwrap());
    assert_eq!(by.get(&path).await.body_of(200), made);

    let session = app.log_in("bob@example.org", PASSWORD).await;
    let sessions = by.get(&format!("{path}/sessions")).await.body_of(200);
    assert_eq!(
        (sessions["items"].as_array().unwrap().len(), &sessions["items"][0]["user_id"]),
        (1, &made["id"])
    );
    let one = sessions["items"][0]["id"].as_str().unwrap();
    by.delete(&format!("/api/v1/admin/sessions/{one}")).await.is_done(204);
    by.delete(&format!("/api/v1/admin/sessions/{one}")).await.problem(404, "not_found");
    assert_eq!(app.with_session(&session).get("/profile").await.status, 403);
    app.log_in("bob@example.org", PASSWORD).await;
    assert_eq!(by.delete(&format!("{path}/sessions")).await.body_of(200), value!({"ended": 1}));

    let act = async |act: &str| by.send("POST", &format!("{path}/{act}"), None).await.is_done(204);
    act("disable").await;
    assert_eq!(app.try_log_in("bob@example.org", PASSWORD).await.status, 401);
    act("enable").await;
    act("verify").await;
    by.put(&format!("{path}/locale"), object(&value!({"locale": "en"}))).await.is_done(204);
    by.put(&format!("{path}/locale"), object(&value!({"locale": "de"}))).await.problem(422, "invalid_field");
    let session = app.log_in("bob@example.org", PASSWORD).await;
    let new = object(&value!({"password": NEW_PASSWORD}));
    by.put(&format!("{path}/password"), new).await.is_done(204);
    assert_eq!(app.with_session(&session).get("/profile").await.status, 403);
    app.log_in("bob@example.org", NEW_PASSWORD).await;
    let shown = by.get(&path).await.body_of(200);
    assert!(
        shown["email_verified_at"].is_string()
            && shown["last_login_at"].is_string()
            && shown["locale"] == "en"
    );

    by.delete(&path).await.is_done(204);
    by.get(&path).await.problem(404, "not_found");
    assert!(find(&app, "bob@example.org").await.is_none());
}

async fn an_account_is_made_with_a_password_alone_where_no_mail_goes_out(database: Database) {
    let app = App::start(&database).await;
    let key = full(&app).await;
    let post = async |body: serde_json::Value| app.with_token(&key).post(USERS, object(&body)).await;
    post(value!({"email": EMAIL})).await.problem(503, "mail_not_configured");
    post(value!({"email": EMAIL, "password": ""})).await.problem(422, "password_missing");
    post(value!({"email": "bob", "password": PASSWORD})).await.problem(422, "email_invalid");
    post(value!({"email": EMAIL, "password": PASSWORD, "admin": true})).await.problem(422, "unknown_field");
    assert_eq!(app.count_users().await, 0);
    let (_, path) = registered(&app, EMAIL).await;
    let reset = app.with_token(&key).send("POST", &format!("{path}/password-reset"), None).await;
    reset.problem(503, "mail_not_configured");
}

async fn what_names_nobody_is_not_found(database: Database) {
    let app = App::start(&database).await;
    let key = full(&app).await;
    for id in ["018f2d5c-7b1a-7c3e-9a52-0c1d2e3f4a5b", "x", "018f2d5c7b1a7c3e9a520c1d2e3f4a5b"] {
        for (method, more) in [
            ("GET", ""),
            ("DELETE", ""),
            ("POST", "/disable"),
            ("POST", "/enable"),
            ("POST", "/verify"),
            ("GET", "/sessions"),
            ("DELETE", "/sessions"),
            ("GET", "/throttle"),
            ("DELETE", "/throttle"),
        ] {
            let reply = app.with_token(&key).send(method, &format!("{USERS}/{id}{more}"), None).await;
            reply.problem(404, "not_found");
        }
        let path = format!("{USERS}/{id}/password");
        let reply = app.with_token(&key).put(&path, object(&value!({"password": PASSWORD}))).await;
        reply.problem(404, "not_found");
        app.with_token(&key).delete(&format!("/api/v1/admin/keys/{id}")).await.problem(404, "not_found");
    }
    for address in ["x", "192.0.2", "192.0.2.0/24", "2001:db8::g"] {
        let path = format!("/api/v1/admin/networks/{address}/throttle");
        app.with_token(&key).get(&path).await.problem(404, "not_found");
    }
}

async fn the_last_administrator_stays(database: Database) {
    let app = App::start(&database).await;
    let key = full(&app).await;
    let (user, path) = registered(&app, EMAIL).await;
    assert_eq!(app.auth.store().grant_admin(user.id).await.unwrap(), RoleChange::Done);
    let by = app.with_token(&key);
    by.send("POST", &format!("{path}/disable"), None).await.problem(409, "last_admin");
    by.delete(&path).await.problem(409, "last_admin");
    let (other, _) = registered(&app, OTHER).await;
    assert_eq!(app.auth.store().grant_admin(other.id).await.unwrap(), RoleChange::Done);
    by.send("POST", &format!("{path}/disable"), None).await.is_done(204);
}

async fn throttles_are_shown_and_reset(database: Database) {
    let setup = Setup { auth: Box::new(|auth| auth.throttle(ThrottlePolicy::INTERNET)), ..Setup::default() };
    let app = App::start_with(&database, setup).await;
    let key = full(&app).await;
    let by = app.with_token(&key);
    let (_, path) = registered(&app, EMAIL).await;
    let (account, network) = (format!("{path}/throttle"), "/api/v1/admin/networks/127.0.0.1/throttle");
    let none = value!({"attempts": 0, "waits_until": null, "stopped": false});
    assert_eq!(by.get(&account).await.body_of(200)["guesses"], none);
    for _ in 0..5 {
        assert_eq!(app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 401);
    }
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 429);
    let shown = by.get(&account).await.body_of(200);
    assert_eq!(
        (&shown["guesses"]["attempts"], shown["guesses"]["waits_until"].is_string()),
        (&5.into(), true)
    );
    assert_eq!(shown["requests"]["attempts"], 1, "the registration");
    let shown = by.get(network).await.body_of(200);
    assert_eq!((&shown["guesses"]["attempts"], &shown["guesses"]["waits_until"]), (&5.into(), &value!(null)));
    by.delete(&account).await.is_done(204);
    by.delete(network).await.is_done(204);
    for path in [account.as_str(), network] {
        assert_eq!(by.get(path).await.body_of(200), value!({"guesses": none, "requests": none}), "{path}");
    }
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
    // What lies behind its window does not count.
    assert_eq!(app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 401);
    app.clock.advance(Duration::from_hours(1));
    assert_eq!(by.get(&account).await.body_of(200)["guesses"], none);
}
