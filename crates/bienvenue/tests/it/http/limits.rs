//! What one client may take: of time, of bytes, of connections.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::Request;
use bienvenue::http::{HttpSettings, Limits, router};
use futures_util::{StreamExt as _, stream};
use tower_service::Service;

use super::{EMAIL, PASSWORD};
use crate::support::{App, Database, Setup, any_engine, form};

any_engine!(
    a_header_too_large_is_refused,
    too_many_header_fields_are_refused,
    a_path_too_long_is_refused,
    a_slow_header_ends_the_connection,
    an_idle_connection_ends,
    a_request_that_takes_too_long_is_given_up,
    asvs_13_1_2_connections_beyond_the_limit_wait,
    asvs_15_2_2_who_would_wait_too_long_is_refused_at_once,
    asvs_15_2_2_a_full_hashing_queue_is_answered_at_once,
    asvs_15_2_2_a_page_tells_of_a_full_hashing_queue,
);

const SHORT: Duration = Duration::from_millis(150);

async fn with_limits(database: &Database, limits: Limits) -> App {
    App::start_with(database, Setup { limits, ..Setup::default() }).await
}

async fn a_header_too_large_is_refused(database: Database) {
    let app = App::start(&database).await;
    let request = |bytes: usize| format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(bytes));
    assert_eq!(app.connect().await.ask(request(8_000)).await.status, 200);
    for bytes in [17_000, 1_000_000] {
        let mut connection = app.connect().await;
        let reply = connection.ask(request(bytes)).await;
        assert_eq!(reply.status, 431);
        assert!(connection.is_closed().await);
    }
    // Nor can it come in small pieces, without an end.
    let mut connection = app.connect().await;
    connection.send("GET / HTTP/1.1\r\nHost: x\r\n").await;
    for _ in 0..40 {
        connection.send(format!("X: {}\r\n", "x".repeat(500))).await;
    }
    assert_eq!(connection.reply().await.unwrap().status, 431);
    assert_eq!(app.anonymous().get("/").await.status, 200);
}

async fn too_many_header_fields_are_refused(database: Database) {
    let app = App::start(&database).await;
    let request =
        |fields: usize| format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(fields - 1));
    assert_eq!(app.connect().await.ask(request(64)).await.status, 200);
    for fields in [65, 1_000] {
        let mut connection = app.connect().await;
        let reply = connection.ask(request(fields)).await;
        assert_eq!(reply.status, 431);
        assert!(connection.is_closed().await);
    }
}

async fn a_path_too_long_is_refused(database: Database) {
    let app = App::start(&database).await;
    for bytes in [20_000, 70_000] {
        let request = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(bytes));
        let reply = app.connect().await.ask(request).await;
        assert!(matches!(reply.status, 414 | 431), "{}", reply.status);
    }
    assert_eq!(app.anonymous().get("/").await.status, 200);
}

async fn a_slow_header_ends_the_connection(database: Database) {
    let app = with_limits(&database, Limits { header_timeout: SHORT, ..Limits::default() }).await;
    for start in ["", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX-Never: "] {
        let mut connection = app.connect().await;
        connection.send(start).await;
        assert!(connection.reply().await.is_none_or(|reply| reply.status == 408), "{start:?}");
    }
    // A byte now and then buys no time.
    let mut connection = app.connect().await;
    let mut bytes = "GET / HTTP/1.1\r\nHost: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".bytes();
    let started = tokio::time::Instant::now();
    while connection.is_silent(SHORT / 8).await {
        assert!(started.elapsed() < Duration::from_secs(5), "the connection is still open");
        connection.send([bytes.next().unwrap_or(b'x')]).await;
    }
}

async fn an_idle_connection_ends(database: Database) {
    let app = with_limits(&database, Limits { header_timeout: SHORT, ..Limits::default() }).await;
    let mut connection = app.connect().await;
    for _ in 0..3 {
        assert_eq!(connection.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.status, 200);
    }
    assert!(connection.is_closed().await);
}

async fn a_request_that_takes_too_long_is_given_up(database: Database) {
    let app = with_limits(&database, Limits { request_timeout: SHORT, ..Limits::default() }).await;
    let mut slow = app.connect().await;
    slow.send("POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nemail=").await;
    assert_eq!(app.anonymous().get("/").await.status, 200, "others do not wait for it");
    let reply = slow.reply().await.unwrap();
    assert!(matches!(reply.status, 408 | 503), "{}", reply.status);
    slow.finish_sending().await;
    assert!(slow.is_closed().await);
    assert_eq!(app.count_users().await, 0);
}

/// With the time of the test moved by hand: the wait is seconds.
#[tokio::test(start_paused = true)]
async fn a_slow_body_is_given_up() {
    let database = Database::sqlite();
    let app = App::start(&database).await;
    let mut routes = router(app.auth.clone(), HttpSettings::development());
    let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"email="))]);
    let body = Body::from_stream(first.chain(stream::pending()));
    let request = Request::post("/users").body(body).unwrap();
    let started = tokio::time::Instant::now();
    let response = Service::<Request<Body>>::call(&mut routes, request).await.unwrap();
    assert_eq!(response.status(), 408);
    assert!(started.elapsed() >= Duration::from_secs(10), "an honest client on a slow line gets its time");
}

