//! What owners hear of it.

use std::time::Duration;

use serde_json::json as value;

use super::{EMAIL, NEW_PASSWORD, PASSWORD, USERS, find, full};
use crate::support::{Database, Mailed, every_engine, object};

every_engine!(asvs_6_4_1_who_is_invited_sets_his_own_password_once, asvs_6_3_7_what_a_key_does_is_told,);

/// ASVS 6.4.1: nobody knows a password of the account before its owner does, and the link in his mail works once, for a while.
async fn asvs_6_4_1_who_is_invited_sets_his_own_password_once(database: Database) {
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let key = full(app).await;
    let by = app.with_token(&key);
    let made = by.post(USERS, object(&value!({"email": EMAIL}))).await.body_of(201);
    let path = format!("{USERS}/{}", made["id"].as_str().unwrap());
    let late = world.token("/reset-password").await;
    app.clock.advance(Duration::from_mins(31));
    let complete = async |token: &str| {
        let body = value!({"token": token, "new_password": NEW_PASSWORD});
        app.anonymous().post("/api/v1/password-reset/complete", object(&body)).await
    };
    complete(&late).await.problem(403, "token_refused");
    by.send("POST", &format!("{path}/password-reset"), None).await.is_done(202);
    let token = world.token("/reset-password").await;
    complete(&token).await.is_done(204);
    complete(&token).await.problem(403, "token_refused");
    let body = value!({"email": EMAIL, "password": NEW_PASSWORD});
    app.anonymous().post("/api/v1/sessions", object(&body)).await.body_of(201);
    let shown = by.get(&path).await.body_of(200);
    assert!(shown["email_verified_at"].is_string(), "whoever has the link reads mail there");
}

async fn asvs_6_3_7_what_a_key_does_is_told(database: Database) {
    let world = Mailed::start(&database).await;
    let app = &world.app;
    let key = full(app).await;
    let by = app.with_token(&key).and("User-Agent: the helpdesk");
    app.auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let path = format!("{USERS}/{}", find(app, EMAIL).await.unwrap().id);
    world.mails().await;
    let new = object(&value!({"password": NEW_PASSWORD}));
    by.put(&format!("{path}/password"), new).await.is_done(204);
    let mut told = world.mails().await;
    for act in ["disable", "enable"] {
        by.send("POST", &format!("{path}/{act}"), None).await.is_done(204);
        told.extend(world.mails().await);
    }
    by.delete(&path).await.is_done(204);
    told.extend(world.mails().await);
    assert_eq!(told.len(), 4, "{told:?}");
    for mail in told {
        assert_eq!(mail.to, EMAIL);
        assert!(!mail.text.contains("127.0.0.1") && !mail.text.contains("helpdesk"), "{}", mail.text);
    }
}
