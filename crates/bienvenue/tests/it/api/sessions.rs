//! `/api/v1/sessions`: sign in, list, end, sign out.

use std::time::Duration;

use serde_json::json as value;

use super::{EMAIL, NEW_PASSWORD, PASSWORD, at, sign_in, token, token_of};
use crate::support::{App, Database, every_engine, object};

every_engine!(
    asvs_3_3_4_and_10_1_1_a_browser_gets_a_cookie_and_no_secret_in_the_body,
    a_program_gets_a_token_and_no_cookie,
    owasp_session_cookie_a_remembered_session_outlives_the_window,
    asvs_6_3_8_every_wrong_pair_gets_one_answer,
    asvs_7_5_2_the_list_shows_where_one_is_signed_in,
    asvs_8_2_2_somebody_elses_session_does_not_exist,
    asvs_7_5_2_a_session_is_ended_by_its_id,
    asvs_7_5_2_every_other_session_is_ended,
    asvs_7_4_1_and_14_3_1_a_sign_out_ends_the_session,
);

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

async fn asvs_3_3_4_and_10_1_1_a_browser_gets_a_cookie_and_no_secret_in_the_body(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let reply = sign_in(&app).await;
    let secret = reply.session_id().unwrap();
    let cookies = reply.all("set-cookie");
    assert_eq!(cookies[0], format!("session_id={secret}; Path=/; HttpOnly; SameSite=Lax"));
    let body = reply.body_of(201);
    assert!(!reply.text().contains(secret) && body.get("token").is_none());
    assert_eq!(body["user"]["email"], EMAIL);
    let session = &body["session"];
    assert_eq!(
        session,
        &value!({
            "id": session["id"], "current": true, "created_at": at(0), "last_seen_at": at(0),
            "authenticated_at": at(0), "address": "127.0.0.1", "user_agent": null,
            "ends_at": session["ends_at"], "expires_at": at(30 * DAY),
        })
    );
    let me = app.with_session(secret).get("/api/v1/me").await.body_of(200);
    assert_eq!(me, body["user"]);
    assert_eq!(app.with_session(secret).get("/profile").await.status, 200, "both faces share sessions");
}

async fn a_program_gets_a_token_and_no_cookie(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let body = object(&value!({"email": EMAIL, "password": PASSWORD, "delivery": "bearer"}));
    let reply = app.anonymous().post("/api/v1/sessions", body).await;
    assert_eq!(reply.header("set-cookie"), None);
    let token = reply.body_of(201)["token"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 43);
    assert_eq!(app.with_token(&token).get("/api/v1/me").await.body_of(200)["email"], EMAIL);
}

async fn owasp_session_cookie_a_remembered_session_outlives_the_window(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for (remember, attributes) in [(false, ""), (true, "; Max-Age=2592000")] {
        let body = object(&value!({"email": EMAIL, "password": PASSWORD, "remember": remember}));
        let reply = app.anonymous().post("/api/v1/sessions", body).await;
        let secret = reply.session_id().unwrap();
        let cookie = format!("session_id={secret}; Path=/; HttpOnly; SameSite=Lax{attributes}");
        assert!(reply.all("set-cookie").contains(&cookie.as_str()), "{:?}", reply.all("set-cookie"));
    }
}