async fn asvs_13_1_2_connections_beyond_the_limit_wait(database: Database) {
    let app = with_limits(&database, Limits { max_connections: 2, ..Limits::default() }).await;
    let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    let (mut first, mut second) = (app.connect().await, app.connect().await);
    assert_eq!(first.ask(request).await.status, 200);
    assert_eq!(second.ask(request).await.status, 200);
    let mut third = app.connect().await;
    third.send(request).await;
    assert!(third.is_silent(SHORT).await);
    assert_eq!(first.ask(request).await.status, 200, "those who are in are served");
    drop(second);
    assert_eq!(third.reply().await.unwrap().status, 200);
}

async fn asvs_15_2_2_a_full_hashing_queue_is_answered_at_once(database: Database) {
    use bienvenue::core::password::hash::HashScheme;

    let one = std::num::NonZeroUsize::MIN;
    let costly = HashScheme::Bcrypt { cost: 12 };
    let setup = Setup {
        auth: Box::new(move |auth| auth.hash_scheme(costly).hashing_threads(one).hashing_queue(1)),
        ..Setup::default()
    };
    let app = App::start_with(&database, setup).await;
    let registrations = (0..12).map(|number| {
        let email = format!("user{number}@example.org");
        let fields = form(&[("email", &email), ("password", PASSWORD)]);
        let app = &app;
        async move { app.anonymous().post("/users", fields).await }
    });
    let replies = futures_util::future::join_all(registrations).await;
    let (done, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert!(!done.is_empty() && refused.len() > 6, "{} done, {} refused", done.len(), refused.len());
    for reply in refused {
        reply.refuses(503, "Too busy, try again soon");
        assert_eq!(reply.header("retry-after"), Some("1"));
    }
    assert_eq!(app.count_users().await, done.len(), "who was refused is not stored");
    assert_eq!(app.anonymous().get("/readyz").await.status, 200);
    // On a busy machine the last one may still be hashed for.
    let mut status = 503;
    for _ in 0..100 {
        let fields = form(&[("email", EMAIL), ("password", PASSWORD)]);
        status = app.anonymous().post("/users", fields).await.status;
        if status != 503 {
            break;
        }
        tokio::time::sleep(SHORT).await;
    }
    assert_eq!(status, 200, "it goes on afterwards");
}

/// Of many who press the button of a link at once one is served; the others are refused by the queue, or by the link.
async fn asvs_15_2_2_a_page_tells_of_a_full_hashing_queue(database: Database) {
    use bienvenue::core::password::hash::HashScheme;

    let one = std::num::NonZeroUsize::MIN;
    let costly = HashScheme::Bcrypt { cost: 12 };
    let setup = Setup {
        auth: Box::new(move |auth| auth.hash_scheme(costly).hashing_threads(one).hashing_queue(1)),
        ..Setup::default()
    };
    let app = App::start_with(&database, setup).await;
    app.register(EMAIL, PASSWORD).await;
    let token = app.auth.get_reset_password_token(EMAIL).await.unwrap();
    let posts = (0..12).map(|number| {
        let (app, password) = (&app, format!("one of twelve {number}"));
        let fields = form(&[("token", token.expose()), ("new_password", &password)]);
        async move { app.anonymous().post("/reset-password", fields).await }
    });
    let replies = futures_util::future::join_all(posts).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    let refused: Vec<_> = replies.iter().filter(|reply| reply.status == 503).collect();
    assert!(refused.len() > 6, "only {} were refused", refused.len());
    for reply in refused {
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(reply.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
        assert!(reply.text().contains("try again"), "{}", reply.text());
    }
}

/// Row after row of logins whose hash takes a quarter of a second: those who would wait longer than allowed hear so at once,
/// and everybody who was let in is served in time.
async fn asvs_15_2_2_who_would_wait_too_long_is_refused_at_once(database: Database) {
    use bienvenue::core::password::hash::HashScheme;

    let one = std::num::NonZeroUsize::MIN;
    let longest = Duration::from_millis(900);
    let setup = Setup {
        auth: Box::new(move |auth| {
            auth.hash_scheme(HashScheme::BCRYPT).hashing_threads(one).hashing_longest_wait(longest)
        }),
        ..Setup::default()
    };
    let app = App::start_with(&database, setup).await;
    // The first hash tells how long one takes.
    app.register(EMAIL, PASSWORD).await;
    let logins = (0..40).map(|_| async {
        let started = std::time::Instant::now();
        let reply = app.try_log_in(EMAIL, PASSWORD).await;
        (reply, started.elapsed())
    });
    let replies = futures_util::future::join_all(logins).await;
    let (done, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|(reply, _)| reply.status == 200);
    assert!(!done.is_empty() && refused.len() > done.len(), "{} done, {} refused", done.len(), refused.len());
    let soonest_done = done.iter().map(|(_, time)| *time).min().unwrap();
    for (reply, time) in refused {
        reply.refuses(503, "Too busy, try again soon");
        assert!(reply.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
        assert!(*time < soonest_done, "a refusal took {time:?}, a login {soonest_done:?}");
    }
}
