//! When something under the service gives way (ASVS 16.5.3): it refuses, says nothing of why, and goes on afterwards.

use std::sync::Arc;

use super::{EMAIL, NEW_PASSWORD, PASSWORD};
use crate::support::randomness::{Act, Staged};
use crate::support::{App, Database, Reply, Setup, every_engine, form};

every_engine!(
    asvs_16_5_3_a_damaged_database_opens_nothing,
    asvs_16_5_4_a_panic_in_a_flow_is_a_500_for_one_request,
    without_randomness_nothing_secret_is_made,
);

/// Every request that needs the database, by somebody who has been let in before.
async fn ask_all(app: &App, session_id: &str, token: &str) -> Vec<Reply> {
    let pair = form(&[("email", EMAIL), ("password", PASSWORD)]);
    let newcomer = form(&[("email", "new@example.org"), ("password", PASSWORD)]);
    let fields = form(&[("email", EMAIL), ("reset_token", token), ("new_password", NEW_PASSWORD)]);
    let (anonymous, user) = (app.anonymous(), app.with_session(session_id));
    vec![
        anonymous.post("/users", newcomer).await,
        anonymous.post("/sessions", pair).await,
        user.get("/profile").await,
        user.delete("/sessions").await,
        anonymous.post("/reset_password", form(&[("email", EMAIL)])).await,
        anonymous.put("/reset_password", fields).await,
    ]
}

fn is_refusal(reply: &Reply, status: u16, message: &str) {
    reply.is(status, &format!("{{\"message\":\"{message}\"}}"));
    assert_eq!(reply.header("set-cookie"), None);
    assert!(reply.header("x-request-id").is_some());
}

async fn asvs_16_5_3_a_damaged_database_opens_nothing(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session_id = app.log_in(EMAIL, PASSWORD).await;
    let token = app.reset_token(EMAIL).await;
    for table in ["users", "sessions", "one_time_tokens"] {
        database.run_script(&format!("ALTER TABLE {table} RENAME TO lost_{table}"));
    }
    for reply in ask_all(&app, &session_id, &token).await {
        is_refusal(&reply, 500, "Internal Server Error");
    }
    for table in ["users", "sessions", "one_time_tokens"] {
        database.run_script(&format!("ALTER TABLE lost_{table} RENAME TO {table}"));
    }
    assert_eq!(app.with_session(&session_id).get("/profile").await.status, 200);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
}

/// Another program holds the file: nothing can be written, and what is read is still true.
#[test]
fn asvs_16_5_3_a_locked_file_is_503() {
    crate::support::databases::run(Some(Database::sqlite()), async |database: Database| {
        let app = App::start(&database).await;
        app.register(EMAIL, PASSWORD).await;
        let session_id = app.log_in(EMAIL, PASSWORD).await;
        let other = rusqlite::Connection::open(database.file().unwrap()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let (logged_in, profile) = tokio::join!(app.try_log_in(EMAIL, PASSWORD), async {
            app.with_session(&session_id).get("/profile").await
        });
        assert_eq!(profile.status, 200);
        is_refusal(&logged_in, 503, "Service Unavailable");
        assert_eq!(logged_in.header("retry-after"), Some("1"));
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
    });
}

#[cfg(feature = "postgres")]
#[test]
fn asvs_16_5_3_without_a_database_everything_is_503() {
    crate::support::databases::run(Database::postgres(), async |database: Database| {
        let app = App::start(&database).await;
        app.register(EMAIL, PASSWORD).await;
        let session_id = app.log_in(EMAIL, PASSWORD).await;
        let token = app.reset_token(EMAIL).await;
        database.drop_now();
        for reply in ask_all(&app, &session_id, &token).await {
            is_refusal(&reply, 503, "Service Unavailable");
            assert_eq!(reply.header("retry-after"), Some("1"));
        }
        is_refusal(&app.anonymous().get("/readyz").await, 503, "Service Unavailable");
        assert_eq!(app.anonymous().get("/healthz").await.status, 200);
        assert_eq!(app.anonymous().get("/").await.status, 200);
    });
}

async fn staged(database: &Database) -> (App, Arc<Staged>) {
    let randomness = Arc::new(Staged::default());
    let given = Arc::clone(&randomness);
    let setup = Setup { auth: Box::new(|auth| auth.randomness(given)), ..Setup::default() };
    (App::start_with(database, setup).await, randomness)
}

async fn asvs_16_5_4_a_panic_in_a_flow_is_a_500_for_one_request(database: Database) {
    let (app, randomness) = staged(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for _ in 0..3 {
        // In the handler, where the session's secret is made.
        randomness.plan(Act::Panic);
        let reply = app.try_log_in(EMAIL, PASSWORD).await;
        is_refusal(&reply, 500, "Internal Server Error");
        let id = reply.header("x-request-id").unwrap();
        let is_told = |line: &String| line.starts_with("ERROR") && line.contains(id);
        assert!(app.log().iter().any(is_told), "the operator can find it");
        // On a hashing thread, where the salt is made.
        randomness.plan(Act::Panic);
        let newcomer = form(&[("email", "new@example.org"), ("password", PASSWORD)]);
        is_refusal(&app.anonymous().post("/users", newcomer).await, 500, "Internal Server Error");
    }
    assert_eq!(app.count_users().await, 1);
    app.register("new@example.org", PASSWORD).await;
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
}

async fn without_randomness_nothing_secret_is_made(database: Database) {
    let (app, randomness) = staged(&database).await;
    app.register(EMAIL, PASSWORD).await;
    for _ in 0..2 {
        randomness.plan(Act::Fail);
        is_refusal(&app.try_log_in(EMAIL, PASSWORD).await, 503, "Service Unavailable");
        randomness.plan(Act::Fail);
        let asked = app.anonymous().post("/reset_password", form(&[("email", EMAIL)])).await;
        is_refusal(&asked, 503, "Service Unavailable");
        randomness.plan(Act::Fail);
        let newcomer = form(&[("email", "new@example.org"), ("password", PASSWORD)]);
        is_refusal(&app.anonymous().post("/users", newcomer).await, 503, "Service Unavailable");
    }
    assert_eq!(app.count_users().await, 1);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
}
