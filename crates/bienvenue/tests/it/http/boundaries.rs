//! Where a message begins and ends (ASVS 4.2.1): one reading, or none. A proxy in front may read a doubtful message in
//! another way, and what it takes for a body would be the next person's request here.

use super::{EMAIL, PASSWORD};
use crate::support::{App, Connection, Database, any_engine};

any_engine!(
    asvs_4_2_1_a_length_that_is_none_is_refused,
    asvs_4_2_1_both_lengths_are_refused,
    asvs_4_2_1_chunks_are_the_last_of_a_connection,
    asvs_4_2_1_a_doubtful_header_is_refused_in_its_turn,
    asvs_4_2_1_a_broken_chunk_is_refused,
    asvs_4_2_1_a_broken_header_is_refused,
    a_request_names_one_host,
    a_broken_request_line_is_refused,
    a_body_that_breaks_off_changes_nothing,
    asvs_4_2_1_a_bare_line_feed_is_refused,
    pipelined_requests_are_answered_in_order,
    http_1_0_is_answered_and_closed,
);

const USERS: &str = "POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
const BODY: &str = "email=smuggled@example.org&password=x";
/// A request that must never be read as one when it travels in a body.
const SMUGGLED: &str = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

/// Sends a request that must be refused: 400, the connection closed, no second answer, nobody registered.
async fn is_refused(app: &App, request: &[u8]) {
    let shown = String::from_utf8_lossy(request);
    let mut connection = app.connect().await;
    connection.send(request).await;
    let reply = connection.reply().await.unwrap_or_else(|| panic!("no answer to {shown:?}"));
    assert_eq!(reply.status, 400, "{shown:?}: {}", reply.text());
    assert!(ends(&mut connection).await, "a second answer to {shown:?}");
    is_unharmed(app).await;
}

async fn ends(connection: &mut Connection) -> bool {
    connection.finish_sending().await;
    connection.is_closed().await
}

async fn is_unharmed(app: &App) {
    assert_eq!(app.count_users().await, 0);
    assert_eq!(app.anonymous().get("/").await.status, 200);
}

async fn asvs_4_2_1_a_length_that_is_none_is_refused(database: Database) {
    let app = App::start(&database).await;
    let length = BODY.len();
    for header in [
        format!("Content-Length: +{length}"),
        format!("Content-Length: -{length}"),
        format!("Content-Length: {length}, {length}"),
        format!("Content-Length: {length}\r\nContent-Length: {length}"),
        format!("Content-Length: {length}\r\nX: y\r\nTransfer-Encoding: chunked"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}"),
        format!("Content-Length: 0x{length:x}"),
        format!("Content-Length: {length}.0"),
        "Content-Length: ".to_owned(),
        "Content-Length: 99999999999999999999".to_owned(),
        format!("Content-Length: {length}\r\nContent-Length: {}", length + 1),
        "Transfer-Encoding: xchunked".to_owned(),
        "Transfer-Encoding: identity".to_owned(),
        "Transfer-Encoding: chunked, identity".to_owned(),
        "Transfer-Encoding: gzip, chunked".to_owned(),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked".to_owned(),
        "Transfer-Encoding: chunked, chunked".to_owned(),
        "Transfer-Encoding: \"chunked\"".to_owned(),
        "Transfer-Encoding:\r\n chunked".to_owned(),
        "Transfer-Encoding\t: chunked".to_owned(),
        "Transfer-Encoding: chunked\0".to_owned(),
        format!("X: y\nContent-Length: {length}"),
        format!("Content-Length: {length}\nX: y"),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip".to_owned(),
        format!("Content-Length : {length}"),
        format!(" Content-Length: {length}"),
        format!("Content-Length: {length}\r\n folded"),
    ] {
        is_refused(&app, format!("{USERS}{header}\r\n\r\n{BODY}{SMUGGLED}").as_bytes()).await;
    }
    let old = USERS.replace("HTTP/1.1", "HTTP/1.0");
    is_refused(&app, format!("{old}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}").as_bytes()).await;
}

/// RFC 9112 §6.1 lets a server take what has both; the next one in the row may take another.
async fn asvs_4_2_1_both_lengths_are_refused(database: Database) {
    let app = App::start(&database).await;
    for both in
        ["Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5"]
    {
        is_refused(&app, format!("{USERS}{both}\r\n\r\n0\r\n\r\n{SMUGGLED}").as_bytes()).await;
    }
}

