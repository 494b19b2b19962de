//! An account from its registration to its deletion, over the API and its mails.

use bienvenue::SignIn;
use serde_json::{Value, json as value};

use super::{EMAIL, NEW_PASSWORD, PASSWORD};
use crate::support::app::Speaker;
use crate::support::{Database, Mailed, Reply, every_engine, object};

every_engine!(
    asvs_6_3_8_a_registration_is_answered_alike_and_proved_by_mail,
    a_proof_comes_with_one_password,
    asvs_6_2_3_a_password_is_changed_by_who_knows_it,
    an_address_is_changed_in_a_fresh_session,
    asvs_7_5_1_a_session_that_is_not_fresh_changes_nothing,
    asvs_7_2_4_a_fresh_proof_gives_another_secret,
    the_language_of_mails_is_chosen,
    what_happened_is_listed,
    an_export_is_one_document,
    asvs_7_4_2_a_deleted_account_is_gone,
    asvs_8_2_1_and_8_3_1_every_route_of_the_account_asks_for_a_session,
);

async fn post(speaker: Speaker<'_>, path: &str, body: &Value) -> Reply {
    speaker.post(&format!("/api/v1/{path}"), object(body)).await
}

/// Registers, proves the address and signs in for a token.
async fn member(world: &Mailed) -> String {
    let app = &world.app;
    app.keep_secret(PASSWORD);
    post(app.anonymous(), "users", &value!({"email": EMAIL, "password": PASSWORD})).await.is_done(202);
    let token = world.token("/verify-email").await;
    let proof = value!({"token": token, "password": PASSWORD});
    post(app.anonymous(), "email-verification/complete", &proof).await.is_done(204);
    super::token(app).await
}

async fn asvs_6_3_8_a_registration_is_answered_alike_and_proved_by_mail(database: Database) {
    let world = Mailed::start(&database).await;
    let app = &world.app;
    member(&world).await;
    for email in [EMAIL, "new@example.org"] {
        let body = value!({"email": email, "password": NEW_PASSWORD});
        post(app.anonymous(), "users", &body).await.is_done(202);
    }
    let mails = world.mails().await;
    let to_owner = mails.iter().find(|mail| mail.to == EMAIL).unwrap();
    assert!(!to_owner.text.contains("#token="));
    // Not proved yet: answered as a wrong password is.
    let body = value!({"email": "new@example.org", "password": NEW_PASSWORD});
    post(app.anonymous(), "sessions", &body).await.problem(401, "wrong_credentials");
    for email in ["new@example.org", EMAIL, "nobody@example.org"] {
        post(app.anonymous(), "email-verification", &value!({"email": email})).await.is_done(202);
    }
    let token = world.token("/verify-email").await;
    let proof = value!({"token": token, "password": NEW_PASSWORD});
    post(app.anonymous(), "email-verification/complete", &proof).await.is_done(204);
    post(app.anonymous(), "sessions", &body).await.body_of(201);
}

async fn a_proof_comes_with_one_password(database: Database) {
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let body = value!({"email": EMAIL, "password": PASSWORD});
    post(app.anonymous(), "users", &body).await.is_done(202);
    let token = world.token("/verify-email").await;
    let complete = async |more: Value| {
        let mut body = value!({"token": token});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        post(app.anonymous(), "email-verification/complete", &body).await
    };
    complete(value!({})).await.problem(422, "password_missing");
    complete(value!({"password": PASSWORD, "new_password": NEW_PASSWORD}))
        .await
        .problem(422, "invalid_field");
    complete(value!({"password": "another"})).await.problem(403, "wrong_password");
    complete(value!({"new_password": ""})).await.problem(422, "password_missing");
    complete(value!({"new_password": NEW_PASSWORD})).await.is_done(204);
    complete(value!({"new_password": PASSWORD})).await.problem(403, "token_refused");
    assert_eq!(app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 200);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 401);
}

