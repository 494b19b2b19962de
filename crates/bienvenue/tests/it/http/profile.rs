//! `GET /profile`, and how long a session lives.

use std::time::Duration;

use bienvenue::core::time::Clock as _;
use bienvenue::{SessionsOf, UserChanges};

use super::{EMAIL, FORBIDDEN, PASSWORD};
use crate::support::{App, Database, every_engine};

every_engine!(
    it_shows_the_address,
    without_a_live_session_it_is_forbidden,
    asvs_7_3_1_an_idle_session_ends,
    asvs_7_3_2_a_busy_session_ends_too,
    asvs_7_4_2_a_disabled_or_deleted_user_is_out,
);

const PROFILE: &str = r#"{"email":"guillaume@holberton.io"}"#;
const DAY: Duration = Duration::from_hours(24);
/// What the clock can tell apart.
const MOMENT: Duration = Duration::from_micros(1);

async fn it_shows_the_address(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session_id = app.log_in(EMAIL, PASSWORD).await;
    let reply = app.with_session(&session_id).get("/profile").await;
    reply.is(200, PROFILE);
    assert_eq!(reply.header("set-cookie"), None);
    let head = app.with_session(&session_id).send("HEAD", "/profile", None).await;
    assert_eq!((head.status, head.header("content-length")), (200, reply.header("content-length")));
}

async fn without_a_live_session_it_is_forbidden(database: Database) {
    let app = App::start(&database).await;
    app.anonymous().get("/profile").await.is(403, FORBIDDEN);
    let unknown = format!("session_id={}", "A".repeat(43));
    for cookie in ["session_id=", "session_id", "session_id=x", "other=1", "", unknown.as_str()] {
        app.with_cookie(cookie).get("/profile").await.is(403, FORBIDDEN);
    }
}

async fn asvs_7_3_1_an_idle_session_ends(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session_id = app.log_in(EMAIL, PASSWORD).await;
    app.clock.advance((7 * DAY).saturating_sub(MOMENT));
    app.with_session(&session_id).get("/profile").await.is(200, PROFILE);
    let unused = app.log_in(EMAIL, PASSWORD).await;
    app.clock.advance(7 * DAY);
    app.with_session(&unused).get("/profile").await.is(403, FORBIDDEN);
    app.with_session(&unused).delete("/sessions").await.is(403, FORBIDDEN);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
}

async fn asvs_7_3_2_a_busy_session_ends_too(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session_id = app.log_in(EMAIL, PASSWORD).await;
    for _ in 0..5 {
        app.clock.advance((6 * DAY).saturating_sub(Duration::from_secs(1)));
        app.with_session(&session_id).get("/profile").await.is(200, PROFILE);
        use_is_written_down(&app).await;
    }
    app.clock.advance(Duration::from_secs(5).saturating_sub(MOMENT));
    app.with_session(&session_id).get("/profile").await.is(200, PROFILE);
    app.clock.advance(MOMENT);
    app.with_session(&session_id).get("/profile").await.is(403, FORBIDDEN);
}

/// A use is written down after its answer, by whichever thread comes to it.
async fn use_is_written_down(app: &App) {
    for _ in 0..2_500 {
        let sessions = app.auth.store().list_sessions(SessionsOf::Everyone, None, 1).await.unwrap();
        if sessions[0].last_seen_at == app.clock.now() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the use was not written down");
}

async fn asvs_7_4_2_a_disabled_or_deleted_user_is_out(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let session_id = app.log_in(EMAIL, PASSWORD).await;
    let token = app.reset_token(EMAIL).await;
    let id = app.auth.get_user_from_session_id(&session_id).await.unwrap().unwrap().id;
    let store = app.auth.store();
    store.update_user(id, UserChanges::default().disabled(true)).await.unwrap();
    app.with_session(&session_id).get("/profile").await.is(403, FORBIDDEN);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 401);
    store.update_user(id, UserChanges::default().disabled(false)).await.unwrap();
    app.with_session(&session_id).get("/profile").await.is(403, FORBIDDEN);
    assert!(app.auth.update_password(&token, "new").await.is_err(), "a link of before is dead");
    let session_id = app.log_in(EMAIL, PASSWORD).await;
    assert!(store.delete_user(id).await.unwrap());
    app.with_session(&session_id).get("/profile").await.is(403, FORBIDDEN);
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 401);
}