/// What follows a body in chunks is not read: hyper alone would decide where it ends.
async fn asvs_4_2_1_chunks_are_the_last_of_a_connection(database: Database) {
    let app = App::start(&database).await;
    let mut connection = app.connect().await;
    connection.send(format!("{USERS}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}")).await;
    let reply = connection.reply().await.unwrap();
    assert_eq!((reply.status, reply.header("connection")), (400, Some("close")));
    assert!(ends(&mut connection).await);
}

/// What came before is answered, and what is doubtful is refused wherever its bytes are cut.
async fn asvs_4_2_1_a_doubtful_header_is_refused_in_its_turn(database: Database) {
    let app = App::start(&database).await;
    let first = format!("{USERS}Content-Length: {}\r\n\r\n{BODY}", BODY.len());
    let doubtful = format!("{USERS}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello{SMUGGLED}");
    for cut in [first.len() - 3, first.len(), first.len() + USERS.len() + 4, first.len() + USERS.len() + 21] {
        let mut connection = app.connect().await;
        let bytes = format!("{first}{doubtful}");
        let (start, rest) = bytes.split_at(cut);
        connection.send(start).await;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        connection.send(rest).await;
        assert!(matches!(connection.reply().await.unwrap().status, 200 | 400), "the first");
        let second = connection.reply().await.unwrap();
        assert_eq!((second.status, second.header("connection")), (400, Some("close")), "cut at {cut}");
        assert!(ends(&mut connection).await);
    }
    assert_eq!(app.count_users().await, 1);
}

async fn asvs_4_2_1_a_broken_chunk_is_refused(database: Database) {
    let app = App::start(&database).await;
    for chunks in [
        format!("FFFFFFFFFFFFFFFFF\r\n{BODY}\r\n0\r\n\r\n"),
        format!("-1\r\n{BODY}\r\n0\r\n\r\n"),
        format!("zz\r\n{BODY}\r\n0\r\n\r\n"),
        format!("\r\n{BODY}\r\n0\r\n\r\n"),
        format!("5\r\n{BODY}\r\n0\r\n\r\n"),
        format!("25\n{BODY}\r\n0\r\n\r\n"),
    ] {
        is_refused(&app, format!("{USERS}Transfer-Encoding: chunked\r\n\r\n{chunks}{SMUGGLED}").as_bytes())
            .await;
    }
    // A whole one is taken, whatever its pieces.
    let mut connection = app.connect().await;
    let (head, tail) = BODY.split_at(9);
    let chunks = format!("{:x}\r\n{head}\r\n{:X};extension=1\r\n{tail}\r\n0\r\n\r\n", head.len(), tail.len());
    let reply = connection.ask(format!("{USERS}Transfer-Encoding: chunked\r\n\r\n{chunks}")).await;
    assert_eq!((reply.status, app.count_users().await), (200, 1));
}

async fn asvs_4_2_1_a_broken_header_is_refused(database: Database) {
    let app = App::start(&database).await;
    for header in [
        &b"Host"[..],
        b": x",
        b"X Y: z",
        b"X\xff: y",
        b"X: a\0b",
        b"X: a\rb",
        b"X: a\x0bb\x7f",
        b"X: y\r\n folded",
        b"X\t: y",
        b"X : y",
    ] {
        let request = [&b"GET / HTTP/1.1\r\n"[..], header, b"\r\n\r\n", SMUGGLED.as_bytes()].concat();
        is_refused(&app, &request).await;
    }
}

/// RFC 9112 §3.2.
async fn a_request_names_one_host(database: Database) {
    let app = App::start(&database).await;
    for hosts in ["", "Host: a\r\nHost: a\r\n", "Host: a\r\nHost: b\r\n"] {
        let mut connection = app.connect().await;
        let request = format!("{USERS}{hosts}Content-Length: {}\r\n\r\n{BODY}", BODY.len());
        connection.ask(request.replacen("Host: x\r\n", "", 1)).await.refuses(400, "Host");
        is_unharmed(&app).await;
    }
    let absolute = "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n";
    assert_eq!(app.connect().await.ask(absolute).await.status, 200);
}