async fn asvs_6_2_3_a_password_is_changed_by_who_knows_it(database: Database) {
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let old = member(&world).await;
    let change = |current: &str, new: &str| value!({"current_password": current, "new_password": new});
    let wrong = post(app.with_token(&old), "me/password", &change("wrong", NEW_PASSWORD)).await;
    assert_eq!(wrong.problem(403, "wrong_password")["field"], "current_password");
    post(app.with_token(&old), "me/password", &change(PASSWORD, "")).await.problem(422, "password_missing");
    let changed = post(app.with_token(&old), "me/password", &change(PASSWORD, NEW_PASSWORD)).await;
    assert_eq!(changed.header("set-cookie"), None, "who came with a token gets a token");
    let new = changed.body_of(200)["token"].as_str().unwrap().to_owned();
    app.with_token(&old).get("/api/v1/me").await.problem(401, "no_session");
    assert_eq!(app.with_token(&new).get("/api/v1/me").await.body_of(200)["email"], EMAIL);
    // A browser gets a cookie, and no secret in the body.
    let body = value!({"email": EMAIL, "password": NEW_PASSWORD, "remember": true});
    let signed_in = post(app.anonymous(), "sessions", &body).await;
    let secret = signed_in.all("set-cookie")[0].split(['=', ';']).nth(1).unwrap().to_owned();
    let browser = app.with_cookie(&format!("__Host-session_id={secret}"));
    let changed = post(browser, "me/password", &change(NEW_PASSWORD, PASSWORD)).await;
    let cookie = changed.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-session_id=") && cookie.contains("Max-Age="), "{cookie}");
    assert!(changed.body_of(200).get("token").is_none());
    let told = world.mails().await;
    assert!(told.iter().all(|mail| mail.to == EMAIL && !mail.text.contains("#token=")));
}

async fn an_address_is_changed_in_a_fresh_session(database: Database) {
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let token = member(&world).await;
    post(app.with_token(&token), "me/email", &value!({"email": "nonsense"}))
        .await
        .problem(422, "email_invalid");
    post(app.with_token(&token), "me/email", &value!({"email": "new@example.org"})).await.is_done(202);
    let link = world.token("/confirm-email").await;
    post(app.anonymous(), "email-change/complete", &value!({"token": link})).await.is_done(204);
    post(app.anonymous(), "email-change/complete", &value!({"token": link}))
        .await
        .problem(403, "token_refused");
    let me = app.with_token(&token).get("/api/v1/me").await.body_of(200);
    assert_eq!((&me["email"], &me["email_verified"]), (&value!("new@example.org"), &value!(true)));
    assert_eq!(world.mails().await[0].to, EMAIL, "the old address is told");
}

async fn asvs_7_5_1_a_session_that_is_not_fresh_changes_nothing(database: Database) {
    const CODE: &str = "reauthentication_required";
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let token = member(&world).await;
    app.clock.advance(std::time::Duration::from_mins(10));
    let me = app.with_token(&token);
    post(me.clone(), "me/email", &value!({"email": "new@example.org"})).await.problem(403, CODE);
    me.send("POST", "/api/v1/me/export", None).await.problem(403, CODE);
    me.delete("/api/v1/me").await.problem(403, CODE);
    assert_eq!(me.get("/api/v1/me").await.status, 200);
}

async fn asvs_7_2_4_a_fresh_proof_gives_another_secret(database: Database) {
    const PATH: &str = "sessions/current/reauthenticate";
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let old = member(&world).await;
    app.clock.advance(std::time::Duration::from_mins(10));
    post(app.with_token(&old), PATH, &value!({"password": "wrong"})).await.problem(403, "wrong_password");
    let renewed = post(app.with_token(&old), PATH, &value!({"password": PASSWORD})).await.body_of(200);
    let new = renewed["token"].as_str().unwrap();
    app.keep_secret(new);
    app.with_token(&old).get("/api/v1/me").await.problem(401, "no_session");
    app.with_token(new).send("POST", "/api/v1/me/export", None).await.body_of(200);
}

async fn the_language_of_mails_is_chosen(database: Database) {
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let token = member(&world).await;
    let path = "/api/v1/me/locale";
    for wrong in [value!({"locale": "de"}), value!({"locale": "FR"}), value!({"locale": 1})] {
        app.with_token(&token).put(path, object(&wrong)).await.problem(422, "invalid_field");
    }
    app.with_token(&token).put(path, object(&value!({"locale": "fr"}))).await.is_done(204);
    assert_eq!(app.with_token(&token).get("/api/v1/me").await.body_of(200)["locale"], "fr");
    post(app.anonymous(), "password-reset", &value!({"email": EMAIL})).await.is_done(202);
    assert!(world.mails().await[0].html.contains("lang=\"fr\""));
}

