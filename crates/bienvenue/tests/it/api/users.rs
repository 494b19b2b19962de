//! `POST /api/v1/users`.

use bienvenue::core::password::PasswordPolicy;
use serde_json::json as value;

use super::{EMAIL, PASSWORD, at};
use crate::support::{App, Database, Reply, Setup, every_engine, object};

every_engine!(an_account_is_made, a_taken_address_is_a_conflict, what_is_not_acceptable_is_told_by_its_field,);

async fn register(app: &App, email: &str, password: &str) -> Reply {
    app.keep_secret(password);
    let body = object(&value!({"email": email, "password": password}));
    app.anonymous().post("/api/v1/users", body).await
}

async fn an_account_is_made(database: Database) {
    let app = App::start(&database).await;
    let reply = register(&app, "Guillaume@Holberton.io", PASSWORD).await;
    let user = app.auth.store().list_users(None, 10).await.unwrap().remove(0);
    let id = user.id.to_string();
    let expected = value!({
        "id": id, "email": "Guillaume@Holberton.io", "email_verified": false, "locale": "en", "created_at": at(0),
    });
    assert_eq!(reply.body_of(201), expected);
    assert_eq!(reply.header("set-cookie"), None, "a registration signs nobody in");
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200, "both faces have one truth");
}

async fn a_taken_address_is_a_conflict(database: Database) {
    let app = App::start(&database).await;
    register(&app, EMAIL, PASSWORD).await.body_of(201);
    for spelling in [EMAIL, "GUILLAUME@holberton.io"] {
        let problem = register(&app, spelling, "a thief's password").await.problem(409, "email_taken");
        assert_eq!(problem["field"], "email");
    }
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
}

async fn what_is_not_acceptable_is_told_by_its_field(database: Database) {
    let auth: Box<dyn FnOnce(_) -> _> =
        Box::new(|auth: bienvenue::AuthBuilder| auth.password_policy(PasswordPolicy::INTERNET));
    let app = App::start_with(&database, Setup { auth, ..Setup::default() }).await;
    let long = format!("{}@example.org", "a".repeat(250));
    for (email, password, code, field) in [
        ("", PASSWORD, "email_missing", "email"),
        ("guillaume", PASSWORD, "email_invalid", "email"),
        (&long, PASSWORD, "email_too_long", "email"),
        (EMAIL, "", "password_missing", "password"),
        (EMAIL, "b4l0u", "password_too_short", "password"),
        (EMAIL, &"x".repeat(1_025), "password_too_long", "password"),
    ] {
        let problem = register(&app, email, password).await.problem(422, code);
        assert_eq!(problem["field"], field);
        assert_eq!(problem["min_length"], if code == "password_too_short" { 8.into() } else { value!(null) });
    }
    assert_eq!(app.count_users().await, 0);
    let problem = register(&app, EMAIL, "b4l0u").await.problem(422, "password_too_short");
    assert_eq!(problem["detail"], "Password too short: use at least 8 characters.");
    assert_eq!(problem["title"], "The password is too short");
}