async fn asvs_6_3_8_every_wrong_pair_gets_one_answer(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for (email, password) in [
        (EMAIL, NEW_PASSWORD),
        (EMAIL, ""),
        ("nobody@example.org", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
    ] {
        let body = object(&value!({"email": email, "password": password}));
        let problem = app.anonymous().post("/api/v1/sessions", body).await.problem(401, "wrong_credentials");
        assert_eq!(problem["field"], value!(null), "which of them is wrong is not told");
    }
}

async fn asvs_7_5_2_the_list_shows_where_one_is_signed_in(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    app.register("other@example.org", PASSWORD).await;
    let first = token(&app).await;
    app.clock.advance(Duration::from_secs(1));
    let second = token(&app).await;
    token_of(&app, "other@example.org").await;
    let list = app.with_token(&second).get("/api/v1/sessions").await.body_of(200);
    assert_eq!(list["next_cursor"], value!(null));
    let items = list["items"].as_array().unwrap();
    let shown: Vec<_> =
        items.iter().map(|item| (item["current"].clone(), item["created_at"].clone())).collect();
    assert_eq!(shown, [(false.into(), at(0).into()), (true.into(), at(1_000_000).into())]);
    // ASVS 7.2.3: what names a session opens none.
    for item in items {
        app.with_token(item["id"].as_str().unwrap()).get("/api/v1/me").await.problem(401, "no_session");
    }
    let as_first = app.with_token(&first).get("/api/v1/sessions").await.body_of(200);
    assert_eq!(as_first["items"][0]["current"], true);
}

async fn asvs_8_2_2_somebody_elses_session_does_not_exist(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    app.register("other@example.org", PASSWORD).await;
    let (mine, theirs) = (token(&app).await, token_of(&app, "other@example.org").await);
    let list = app.with_token(&theirs).get("/api/v1/sessions").await.body_of(200);
    let id = list["items"][0]["id"].as_str().unwrap();
    let compact = id.replace('-', "");
    for path in [id, "00000000-0000-0000-0000-000000000000", "x", "%ff", "..", &compact, &format!("{{{id}}}")]
    {
        let path = format!("/api/v1/sessions/{path}");
        app.with_token(&mine).delete(&path).await.problem(404, "not_found");
    }
    app.with_token(&theirs).get("/api/v1/me").await.body_of(200);
}

async fn asvs_7_5_2_a_session_is_ended_by_its_id(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let (first, second) = (token(&app).await, token(&app).await);
    let list = app.with_token(&first).get("/api/v1/sessions").await.body_of(200);
    let items = list["items"].as_array().unwrap();
    let other = items.iter().find(|item| item["current"] == false).unwrap();
    let path = format!("/api/v1/sessions/{}", other["id"].as_str().unwrap());
    app.with_token(&first).delete(&path).await.is_done(204);
    app.with_token(&second).get("/api/v1/me").await.problem(401, "no_session");
    app.with_token(&first).delete(&path).await.problem(404, "not_found");
    app.with_token(&first).get("/api/v1/me").await.body_of(200);
}

async fn asvs_7_5_2_every_other_session_is_ended(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    app.register("other@example.org", PASSWORD).await;
    let theirs = token_of(&app, "other@example.org").await;
    let (kept, first, second) = (token(&app).await, token(&app).await, token(&app).await);
    let reply = app.with_token(&kept).delete("/api/v1/sessions").await;
    assert_eq!(reply.body_of(200), value!({"ended": 2}));
    for ended in [first, second] {
        app.with_token(&ended).get("/api/v1/me").await.problem(401, "no_session");
    }
    for live in [&kept, &theirs] {
        app.with_token(live).get("/api/v1/me").await.body_of(200);
    }
    assert_eq!(app.with_token(&kept).delete("/api/v1/sessions").await.body_of(200), value!({"ended": 0}));
}

async fn asvs_7_4_1_and_14_3_1_a_sign_out_ends_the_session(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let secret = sign_in(&app).await.session_id().unwrap().to_owned();
    let reply = app.with_session(&secret).delete("/api/v1/sessions/current").await;
    reply.is_done(204);
    let cleared = "session_id=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0";
    assert_eq!(reply.all("set-cookie"), [cleared]);
    // ASVS 14.3.1.
    assert_eq!(reply.header("clear-site-data"), Some(r#""cache", "storage""#));
    app.with_session(&secret).delete("/api/v1/sessions/current").await.problem(401, "no_session");
    let token = token(&app).await;
    let reply = app.with_token(&token).delete("/api/v1/sessions/current").await;
    reply.is_done(204);
    assert_eq!(reply.header("set-cookie"), None);
    app.with_token(&token).get("/api/v1/me").await.problem(401, "no_session");
}
