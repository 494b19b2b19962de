//! Bodies that cannot be read, or could be read in two ways: a clear refusal, nothing changed, and the service goes on.

use super::{EMAIL, PASSWORD};
use crate::support::{App, Content, Database, every_engine, form};

every_engine!(
    asvs_2_2_1_what_cannot_be_read_is_refused,
    asvs_15_3_7_what_could_be_read_in_two_ways_is_refused,
    another_media_type_is_refused,
    a_large_body_is_answered,
    asvs_16_4_1_nothing_that_a_caller_writes_gets_into_the_log,
    any_body_gets_an_answer,
);

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data; boundary=B";

/// Every route that reads a body.
const READERS: [(&str, &str); 4] =
    [("POST", "/users"), ("POST", "/sessions"), ("POST", "/reset_password"), ("PUT", "/reset_password")];

/// Sends a body to every route, with an address that is registered and one that is not, and checks the refusal.
async fn is_refused_everywhere(app: &App, media_type: &str, body: &[u8], status: u16) {
    for (method, path) in READERS {
        let content = Content::new(media_type, body);
        let reply = app.anonymous().send(method, path, Some(content)).await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]);
        assert_eq!(reply.status, status, "{method} {path} {media_type} {shown:?}: {}", reply.text());
        reply.refuses(status, "");
        assert!(reply.field("message").unwrap().len() > 5, "{}", reply.text());
    }
}

/// Nothing has changed since the one user was registered, and he can still log in.
async fn is_as_before(app: &App) {
    assert_eq!(app.count_users().await, 1);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
}