async fn what_happened_is_listed(database: Database) {
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let token = member(&world).await;
    app.auth.sign_in(EMAIL, PASSWORD, &SignIn::default()).await.unwrap();
    let first = app.with_token(&token).get("/api/v1/me/events?limit=2").await.body_of(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = app.with_token(&token).get(&format!("/api/v1/me/events?cursor={cursor}")).await.body_of(200);
    let items = [&first, &rest].map(|page| page["items"].as_array().unwrap().clone()).concat();
    let mut kinds: Vec<_> = items.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["email_verified", "registered", "signed_in", "signed_in"]);
    assert!(items.iter().any(|event| event["address"] == "127.0.0.1"));
    // A cursor is of its list.
    let sessions = app.with_token(&token).get(&format!("/api/v1/sessions?cursor={cursor}")).await;
    sessions.problem(400, "invalid_cursor");
}

async fn an_export_is_one_document(database: Database) {
    let world = Mailed::start(&database).await;
    let token = member(&world).await;
    // Later than what happened before, so that it comes first.
    world.app.clock.advance(std::time::Duration::from_secs(1));
    let reply = world.app.with_token(&token).send("POST", "/api/v1/me/export", None).await;
    assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"account.json\""));
    let body = reply.body_of(200);
    assert_eq!(body["user"]["email"], EMAIL);
    assert_eq!(body["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(body["sessions"][0]["current"], true);
    assert_eq!(body["events"][0]["kind"], "exported");
    assert!(body.get("admin_since").is_none());
    let text = reply.text();
    assert!(!text.contains("hash") && !text.contains(&token), "no secret is in it");

    database.run_script("UPDATE users SET admin_since = 1780315200000000");
    let reply = world.app.with_token(&token).send("POST", "/api/v1/me/export", None).await;
    assert_eq!(reply.body_of(200)["admin_since"], "2026-06-01T12:00:00.000000Z");
}

async fn asvs_7_4_2_a_deleted_account_is_gone(database: Database) {
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let (one, other) = (member(&world).await, super::token(app).await);
    app.with_token(&one).delete("/api/v1/me").await.is_done(204);
    for token in [&one, &other] {
        app.with_token(token).get("/api/v1/me").await.problem(401, "no_session");
    }
    let body = value!({"email": EMAIL, "password": PASSWORD});
    post(app.anonymous(), "sessions", &body).await.problem(401, "wrong_credentials");
    assert_eq!(world.mails().await[0].to, EMAIL, "a last mail says so");
    post(app.anonymous(), "users", &body).await.is_done(202);
    world.token("/verify-email").await;
}

async fn asvs_8_2_1_and_8_3_1_every_route_of_the_account_asks_for_a_session(database: Database) {
    let world = Mailed::start(&database).await;
    for (method, path, body) in [
        ("GET", "me", None),
        ("DELETE", "me", None),
        ("POST", "me/password", Some(value!({"current_password": PASSWORD, "new_password": NEW_PASSWORD}))),
        ("POST", "me/email", Some(value!({"email": "new@example.org"}))),
        ("PUT", "me/locale", Some(value!({"locale": "fr"}))),
        ("GET", "me/events", None),
        ("POST", "me/export", None),
        ("GET", "sessions", None),
        ("DELETE", "sessions", None),
        ("DELETE", "sessions/current", None),
        ("POST", "sessions/current/reauthenticate", Some(value!({"password": PASSWORD}))),
        ("DELETE", "sessions/01a1f853-0b0c-7f05-8bc6-6a36f2437247", None),
    ] {
        for speaker in [world.app.anonymous(), world.app.with_token(&"A".repeat(43))] {
            let reply = speaker.send(method, &format!("/api/v1/{path}"), body.as_ref().map(object)).await;
            reply.problem(401, "no_session");
        }
    }
}
