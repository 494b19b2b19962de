//! `GET /`, and what a supervisor asks.

use crate::support::{App, Database, every_engine};

every_engine!(it_says_bienvenue, a_supervisor_gets_an_answer, requests_have_ids_of_their_own);

async fn it_says_bienvenue(database: Database) {
    let app = App::start(&database).await;
    app.anonymous().get("/").await.is(200, r#"{"message":"Bienvenue"}"#);
    app.anonymous().get("/?name=value").await.is(200, r#"{"message":"Bienvenue"}"#);
    app.with_session("whatever").get("/").await.is(200, r#"{"message":"Bienvenue"}"#);
}

async fn a_supervisor_gets_an_answer(database: Database) {
    let app = App::start(&database).await;
    app.anonymous().get("/healthz").await.is(200, r#"{"message":"alive"}"#);
    app.anonymous().get("/readyz").await.is(200, r#"{"message":"ready"}"#);
}

async fn requests_have_ids_of_their_own(database: Database) {
    let app = App::start(&database).await;
    let mut ids = Vec::new();
    for path in ["/", "/profile", "/nowhere", "/users", "/readyz"] {
        let reply = app.anonymous().get(path).await;
        let id = reply.header("x-request-id").unwrap().to_owned();
        assert!(id.len() == 16 && id.bytes().all(|c| c.is_ascii_hexdigit()), "{id}");
        assert!(!ids.contains(&id), "{id} comes twice");
        assert!(app.log().iter().any(|line| line.contains(&id)), "{path} is not in the log");
        ids.push(id);
    }
}