async fn asvs_2_2_1_what_cannot_be_read_is_refused(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for bad in [
        &b"email=bob%4"[..],
        b"email=bob%",
        b"email=bob%zz&password=x",
        b"%=x",
        b"email=bob%ff@example.org&password=x",
        b"email=bob\xff@example.org&password=x",
        b"email=%c3%28&password=x",
        b"email=%ed%a0%80&password=x",
        b"\xfe\xff",
    ] {
        is_refused_everywhere(&app, FORM, bad, 400).await;
    }
    let deep = format!("{{\"email\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    let deep_objects = format!("{}1{}", "{\"email\":".repeat(5_000), "}".repeat(5_000));
    for bad in [
        &b"{"[..],
        b"[]",
        b"null",
        b"\"email\"",
        b"1",
        b"{} {}",
        b"{\"email\":1,\"password\":\"x\"}",
        b"{\"email\":true}",
        b"{\"email\":[\"bob@example.org\"]}",
        b"{\"email\":{\"$ne\":null}}",
        b"{\"email\":\"bob@example.org\",}",
        b"{\"email\":\"\\ud800\"}",
        b"{\"email\":\"\xff\"}",
        b"{\"email\":\"\n\"}",
        b"{'email':'bob@example.org'}",
        b"\xef\xbb\xbf{}",
        b"{\"email\":NaN}",
        b"email=bob@example.org",
        deep.as_bytes(),
        deep_objects.as_bytes(),
    ] {
        is_refused_everywhere(&app, JSON, bad, 400).await;
    }
    for bad in [
        &b""[..],
        b"email=bob@example.org",
        b"--B",
        b"--B\r\n",
        b"--B\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nbob@example.org",
        b"--B\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nbob@example.org\r\n--B",
        b"--B\r\nContent-Disposition: form-data\r\n\r\nbob@example.org\r\n--B--\r\n",
        b"--B\r\n\r\nbob@example.org\r\n--B--\r\n",
        b"--B\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nb\xff\r\n--B--\r\n",
        b"--B\r\nContent-Disposition: form-data; name=\"email\"; filename=\"e\"\r\n\r\nx@y.org\r\n--B--\r\n",
        b"--C\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nbob@example.org\r\n--C--\r\n",
    ] {
        is_refused_everywhere(&app, MULTIPART, bad, 400).await;
    }
    is_refused_everywhere(&app, "multipart/form-data", b"--B--\r\n", 400).await;
    is_as_before(&app).await;
}

async fn asvs_15_3_7_what_could_be_read_in_two_ways_is_refused(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for bad in [
        "email=a@b.org&email=a@b.org&password=x",
        "email=a@b.org&password=x&password=y",
        "email=a@b.org&%65mail=c@d.org&password=x",
        "email=a@b.org&password=x&other=1&other=2",
    ] {
        is_refused_everywhere(&app, FORM, bad.as_bytes(), 400).await;
    }
    for bad in [
        r#"{"email":"a@b.org","email":"a@b.org","password":"x"}"#,
        r#"{"email":"a@b.org","\u0065mail":"c@d.org","password":"x"}"#,
        r#"{"email":"a@b.org","password":null,"password":"x"}"#,
    ] {
        is_refused_everywhere(&app, JSON, bad.as_bytes(), 400).await;
    }
    let part = "--B\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na@b.org\r\n";
    is_refused_everywhere(&app, MULTIPART, format!("{part}{part}--B--\r\n").as_bytes(), 400).await;
    // A NUL and other control characters are text like any other in a password, and no address.
    let nul = form(&[("email", "a\0@b.org"), ("password", "x")]);
    app.anonymous().post("/users", nul).await.refuses(400, "email");
    let two_types = format!("{JSON}\r\nContent-Type: {FORM}");
    is_refused_everywhere(&app, &two_types, b"{}", 400).await;
    is_as_before(&app).await;
}

async fn another_media_type_is_refused(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let body = form(&[("email", "new@example.org"), ("password", "x")]).bytes;
    for media_type in [
        "text/plain",
        "text/html; charset=utf-8",
        "application/xml",
        "application/octet-stream",
        "application/jsonp",
        "application/problem+json",
        "multipart/mixed; boundary=B",
        "application/x-www-form-urlencoded; charset=iso-8859-1",
        "application/json; charset=utf-16",
        "*/*",
        "",
    ] {
        is_refused_everywhere(&app, media_type, &body, 415).await;
    }
    let untyped = format!("POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
    let untyped = [untyped.as_bytes(), &body].concat();
    app.connect().await.ask(untyped).await.refuses(415, "application/x-www-form-urlencoded");
    is_as_before(&app).await;
}

async fn a_large_body_is_answered(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let at_limit = format!("email={EMAIL}&other={}", "x".repeat(64 * 1024 - 13 - EMAIL.len()));
    assert_eq!(at_limit.len(), 64 * 1024);
    let reply = app.anonymous().post("/reset_password", Content::new(FORM, at_limit.clone())).await;
    assert_eq!(reply.status, 200);
    is_refused_everywhere(&app, FORM, (at_limit + "x").as_bytes(), 413).await;
    is_refused_everywhere(&app, FORM, &vec![b'x'; 10_000_000], 413).await;

    let request = "POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    // Most clients send all of it before they look for an answer: they must not find the connection reset.
    let mut sends_all = app.connect().await;
    let all =
        [format!("{request}Content-Length: 10000000\r\n\r\n").into_bytes(), vec![b'x'; 10_000_000]].concat();
    assert!(sends_all.send(all).await);
    sends_all.reply().await.unwrap().refuses(413, "at most 64 KiB");
    // In chunks, so that nobody knows the length before.
    let mut chunked = app.connect().await;
    chunked.send(format!("{request}Transfer-Encoding: chunked\r\n\r\n")).await;
    for _ in 0..10 {
        chunked.send(format!("4000\r\n{}\r\n", "x".repeat(0x4000))).await;
    }
    chunked.send("0\r\n\r\n").await;
    chunked.reply().await.unwrap().refuses(413, "at most 64 KiB");
    // A client that asks first is told before it sends anything.
    let mut asks = app.connect().await;
    asks.ask(format!("{request}Content-Length: 100000\r\nExpect: 100-continue\r\n\r\n"))
        .await
        .refuses(413, "too large");
    // So is one that announces what nobody will wait for.
    let mut huge = app.connect().await;
    huge.ask(format!("{request}Content-Length: 99999999999\r\n\r\n")).await.refuses(413, "too large");
    is_as_before(&app).await;
}

async fn asvs_16_4_1_nothing_that_a_caller_writes_gets_into_the_log(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let poison = "p0ison\n\u{1b}[31m\u{202e}\r\nlevel=ERROR";
    for (method, path) in READERS {
        for name in ["email", "password", "reset_token", "new_password", poison] {
            app.anonymous().send(method, path, Some(form(&[(name, poison)]))).await;
        }
    }
    for path in ["/p0ison%0a%1b", "/profile?p0ison", "/users/p0ison"] {
        app.anonymous().get(path).await;
        app.with_session("p0ison").send("P0ISON", path, None).await;
    }
    let request =
        "GET / HTTP/1.1\r\nHost: p0ison\r\nX-Request-Id: p0ison\r\nUser-Agent: p0ison\u{1b}\r\n\r\n";
    app.connect().await.send(request).await;
    app.connect().await.send("P0ISON\n\n p0ison\r\n\r\n").await;
    is_as_before(&app).await;
    let lines = app.log();
    let line = lines.iter().find(|line| line.to_lowercase().contains("p0ison"));
    assert_eq!(line, None);
    assert!(lines.iter().any(|line| line.contains("method=other")), "the requests are in the log");
}

async fn any_body_gets_an_answer(database: Database) {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree as _;

    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = "[a-z=&%+{}\":,\\[\\]\\\\0-9\r\n-]{0,60}".prop_map(String::into_bytes);
    let bodies = prop_oneof![token, proptest::collection::vec(any::<u8>(), 0..80)];
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for number in 0..200 {
        let body = bodies.new_tree(&mut runner).unwrap().current();
        let (method, path) = READERS[number % READERS.len()];
        let media_type = [FORM, JSON, MULTIPART][number % 3];
        let reply = app.anonymous().send(method, path, Some(Content::new(media_type, body.clone()))).await;
        assert!((400..500).contains(&reply.status), "{path} {media_type} {body:?}: {}", reply.status);
    }
    is_as_before(&app).await;
}
