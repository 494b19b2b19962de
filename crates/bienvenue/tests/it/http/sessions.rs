//! `POST /sessions` and `DELETE /sessions`.

use std::num::NonZeroU32;
use std::time::Duration;

use super::{EMAIL, FORBIDDEN, NEW_PASSWORD, PASSWORD, UNAUTHORIZED};
use crate::support::{App, Database, Setup, every_engine, form, json, multipart};

every_engine!(
    asvs_3_3_2_to_3_3_5_a_login_sets_the_cookie,
    asvs_6_3_8_every_wrong_login_gets_one_answer,
    a_second_login_keeps_the_first_session,
    one_session_per_user_can_be_asked_for,
    asvs_14_3_1_to_14_3_2_a_logout_ends_the_session_and_clears_the_cookie,
    a_logout_without_a_live_session_is_forbidden,
    asvs_7_4_1_a_logout_holds_on_every_replica,
    asvs_7_2_4_and_owasp_session_strict_a_cookie_from_before_is_never_adopted,
    asvs_7_2_1_a_changed_cookie_opens_nothing,
    owasp_session_strict_a_secret_counts_in_the_cookie_only,
);

async fn asvs_3_3_2_to_3_3_5_a_login_sets_the_cookie(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for write in [form, multipart, json] {
        let reply =
            app.anonymous().post("/sessions", write(&[("email", EMAIL), ("password", PASSWORD)])).await;
        reply.is(200, r#"{"email":"guillaume@holberton.io","message":"logged in"}"#);
        let secret = reply.session_id().unwrap();
        // ASVS 3.3.2, 3.3.4, 3.3.5 and 7.2.3: attributes, and 256 bits that go nowhere but into this header.
        let cookie = reply.header("set-cookie").unwrap();
        assert_eq!(cookie, format!("session_id={secret}; Path=/; HttpOnly; SameSite=Lax"));
        assert!(secret.len() == 43 && cookie.len() < 4_096);
        assert!(!reply.text().contains(secret));
        assert_eq!(app.with_session(secret).get("/profile").await.status, 200);
    }
}

async fn asvs_6_3_8_every_wrong_login_gets_one_answer(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let wrong = app.try_log_in(EMAIL, NEW_PASSWORD).await;
    wrong.is(401, UNAUTHORIZED);
    assert_eq!(wrong.header("set-cookie"), None);
    for fields in [
        &[("email", "nobody@example.org"), ("password", PASSWORD)][..],
        &[("email", EMAIL), ("password", "")],
        &[("email", EMAIL)],
        &[("email", ""), ("password", PASSWORD)],
        &[("password", PASSWORD)],
        &[("email", "no address"), ("password", PASSWORD)],
        &[("email", EMAIL), ("Password", PASSWORD)],
        &[],
    ] {
        for write in [form, multipart, json] {
            let reply = app.anonymous().post("/sessions", write(fields)).await;
            assert_eq!(reply.comparable(), wrong.comparable(), "{fields:?}");
        }
    }
    let reply = app.anonymous().send("POST", "/sessions", None).await;
    assert_eq!(reply.comparable(), wrong.comparable());
}

async fn a_second_login_keeps_the_first_session(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let first = app.log_in(EMAIL, PASSWORD).await;
    let second = app.log_in(EMAIL, PASSWORD).await;
    assert_ne!(first, second);
    for session_id in [&first, &second] {
        assert_eq!(app.with_session(session_id).get("/profile").await.status, 200);
    }
    assert_eq!(app.with_session(&first).delete("/sessions").await.status, 302);
    assert_eq!(app.with_session(&first).get("/profile").await.status, 403);
    assert_eq!(app.with_session(&second).get("/profile").await.status, 200);
}

async fn one_session_per_user_can_be_asked_for(database: Database) {
    let setup = Setup { auth: Box::new(|auth| auth.sessions_per_user(NonZeroU32::MIN)), ..Setup::default() };
    let app = App::start_with(&database, setup).await;
    app.register(EMAIL, PASSWORD).await;
    app.register("other@example.org", PASSWORD).await;
    let other = app.log_in("other@example.org", PASSWORD).await;
    let first = app.log_in(EMAIL, PASSWORD).await;
    let second = app.log_in(EMAIL, PASSWORD).await;
    assert_eq!(app.with_session(&first).get("/profile").await.status, 403);
    assert_eq!(app.with_session(&second).get("/profile").await.status, 200);
    assert_eq!(app.with_session(&other).get("/profile").await.status, 200);
    assert_eq!(app.try_log_in(EMAIL, "wrong").await.status, 401);
    assert_eq!(app.with_session(&second).get("/profile").await.status, 200);
}

async fn asvs_14_3_1_to_14_3_2_a_logout_ends_the_session_and_clears_the_cookie(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session_id = app.log_in(EMAIL, PASSWORD).await;
    let reply = app.with_session(&session_id).delete("/sessions").await;
    assert_eq!((reply.status, reply.text()), (302, ""));
    assert_eq!(reply.header("location"), Some("/"));
    // ASVS 14.3.1, 14.3.2.
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("clear-site-data"), Some(r#""cache", "storage""#));
    // RFC 6265bis: the same attributes, or the browser keeps the cookie.
    let cleared = "session_id=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0";
    assert_eq!(reply.header("set-cookie"), Some(cleared));
    app.with_session(&session_id).get("/profile").await.is(403, FORBIDDEN);
    app.with_session(&session_id).delete("/sessions").await.is(403, FORBIDDEN);
}

async fn a_logout_without_a_live_session_is_forbidden(database: Database) {
    let app = App::start(&database).await;
    app.anonymous().delete("/sessions").await.is(403, FORBIDDEN);
    for cookie in ["session_id=", "session_id", "session_id=unknown", "other=1"] {
        let reply = app.with_cookie(cookie).delete("/sessions").await;
        reply.is(403, FORBIDDEN);
        assert_eq!(reply.header("set-cookie"), None);
    }
}

async fn asvs_7_4_1_a_logout_holds_on_every_replica(database: Database) {
    let app = App::start(&database).await;
    let replica = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for _ in 0..5 {
        let session_id = app.log_in(EMAIL, PASSWORD).await;
        assert_eq!(replica.with_session(&session_id).get("/profile").await.status, 200);
        assert_eq!(app.with_session(&session_id).delete("/sessions").await.status, 302);
        // A second process on a SQLite file sees it within 100 ms, a replica on PostgreSQL at once.
        if database.file().is_some() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(replica.with_session(&session_id).get("/profile").await.status, 403);
        assert_eq!(replica.with_session(&session_id).delete("/sessions").await.status, 403);
    }
}

async fn asvs_7_2_4_and_owasp_session_strict_a_cookie_from_before_is_never_adopted(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let planted = "A".repeat(43);
    let fields = form(&[("email", EMAIL), ("password", PASSWORD)]);
    let reply = app.with_session(&planted).post("/sessions", fields).await;
    assert_eq!(reply.status, 200);
    assert_ne!(reply.session_id().unwrap(), planted);
    assert_eq!(app.with_session(&planted).get("/profile").await.status, 403);
}

async fn asvs_7_2_1_a_changed_cookie_opens_nothing(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session_id = app.log_in(EMAIL, PASSWORD).await;
    for at in 0..session_id.len() {
        let mut changed = session_id.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        app.with_session(&changed).get("/profile").await.is(403, FORBIDDEN);
    }
    for cookie in [
        format!("session_id={session_id}x"),
        format!("session_id={session_id}="),
        format!("session_id=\"{session_id}\""),
        format!("session_id={}", &session_id[1..]),
        format!("session_id={}", session_id.to_lowercase()),
        format!("session_id={}", "A".repeat(4_000)),
        format!("session_idx={session_id}"),
        format!("SESSION_ID={session_id}"),
        format!("__Host-session_id={session_id}"),
        "session_id=%00".to_owned(),
        "session_id=' OR 1=1 --".to_owned(),
        "session_id=\u{e9}".to_owned(),
    ] {
        app.with_cookie(&cookie).get("/profile").await.is(403, FORBIDDEN);
        app.with_cookie(&cookie).delete("/sessions").await.is(403, FORBIDDEN);
    }
    assert_eq!(app.with_session(&session_id).get("/profile").await.status, 200);
}

async fn owasp_session_strict_a_secret_counts_in_the_cookie_only(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session_id = app.log_in(EMAIL, PASSWORD).await;
    let path = format!("/profile?session_id={session_id}");
    app.anonymous().get(&path).await.is(403, FORBIDDEN);
    let body = form(&[("session_id", &session_id)]);
    app.anonymous().send("GET", "/profile", Some(body.clone())).await.is(403, FORBIDDEN);
    app.anonymous().send("DELETE", "/sessions", Some(body)).await.is(403, FORBIDDEN);
    for header in ["Authorization: Bearer", "X-Session-Id:", "Session_id:"] {
        let request = format!("GET /profile HTTP/1.1\r\nHost: localhost\r\n{header} {session_id}\r\n\r\n");
        app.connect().await.ask(request).await.is(403, FORBIDDEN);
    }
    // ASVS 15.3.7: two cookies of the name have no meaning, be they alike or on two lines.
    let two = format!("session_id={session_id}; session_id={session_id}");
    app.with_cookie(&two).get("/profile").await.refuses(400, "more than one session_id cookie");
    app.with_cookie(&two).delete("/sessions").await.refuses(400, "more than one session_id cookie");
    let lines = format!("{session_id}\r\nCookie: session_id=planted");
    app.with_session(&lines).get("/profile").await.refuses(400, "more than one session_id cookie");
    let among = format!("theme=dark; session_id={session_id}; other=1");
    assert_eq!(app.with_cookie(&among).get("/profile").await.status, 200);
}