async fn a_broken_request_line_is_refused(database: Database) {
    let app = App::start(&database).await;
    for line in [
        &b"garbage"[..],
        b"GET",
        b"GET /",
        b"GET / HTTP/9.9",
        b"GET / HTTP/2.0",
        b"GET / http/1.1",
        b"GET / HTTP/1.1 extra",
        b"GET  / HTTP/1.1",
        b" GET / HTTP/1.1",
        b"GET / / HTTP/1.1",
        b"GET http:// HTTP/1.1",
        b"G\xc3\x89T / HTTP/1.1",
        b"G(T / HTTP/1.1",
        b"GET /\xff\xfe HTTP/1.1",
        b"GET /a b HTTP/1.1",
        b"GET /\0 HTTP/1.1",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0",
        b"\0\0\0\0\0\0\0\0",
    ] {
        let request = [line, b"\r\nHost: x\r\n\r\n", SMUGGLED.as_bytes()].concat();
        let mut connection = app.connect().await;
        connection.send(&request).await;
        let reply = connection.reply().await;
        let status = reply.map(|reply| reply.status);
        assert!(matches!(status, None | Some(400)), "{:?}: {status:?}", String::from_utf8_lossy(line));
        assert!(ends(&mut connection).await, "{:?}", String::from_utf8_lossy(line));
        is_unharmed(&app).await;
    }
}

async fn a_body_that_breaks_off_changes_nothing(database: Database) {
    let app = App::start(&database).await;
    for header in [format!("Content-Length: {}", BODY.len() + 1), "Transfer-Encoding: chunked".to_owned()] {
        let start =
            if header.starts_with('C') { BODY.to_owned() } else { format!("{:x}\r\n{BODY}\r\n", BODY.len()) };
        let mut connection = app.connect().await;
        connection.send(format!("{USERS}{header}\r\n\r\n{start}")).await;
        connection.finish_sending().await;
        let reply = connection.reply().await;
        assert!(reply.is_none_or(|reply| reply.status == 400));
        assert!(connection.is_closed().await);
        is_unharmed(&app).await;
        // The same from somebody who vanishes at once.
        app.connect().await.send(format!("{USERS}{header}\r\n\r\n{start}")).await;
        is_unharmed(&app).await;
    }
    // Without a length there is no body, and what follows is the next request.
    let mut connection = app.connect().await;
    connection.ask(format!("{USERS}\r\n")).await.refuses(400, "email missing");
    let mut connection = app.connect().await;
    connection.ask(format!("{USERS}\r\n{BODY}\r\n\r\n")).await.refuses(400, "email missing");
    let reply = connection.reply().await;
    assert!(reply.is_none_or(|reply| reply.status == 400));
    is_unharmed(&app).await;
}

/// RFC 9112 §2.2 lets a recipient take it for the end of a line. A proxy may take it for part of one.
async fn asvs_4_2_1_a_bare_line_feed_is_refused(database: Database) {
    let app = App::start(&database).await;
    for request in [
        "GET / HTTP/1.1\nHost: x\n\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: x\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: x\r\n\n".to_owned(),
        "GET / HTTP/1.1\nHost: x\r\n\r\n".to_owned(),
        "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        format!("{USERS}X: y\nContent-Length: 0\r\n\r\n{SMUGGLED}"),
    ] {
        is_refused(&app, request.as_bytes()).await;
    }
    // In a body it is a byte like others.
    let mut connection = app.connect().await;
    connection.ask(format!("{USERS}Content-Length: 9\r\n\r\nemail=\n\n\n")).await.refuses(400, "email");
    assert_eq!(connection.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.status, 200);
}

async fn pipelined_requests_are_answered_in_order(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let mut connection = app.connect().await;
    let request = |method: &str, path: &str| {
        format!("{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
    };
    let requests = [
        ("GET", "/"),
        ("POST", "/sessions"),
        ("DELETE", "/sessions"),
        ("GET", "/nowhere"),
        ("PUT", "/users"),
        ("GET", "/"),
    ];
    connection.send(requests.map(|(method, path)| request(method, path)).concat()).await;
    for status in [200, 401, 403, 404, 405, 200] {
        assert_eq!(connection.reply().await.unwrap().status, status);
    }
    // A body that no route reads is not taken for a request.
    let body = format!("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{SMUGGLED}", SMUGGLED.len());
    assert_eq!(connection.ask(body + &request("GET", "/profile")).await.status, 200);
    assert_eq!(connection.reply().await.unwrap().status, 403);
}

async fn http_1_0_is_answered_and_closed(database: Database) {
    let app = App::start(&database).await;
    let mut connection = app.connect().await;
    connection.ask("GET / HTTP/1.0\r\n\r\n").await.is(200, r#"{"message":"Bienvenue"}"#);
    assert!(connection.is_closed().await);
    let old = USERS.replace("HTTP/1.1", "HTTP/1.0");
    let mut connection = app.connect().await;
    let request = format!("{old}Content-Length: {}\r\n\r\n{BODY}", BODY.len());
    assert_eq!(connection.ask(request).await.status, 200);
    let mut connection = app.connect().await;
    let reply = connection.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert_eq!(reply.status, 200);
    assert!(connection.is_closed().await);
}
