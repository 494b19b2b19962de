//! `/api/v1/password-reset`.

use bienvenue::core::password::PasswordPolicy;
use bienvenue::http::HttpSettings;
use serde_json::json as value;

use super::{EMAIL, NEW_PASSWORD, PASSWORD, token};
use crate::support::{App, Database, Mailed, Reply, Setup, every_engine, object};

every_engine!(
    asvs_6_3_8_the_answer_is_the_same_for_every_address,
    without_mail_nobody_is_promised_any,
    asvs_6_3_6_a_link_sets_a_new_password_once,
    asvs_2_3_1_a_token_that_is_none_is_refused,
    a_password_that_is_not_taken_does_not_spend_the_link,
);

async fn complete(app: &App, token: &str, new_password: &str) -> Reply {
    app.keep_secret(new_password);
    let body = object(&value!({"token": token, "new_password": new_password}));
    app.anonymous().post("/api/v1/password-reset/complete", body).await
}

async fn asvs_6_3_8_the_answer_is_the_same_for_every_address(database: Database) {
    let Mailed { app, .. } = Mailed::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for email in [EMAIL, "GUILLAUME@holberton.io", "nobody@example.org", "no address", ""] {
        let body = object(&value!({"email": email}));
        app.anonymous().post("/api/v1/password-reset", body).await.is_done(202);
    }
}

async fn without_mail_nobody_is_promised_any(database: Database) {
    let setup = Setup { settings: HttpSettings::internet(), ..Setup::default() };
    let app = App::start_with(&database, setup).await;
    let body = object(&value!({"email": EMAIL}));
    app.anonymous().post("/api/v1/password-reset", body).await.problem(503, "mail_not_configured");
}

async fn asvs_6_3_6_a_link_sets_a_new_password_once(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session = token(&app).await;
    let link = app.reset_token(EMAIL).await;
    let reply = complete(&app, &link, NEW_PASSWORD).await;
    reply.is_done(204);
    assert_eq!((reply.header("set-cookie"), reply.text()), (None, ""), "a mail signs nobody in");
    app.with_token(&session).get("/api/v1/me").await.problem(401, "no_session");
    assert_eq!(app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 200);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 401);
    complete(&app, &link, PASSWORD).await.problem(403, "token_refused");
}

async fn asvs_2_3_1_a_token_that_is_none_is_refused(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session = token(&app).await;
    for wrong in ["", "None", &"A".repeat(43), &session] {
        complete(&app, wrong, NEW_PASSWORD).await.problem(403, "token_refused");
    }
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
}

async fn a_password_that_is_not_taken_does_not_spend_the_link(database: Database) {
    let auth: Box<dyn FnOnce(_) -> _> =
        Box::new(|auth: bienvenue::AuthBuilder| auth.password_policy(PasswordPolicy::INTERNET));
    let app = App::start_with(&database, Setup { auth, ..Setup::default() }).await;
    app.register(EMAIL, PASSWORD).await;
    let link = app.reset_token(EMAIL).await;
    let problem = complete(&app, &link, "short").await.problem(422, "password_too_short");
    assert_eq!((&problem["field"], &problem["min_length"]), (&"new_password".into(), &8.into()));
    assert_eq!(problem["detail"], "New password too short: use at least 8 characters.");
    complete(&app, &link, "").await.problem(422, "password_missing");
    complete(&app, &link, NEW_PASSWORD).await.is_done(204);
}
