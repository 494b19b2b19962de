//! What holds on every path: the slash at its end, methods that it does not have, paths that do not exist.

use super::{EMAIL, NEW_PASSWORD, PASSWORD};
use crate::support::{App, Database, any_engine, every_engine, form};

every_engine!(a_trailing_slash_is_the_same_route);
any_engine!(
    asvs_4_1_4_and_13_4_4_other_methods_are_refused_with_what_is_allowed,
    asvs_3_4_2_options_tells_what_is_allowed,
    head_is_get_without_the_body,
    an_unknown_path_is_not_found,
    other_forms_of_a_target_mean_the_same_or_nothing,
);

/// Every path with the methods that it has, as `Allow` lists them.
const ROUTES: [(&str, &str); 7] = [
    ("/", "GET,HEAD"),
    ("/users", "POST"),
    ("/sessions", "POST,DELETE"),
    ("/profile", "GET,HEAD"),
    ("/reset_password", "POST,PUT"),
    ("/healthz", "GET,HEAD"),
    ("/readyz", "GET,HEAD"),
];

/// Every route with both spellings of its path.
fn paths() -> impl Iterator<Item = (String, &'static str)> {
    let slashed = |path: &str| if path == "/" { "/?".to_owned() } else { format!("{path}/") };
    ROUTES.into_iter().flat_map(move |(path, allow)| [(path.to_owned(), allow), (slashed(path), allow)])
}

async fn a_trailing_slash_is_the_same_route(database: Database) {
    let app = App::start(&database).await;
    let pair = form(&[("email", EMAIL), ("password", PASSWORD)]);
    let created = app.anonymous().post("/users/", pair.clone()).await;
    created.is(200, r#"{"email":"guillaume@holberton.io","message":"user created"}"#);
    let logged_in = app.anonymous().post("/sessions/", pair).await;
    let session_id = logged_in.session_id().unwrap();
    let profile = app.with_session(session_id).get("/profile/").await;
    profile.is(200, r#"{"email":"guillaume@holberton.io"}"#);
    let asked = app.anonymous().post("/reset_password/", form(&[("email", EMAIL)])).await;
    let token = asked.field("reset_token").unwrap();
    let out = app.with_session(session_id).delete("/sessions/").await;
    assert_eq!((out.status, out.header("location")), (302, Some("/")));
    let fields = form(&[("email", EMAIL), ("reset_token", &token), ("new_password", NEW_PASSWORD)]);
    let done = app.anonymous().put("/reset_password/", fields).await;
    done.is(200, r#"{"email":"guillaume@holberton.io","message":"Password updated"}"#);
    assert_eq!(app.anonymous().get("/healthz/").await.status, 200);
}

async fn asvs_4_1_4_and_13_4_4_other_methods_are_refused_with_what_is_allowed(database: Database) {
    let app = App::start(&database).await;
    for (path, allow) in paths() {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "get", "PROPFIND"] {
            if allow.split(',').any(|allowed| allowed == method) {
                continue;
            }
            let reply = app.anonymous().send(method, &path, None).await;
            assert_eq!((reply.status, reply.header("allow")), (405, Some(allow)), "{method} {path}");
            if method != "HEAD" {
                reply.is(405, r#"{"message":"Method Not Allowed"}"#);
            }
        }
    }
}

async fn asvs_3_4_2_options_tells_what_is_allowed(database: Database) {
    let app = App::start(&database).await;
    for (path, allow) in paths() {
        let reply = app.anonymous().send("OPTIONS", &path, None).await;
        assert_eq!((reply.status, reply.header("allow"), reply.text()), (204, Some(allow), ""), "{path}");
        let cors = reply.headers.iter().find(|(name, _)| name.starts_with("access-control-"));
        assert_eq!(cors, None, "no other origin is let in");
    }
}

async fn head_is_get_without_the_body(database: Database) {
    let app = App::start(&database).await;
    for (path, _) in paths().filter(|(_, allow)| allow.starts_with("GET")) {
        let mut connection = app.connect().await;
        let get = connection.ask(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")).await.comparable();
        connection.send(format!("HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n")).await;
        let head = connection.reply_to("HEAD").await.unwrap().comparable();
        assert_eq!((head.status, &head.headers), (get.status, &get.headers), "{path}");
        // Had a body followed, it would be read as the next answer.
        assert_eq!(connection.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.status, 200);
    }
}

async fn an_unknown_path_is_not_found(database: Database) {
    let app = App::start(&database).await;
    let long = format!("/{}", "x".repeat(8_000));
    for path in [
        "/nowhere",
        "/users/1",
        "/users//",
        "//users",
        "//",
        "/Users",
        "/%75sers",
        "/users%2f",
        "/users/..",
        "/users/../profile",
        "/./profile",
        "/profile;x=1",
        "/profile%00",
        "/static/../../etc/passwd",
        "/.env",
        &long,
    ] {
        for method in ["GET", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
            let reply = app.anonymous().send(method, path, None).await;
            reply.is(404, r#"{"message":"Not Found"}"#);
        }
    }
}

async fn other_forms_of_a_target_mean_the_same_or_nothing(database: Database) {
    let app = App::start(&database).await;
    // RFC 9112 §3.2.2: a server takes the absolute form, whatever host it names.
    let absolute = app.anonymous().get("http://elsewhere.example/profile").await;
    absolute.is(403, super::FORBIDDEN);
    for (method, target) in
        [("OPTIONS", "*"), ("GET", "*"), ("GET", "profile"), ("CONNECT", "elsewhere.example:443")]
    {
        let mut connection = app.connect().await;
        let reply = connection.ask(format!("{method} {target} HTTP/1.1\r\nHost: x\r\n\r\n")).await;
        assert!((400..500).contains(&reply.status), "{method} {target}: {}", reply.status);
    }
}
