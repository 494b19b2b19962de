//! The end of the service: requests under way are finished, and nobody else is kept waiting.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use bienvenue::http::Limits;
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::support::{App, Database, Setup, any_engine};

any_engine!(
    requests_under_way_are_finished,
    a_request_that_does_not_end_is_cut_off,
    a_panic_is_a_500_for_one_request
);

const REQUEST: &str = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";

/// The route `/slow`, which answers when it is let to, and tells when it was reached.
struct Slow {
    reached: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Slow {
    fn router() -> (Self, Router) {
        let (reached, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let slow = Self { reached: Arc::clone(&reached), go_on: Arc::clone(&go_on) };
        let answer = move || async move {
            reached.notify_one();
            go_on.notified().await;
            "done"
        };
        let panics = || async {
            if REQUEST.is_empty() { "never" } else { panic!("a panic that the test has planned") }
        };
        let router = Router::new().route("/slow", get(answer)).route("/panics", get(panics));
        (slow, router.route("/quick", get(|| async { "quick" })))
    }
}

async fn start(database: &Database, limits: Limits) -> (App, Slow) {
    let (slow, router) = Slow::router();
    (
        App::start_with(database, Setup { limits, routes: Some(Box::new(|_| router)), ..Setup::default() })
            .await,
        slow,
    )
}

async fn requests_under_way_are_finished(database: Database) {
    let (mut app, slow) = start(&database, Limits::default()).await;
    let mut idle = app.connect().await;
    assert_eq!(idle.ask("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n").await.text(), "quick");
    let mut busy = app.connect().await;
    busy.send(REQUEST).await;
    slow.reached.notified().await;

    app.shut_down();
    assert!(idle.is_closed().await, "who asks for nothing is let go");
    let mut refused = false;
    for _ in 0..2_500 {
        refused = TcpStream::connect(app.address).await.is_err();
        if refused {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(refused, "nobody new is let in");
    assert!(busy.is_silent(Duration::from_millis(50)).await);
    slow.go_on.notify_one();
    let reply = busy.reply().await.unwrap();
    assert_eq!((reply.status, reply.text()), (200, "done"));
    assert_eq!(reply.header("connection"), Some("close"));
    assert!(busy.is_closed().await);
    app.has_ended().await;
}

async fn a_request_that_does_not_end_is_cut_off(database: Database) {
    let limits = Limits { drain_timeout: Duration::from_millis(100), ..Limits::default() };
    let (mut app, slow) = start(&database, limits).await;
    let mut busy = app.connect().await;
    busy.send(REQUEST).await;
    slow.reached.notified().await;
    app.shut_down();
    assert!(busy.is_closed().await);
    app.has_ended().await;
}

/// ASVS 16.5.4.
async fn a_panic_is_a_500_for_one_request(database: Database) {
    let (app, slow) = start(&database, Limits::default()).await;
    let mut busy = app.connect().await;
    busy.send(REQUEST).await;
    slow.reached.notified().await;
    let mut connection = app.connect().await;
    for _ in 0..3 {
        let reply = connection.ask("GET /panics HTTP/1.1\r\nHost: x\r\n\r\n").await;
        reply.is(500, r#"{"message":"Internal Server Error"}"#);
    }
    assert_eq!(connection.ask("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n").await.text(), "quick");
    slow.go_on.notify_one();
    assert_eq!(busy.reply().await.unwrap().text(), "done");
}
