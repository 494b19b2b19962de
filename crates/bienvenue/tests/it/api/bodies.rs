//! What may be in a body, and what a refusal tells of it.

use serde_json::json as value;

use super::{EMAIL, PASSWORD};
use crate::support::{App, Content, Database, any_engine, form, multipart, object};

any_engine!(
    asvs_3_5_2_only_json_is_read,
    asvs_8_2_3_and_15_3_3_a_field_that_is_not_known_is_refused,
    asvs_15_3_7_a_name_that_comes_twice_is_refused,
    what_is_no_json_is_refused,
    asvs_14_2_1_a_refusal_never_tells_what_was_sent,
    a_large_body_is_refused,
);

const USERS: &str = "/api/v1/users";

fn json_text(text: &str) -> Content {
    Content::new("application/json", text)
}

async fn asvs_3_5_2_only_json_is_read(database: Database) {
    let app = App::start(&database).await;
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let body = value!({"email": EMAIL, "password": PASSWORD}).to_string();
    for content in [
        form(&fields),
        multipart(&fields),
        Content::new("text/plain", body.clone()),
        Content::new("text/json", body.clone()),
        Content::new("application/json-patch+json", body.clone()),
        Content::new("application/problem+json", body.clone()),
        Content::new("application/json; charset=iso-8859-1", body.clone()),
        Content::new("", body.clone()),
    ] {
        let reply = app.anonymous().post(USERS, content).await;
        reply.problem(415, "unsupported_media_type");
    }
    app.anonymous().send("POST", USERS, None).await.problem(415, "unsupported_media_type");
    assert_eq!(app.count_users().await, 0);
    let spelled = Content::new("Application/JSON; charset=\"UTF-8\"", body);
    app.anonymous().post(USERS, spelled).await.body_of(201);
}

async fn asvs_8_2_3_and_15_3_3_a_field_that_is_not_known_is_refused(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for (path, body, fields) in [
        (USERS, value!({"email": "a@b.org", "password": PASSWORD, "is_admin": true}), "email, password"),
        (USERS, value!({"email": "a@b.org", "password": PASSWORD, "id": null}), "email, password"),
        (USERS, value!({"Email": "a@b.org", "password": PASSWORD}), "email, password"),
        (
            "/api/v1/sessions",
            value!({"email": EMAIL, "password": PASSWORD, "user_id": "x"}),
            "email, password, remember, delivery",
        ),
        ("/api/v1/password-reset", value!({"email": EMAIL, "reset_token": "x"}), "email"),
        (
            "/api/v1/password-reset/complete",
            value!({"token": "x", "new_password": PASSWORD, "email": EMAIL}),
            "token, new_password",
        ),
    ] {
        let problem = app.anonymous().post(path, object(&body)).await.problem(422, "unknown_field");
        assert_eq!(problem["detail"], format!("The fields of this request are {fields}."));
    }
    assert_eq!(app.count_users().await, 1);
}

async fn asvs_15_3_7_a_name_that_comes_twice_is_refused(database: Database) {
    let app = App::start(&database).await;
    for text in [
        r#"{"email":"a@b.org","password":"x","password":"x"}"#,
        r#"{"email":"a@b.org","email":"c@d.org","password":"x"}"#,
        r#"{"email":"a@b.org","\u0065mail":"c@d.org","password":"x"}"#,
    ] {
        app.anonymous().post(USERS, json_text(text)).await.problem(400, "invalid_body");
    }
    assert_eq!(app.count_users().await, 0);
}

async fn what_is_no_json_is_refused(database: Database) {
    let app = App::start(&database).await;
    let deep = "[".repeat(60_000);
    for text in
        ["", " ", "{", "null", "[]", "\"x\"", "1", "{}x", "{'email':1}", "{\"email\":\"\\ud800\"}", &deep]
    {
        app.anonymous().post(USERS, json_text(text)).await.problem(400, "invalid_body");
    }
    app.anonymous()
        .post(USERS, Content::new("application/json", b"{\"a\":\"\xff\"}"))
        .await
        .problem(400, "invalid_body");
    for (text, code, field) in [
        (r"{}", "email_missing", "email"),
        (r#"{"email":"a@b.org"}"#, "password_missing", "password"),
        (r#"{"email":null,"password":"x"}"#, "invalid_field", "email"),
        (r#"{"email":["a@b.org"],"password":"x"}"#, "invalid_field", "email"),
        (r#"{"email":"a@b.org","password":12345678}"#, "invalid_field", "password"),
    ] {
        let problem = app.anonymous().post(USERS, json_text(text)).await.problem(422, code);
        assert_eq!(problem["field"], field, "{text}");
    }
    for (text, code, field) in
        [("{}", "field_missing", "token"), (r#"{"token":"x"}"#, "password_missing", "new_password")]
    {
        let reply = app.anonymous().post("/api/v1/password-reset/complete", json_text(text)).await;
        assert_eq!(reply.problem(422, code)["field"], field);
    }
    let choice = value!({"email": EMAIL, "password": PASSWORD, "delivery": "carrier pigeon"});
    let problem =
        app.anonymous().post("/api/v1/sessions", object(&choice)).await.problem(422, "invalid_field");
    assert_eq!(problem["detail"], "Delivery is one of cookie, bearer.");
    assert_eq!(app.count_users().await, 0);
}

async fn asvs_14_2_1_a_refusal_never_tells_what_was_sent(database: Database) {
    const SECRET: &str = "0n1y-the-0wner-kn0ws";
    let app = App::start(&database).await;
    app.keep_secret(SECRET);
    for text in [
        format!(r#"{{"email":"a@b.org","password":"{SECRET}","x":1}}"#),
        format!(r#"{{"email":"a@b.org","password":["{SECRET}"]}}"#),
        format!(r#"{{"email":"a@b.org","password":{{"{SECRET}":1}}}}"#),
        format!(r#"{{"email":"a@b.org","{SECRET}":1}}"#),
        format!(r#"{{"email":"{SECRET}","password":"x"}}"#),
        format!(r#"{{"email":"a@b.org","password":"{SECRET}" "#),
        format!(r#"{{"email":"a@b.org","password":"x","delivery":"{SECRET}"}}"#),
        SECRET.to_owned(),
    ] {
        for path in [USERS, "/api/v1/sessions", "/api/v1/password-reset/complete"] {
            let reply = app.anonymous().post(path, json_text(&text)).await;
            assert!((400..=422).contains(&reply.status), "{text}: {}", reply.status);
            assert!(!reply.text().contains(SECRET), "{}", reply.text());
        }
    }
}

async fn a_large_body_is_refused(database: Database) {
    let app = App::start(&database).await;
    let large = value!({"email": EMAIL, "password": "x".repeat(64 * 1024)});
    app.anonymous().post(USERS, object(&large)).await.problem(413, "body_too_large");
}
