//! `POST /reset_password` and `PUT /reset_password`.

use std::time::Duration;

use super::{EMAIL, FORBIDDEN, NEW_PASSWORD, PASSWORD};
use crate::support::{App, Content, Database, Reply, every_engine, form, json, multipart};

every_engine!(
    a_reset_is_asked_for_and_done,
    an_unknown_address_is_forbidden,
    asvs_2_3_1_a_reset_without_its_token_is_forbidden,
    an_empty_new_password_does_not_spend_the_token,
    a_token_of_another_address_is_not_spent,
    a_token_works_once,
    a_second_request_kills_the_earlier_token,
    a_token_expires,
    asvs_7_4_3_a_reset_ends_every_session,
    asvs_2_3_4_of_many_uses_at_once_one_succeeds,
);

async fn reset(app: &App, email: &str, token: &str, new_password: &str) -> Reply {
    let fields = form(&[("email", email), ("reset_token", token), ("new_password", new_password)]);
    app.anonymous().put("/reset_password", fields).await
}

async fn a_reset_is_asked_for_and_done(database: Database) {
    let app = App::start(&database).await;
    let mut password = "the first password".to_owned();
    app.register(EMAIL, &password).await;
    for write in [form, multipart, json] {
        let reply = app.anonymous().post("/reset_password", write(&[("email", EMAIL)])).await;
        let token = reply.field("reset_token").unwrap();
        reply.is(200, &format!(r#"{{"email":"{EMAIL}","reset_token":"{token}"}}"#));
        assert!(token.len() == 43, "256 bits in base64url");
        assert_eq!(app.try_log_in(EMAIL, &password).await.status, 200, "asking changes nothing");
        let next = format!("{password} and more");
        let fields = [("email", EMAIL), ("reset_token", token.as_str()), ("new_password", &next)];
        let reply = app.anonymous().put("/reset_password", write(&fields)).await;
        reply.is(200, r#"{"email":"guillaume@holberton.io","message":"Password updated"}"#);
        assert_eq!(reply.header("set-cookie"), None, "a reset logs nobody in");
        assert_eq!(app.try_log_in(EMAIL, &password).await.status, 401);
        assert_eq!(app.try_log_in(EMAIL, &next).await.status, 200);
        password = next;
    }
    // Both echo the address as this request spells it.
    let fields = form(&[("email", "GUILLAUME@holberton.io")]);
    let reply = app.anonymous().post("/reset_password", fields).await;
    let token = reply.field("reset_token").unwrap();
    reply.is(200, &format!(r#"{{"email":"GUILLAUME@holberton.io","reset_token":"{token}"}}"#));
    let reply = reset(&app, "Guillaume@Holberton.IO", &token, "x").await;
    reply.is(200, r#"{"email":"Guillaume@Holberton.IO","message":"Password updated"}"#);
}

async fn an_unknown_address_is_forbidden(database: Database) {
    let app = App::start(&database).await;
    for fields in [&[("email", "nobody@example.org")][..], &[("email", "")], &[("email", "no address")], &[]]
    {
        for write in [form, multipart, json] {
            app.anonymous().post("/reset_password", write(fields)).await.is(403, FORBIDDEN);
        }
    }
    app.anonymous().send("POST", "/reset_password", None).await.is(403, FORBIDDEN);
}

async fn asvs_2_3_1_a_reset_without_its_token_is_forbidden(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for token_was_asked_for in [false, true] {
        if token_was_asked_for {
            app.reset_token(EMAIL).await;
        }
        let unknown = "A".repeat(43);
        for fields in [
            &[("email", EMAIL), ("new_password", NEW_PASSWORD)][..],
            &[("email", EMAIL), ("reset_token", ""), ("new_password", NEW_PASSWORD)],
            &[("email", EMAIL), ("reset_token", &unknown), ("new_password", NEW_PASSWORD)],
            &[("email", EMAIL), ("reset_token", "None"), ("new_password", NEW_PASSWORD)],
            &[("email", EMAIL), ("reset_token", "' OR '1'='1"), ("new_password", NEW_PASSWORD)],
            &[("email", EMAIL), ("reset_token", "")],
            &[("email", EMAIL)],
            &[],
        ] {
            for write in [form, multipart, json] {
                app.anonymous().put("/reset_password", write(fields)).await.is(403, FORBIDDEN);
            }
        }
        let null = r#"{"email":"guillaume@holberton.io","reset_token":null,"new_password":"x"}"#;
        let reply = app.anonymous().put("/reset_password", Content::new("application/json", null)).await;
        reply.is(403, FORBIDDEN);
    }
    app.anonymous().send("PUT", "/reset_password", None).await.is(403, FORBIDDEN);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
    assert_eq!(app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 401);
}

async fn an_empty_new_password_does_not_spend_the_token(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = app.reset_token(EMAIL).await;
    let too_long = "x".repeat(1_025);
    let known = [("email", EMAIL), ("reset_token", token.as_str())];
    for (new_password, about) in [
        (None, "new password missing"),
        (Some(""), "new password missing"),
        (Some(&*too_long), "new password too long"),
    ] {
        let mut fields = known.to_vec();
        fields.extend(new_password.map(|password| ("new_password", password)));
        for write in [form, multipart, json] {
            app.anonymous().put("/reset_password", write(&fields)).await.refuses(400, about);
        }
    }
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
    assert_eq!(reset(&app, EMAIL, &token, NEW_PASSWORD).await.status, 200);
}

async fn a_token_of_another_address_is_not_spent(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    app.register("eve@example.org", PASSWORD).await;
    let token = app.reset_token("eve@example.org").await;
    for email in [EMAIL, "nobody@example.org", "", "no address"] {
        reset(&app, email, &token, NEW_PASSWORD).await.is(403, FORBIDDEN);
    }
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
    assert_eq!(app.try_log_in("eve@example.org", PASSWORD).await.status, 200);
    assert_eq!(reset(&app, "eve@example.org", &token, NEW_PASSWORD).await.status, 200);
}

async fn a_token_works_once(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = app.reset_token(EMAIL).await;
    assert_eq!(reset(&app, EMAIL, &token, NEW_PASSWORD).await.status, 200);
    reset(&app, EMAIL, &token, "a third password").await.is(403, FORBIDDEN);
    assert_eq!(app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 200);
}

async fn a_second_request_kills_the_earlier_token(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let earlier = app.reset_token(EMAIL).await;
    let later = app.reset_token(EMAIL).await;
    assert_ne!(earlier, later);
    reset(&app, EMAIL, &earlier, "a third password").await.is(403, FORBIDDEN);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
    assert_eq!(reset(&app, EMAIL, &later, NEW_PASSWORD).await.status, 200);
}

async fn a_token_expires(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = app.reset_token(EMAIL).await;
    app.clock.advance(Duration::from_mins(30));
    reset(&app, EMAIL, &token, NEW_PASSWORD).await.is(403, FORBIDDEN);
    let token = app.reset_token(EMAIL).await;
    app.clock.advance(Duration::from_mins(30).saturating_sub(Duration::from_micros(1)));
    assert_eq!(reset(&app, EMAIL, &token, NEW_PASSWORD).await.status, 200);
}

async fn asvs_7_4_3_a_reset_ends_every_session(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    app.register("other@example.org", PASSWORD).await;
    let other = app.log_in("other@example.org", PASSWORD).await;
    let mine = [app.log_in(EMAIL, PASSWORD).await, app.log_in(EMAIL, PASSWORD).await];
    let token = app.reset_token(EMAIL).await;
    for session_id in &mine {
        assert_eq!(app.with_session(session_id).get("/profile").await.status, 200);
    }
    assert_eq!(reset(&app, EMAIL, &token, NEW_PASSWORD).await.status, 200);
    for session_id in &mine {
        app.with_session(session_id).get("/profile").await.is(403, FORBIDDEN);
    }
    assert_eq!(app.with_session(&other).get("/profile").await.status, 200);
}

async fn asvs_2_3_4_of_many_uses_at_once_one_succeeds(database: Database) {
    let app = App::start(&database).await;
    let replica = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = app.reset_token(EMAIL).await;
    let uses = (0..50).map(|number| {
        let (service, token) = (if number % 2 == 0 { &app } else { &replica }, &token);
        async move {
            let password = format!("password number {number}");
            (reset(service, EMAIL, token, &password).await, password)
        }
    });
    let (won, lost): (Vec<_>, Vec<_>) =
        futures_util::future::join_all(uses).await.into_iter().partition(|(reply, _)| reply.status == 200);
    assert_eq!(won.len(), 1);
    for (reply, _) in lost {
        reply.is(403, FORBIDDEN);
    }
    assert_eq!(app.try_log_in(EMAIL, &won[0].1).await.status, 200);
}
