//! `POST /users`.

use super::{EMAIL, PASSWORD};
use crate::support::{App, Content, Database, every_engine, form, json, multipart};

every_engine!(
    a_user_is_created,
    a_form_a_multipart_form_and_json_are_one,
    a_taken_address_is_refused_in_every_spelling,
    without_a_field_nothing_is_stored,
    what_is_no_address_is_refused,
    the_address_is_echoed_as_sent,
    asvs_6_2_8_a_password_is_exactly_what_was_sent,
    asvs_6_2_9_long_passwords_are_taken_up_to_a_bound,
);

const TAKEN: &str = r#"{"message":"email already registered"}"#;

async fn a_user_is_created(database: Database) {
    let app = App::start(&database).await;
    let reply = app.anonymous().post("/users", form(&[("email", EMAIL), ("password", "b4l0u")])).await;
    reply.is(200, r#"{"email":"guillaume@holberton.io","message":"user created"}"#);
    assert_eq!(reply.header("set-cookie"), None);
    let users = app.auth.store().list_users(None, 10).await.unwrap();
    assert_eq!(users.len(), 1);
    assert_eq!(users[0].email.as_str(), EMAIL);
    assert_eq!(app.try_log_in(EMAIL, "b4l0u").await.status, 200);
}

async fn a_form_a_multipart_form_and_json_are_one(database: Database) {
    let app = App::start(&database).await;
    let password = "a + b & c = 100 % é \u{1f642} \"quoted\" \\ \r\n\t\0 ";
    for (name, write) in
        [("form", form as fn(&[(&str, &str)]) -> Content), ("multipart", multipart), ("json", json)]
    {
        let email = format!("{name}@example.org");
        let reply = app.anonymous().post("/users", write(&[("email", &email), ("password", password)])).await;
        reply.is(200, &format!(r#"{{"email":"{email}","message":"user created"}}"#));
        for read in [form, multipart, json] {
            let fields = read(&[("email", &email), ("password", password)]);
            assert_eq!(app.anonymous().post("/sessions", fields).await.status, 200, "{name}");
        }
    }
    // As other clients spell the types.
    for (number, media_type) in
        ["application/json; charset=utf-8", "Application/JSON", "application/json;charset=\"UTF-8\""]
            .iter()
            .enumerate()
    {
        let body = format!(r#"{{"password":"b4l0u","email":"spelling{number}@example.org"}}"#);
        let reply = app.anonymous().post("/users", Content::new(*media_type, body)).await;
        assert_eq!(reply.status, 200, "{media_type}: {}", reply.text());
    }
}

async fn a_taken_address_is_refused_in_every_spelling(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for spelling in [EMAIL, "Guillaume@Holberton.IO", "GUILLAUME@HOLBERTON.IO", "guillaume@ｈolberton.io"] {
        let fields = form(&[("email", spelling), ("password", "a thief's password")]);
        app.anonymous().post("/users", fields).await.is(400, TAKEN);
        assert_eq!(app.try_log_in(spelling, "a thief's password").await.status, 401);
        assert_eq!(app.try_log_in(spelling, PASSWORD).await.status, 200);
    }
    assert_eq!(app.count_users().await, 1);
}

async fn without_a_field_nothing_is_stored(database: Database) {
    let app = App::start(&database).await;
    for write in [form, multipart, json] {
        for (fields, about) in [
            (&[][..], "email"),
            (&[("password", PASSWORD)], "email"),
            (&[("email", ""), ("password", PASSWORD)], "email"),
            (&[("email", EMAIL)], "password"),
            (&[("email", EMAIL), ("password", "")], "password"),
            (&[("Email", EMAIL), ("password", PASSWORD)], "email"),
        ] {
            app.anonymous().post("/users", write(fields)).await.refuses(400, about);
        }
    }
    app.anonymous().send("POST", "/users", None).await.refuses(400, "email missing");
    let null = Content::new("application/json", r#"{"email":"guillaume@holberton.io","password":null}"#);
    app.anonymous().post("/users", null).await.refuses(400, "password missing");
    // Fields count in the body only.
    app.anonymous().send("POST", "/users?email=a@b.org&password=b4l0u", None).await.refuses(400, "email");
    assert_eq!(app.count_users().await, 0);
    app.register(EMAIL, PASSWORD).await;
}

async fn what_is_no_address_is_refused(database: Database) {
    let app = App::start(&database).await;
    let long = format!("{}@example.org", "a".repeat(243));
    for bad in [
        "bob",
        "bob@",
        "@example.org",
        "bob@example.org\r\nBcc: eve@example.org",
        "bob\0@example.org",
        " bob@example.org",
        "bob@example.org ",
        "bob@exam ple.org",
        "\"bob\"@example.org",
        "Bob <bob@example.org>",
        &long,
    ] {
        for write in [form, json] {
            let reply =
                app.anonymous().post("/users", write(&[("email", bad), ("password", PASSWORD)])).await;
            reply.refuses(400, "email");
        }
    }
    assert_eq!(app.count_users().await, 0);
}

async fn the_address_is_echoed_as_sent(database: Database) {
    let app = App::start(&database).await;
    for email in
        ["Bob.Smith+tag@Example.ORG", "bob@bücher.example", "o'neil/a&b=c?{}~@例え.テスト", "x@localhost"]
    {
        let fields = [("email", email), ("password", PASSWORD)];
        let reply = app.anonymous().post("/users", json(&fields)).await;
        reply.is(200, &format!(r#"{{"email":"{email}","message":"user created"}}"#));
        let reply = app.anonymous().post("/sessions", form(&fields)).await;
        reply.is(200, &format!(r#"{{"email":"{email}","message":"logged in"}}"#));
        let session_id = reply.session_id().unwrap();
        let profile = app.with_session(session_id).get("/profile").await;
        profile.is(200, &format!(r#"{{"email":"{email}"}}"#));
    }
    // A login echoes what this request says, the profile what the owner registered.
    let reply = app.try_log_in("BOB@xn--bcher-kva.example", PASSWORD).await;
    reply.is(200, r#"{"email":"BOB@xn--bcher-kva.example","message":"logged in"}"#);
    let profile = app.with_session(reply.session_id().unwrap()).get("/profile").await;
    profile.is(200, r#"{"email":"bob@bücher.example"}"#);
    // Escapes in JSON are read before they are echoed.
    let escaped = Content::new("application/json", r#"{"email":"\u0063\u0040d.org","password":"b4l0u"}"#);
    app.anonymous().post("/users", escaped).await.is(200, r#"{"email":"c@d.org","message":"user created"}"#);
}

async fn asvs_6_2_8_a_password_is_exactly_what_was_sent(database: Database) {
    let app = App::start(&database).await;
    let long = "0123456789".repeat(7) + "abcdefghiZ";
    let near = [
        &long[..72],
        &long[..79],
        &(long[..79].to_owned() + "z"),
        &(long.clone() + " "),
        &long.to_uppercase(),
    ];
    app.register("long@example.org", &long).await;
    app.register("nul@example.org", "a\0b-and-more").await;
    app.register("spaces@example.org", "  both ends  ").await;
    let wrong = near.iter().map(|wrong| ("long@example.org", *wrong)).chain([
        ("nul@example.org", "a\0c-and-more"),
        ("nul@example.org", "a"),
        ("nul@example.org", "a\0B-and-more"),
        ("spaces@example.org", "both ends"),
        ("spaces@example.org", "  both ends"),
        ("spaces@example.org", "  Both ends  "),
    ]);
    for (email, password) in wrong {
        assert_eq!(app.try_log_in(email, password).await.status, 401, "{email} {password:?}");
    }
    for (email, password) in [
        ("long@example.org", long.as_str()),
        ("nul@example.org", "a\0b-and-more"),
        ("spaces@example.org", "  both ends  "),
    ] {
        assert_eq!(app.try_log_in(email, password).await.status, 200, "{email}");
    }
}

async fn asvs_6_2_9_long_passwords_are_taken_up_to_a_bound(database: Database) {
    let app = App::start(&database).await;
    for count in [64, 128, 256] {
        let (email, password) = (format!("user{count}@example.org"), "🙂".repeat(count));
        app.register(&email, &password).await;
        assert_eq!(app.try_log_in(&email, &password).await.status, 200);
    }
    let too_long = form(&[("email", EMAIL), ("password", &"x".repeat(1_025))]);
    app.anonymous().post("/users", too_long).await.refuses(400, "password too long");
    assert_eq!(app.try_log_in(EMAIL, &"x".repeat(1_025)).await.status, 401);
    assert_eq!(app.count_users().await, 3);
}
