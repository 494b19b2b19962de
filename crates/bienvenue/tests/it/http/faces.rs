//! When the database gives way, every face says so with 503, and nothing is a yes (ASVS 16.5.3).

mod asks;

use std::time::Duration;

use bienvenue::core::token::PlainToken;
use bienvenue::{Client, Fault, SignIn};
use tokio::task::JoinSet;

use self::asks::Ask;
use super::{EMAIL, PASSWORD};
use crate::support::databases::run;
use crate::support::{App, Database, Mailed, Reply, every_engine};

every_engine!(asvs_16_5_3_a_full_queue_is_503);

const WAITING: &str = "waiting@example.org";

/// Somebody who is signed in, and a link of each kind. None of it is used up, for nothing succeeds.
struct Prepared {
    world: Mailed,
    session: PlainToken,
    session_id: String,
    verification: String,
    reset: PlainToken,
    change: String,
    /// Of the forms that only he sends who is signed in.
    seal: String,
}

impl Prepared {
    async fn new(database: &Database) -> Self {
        let world = Mailed::start(database).await;
        let app = &world.app;
        app.register(EMAIL, PASSWORD).await;
        let token = world.token("/verify-email").await;
        let proof = bienvenue::RegistrantProof::Password(PASSWORD);
        app.auth.verify_email(token, proof, &Client::unknown()).await.unwrap();
        let signed_in = app.auth.sign_in(EMAIL, PASSWORD, &SignIn::default()).await.unwrap();
        let other = app.auth.sign_in(EMAIL, PASSWORD, &SignIn::default()).await.unwrap();
        let (session, session_id) = (signed_in.session_id, other.session.id.to_string());
        app.register(WAITING, PASSWORD).await;
        let verification = world.token("/verify-email").await;
        app.auth.request_email_change(&session, "moved@example.org", &Client::unknown()).await.unwrap();
        let change = world.token("/confirm-email").await;
        let reset = app.auth.get_reset_password_token(EMAIL).await.unwrap();
        assert!(app.auth.check_session(&session).await.unwrap().is_some());
        let cookie = format!("__Host-session_id={}", session.expose());
        let page = app.with_cookie(&cookie).get("/account/password").await;
        let (_, seal) = page.text().split_once("name=\"csrf\" value=\"").expect("a seal");
        let seal = seal.split('"').next().unwrap().to_owned();
        Self { world, session, session_id, verification, reset, change, seal }
    }

    const fn app(&self) -> &App {
        &self.world.app
    }

    /// Everything that needs the database, or only what changes something, is refused on every face in its own way.
    async fn everything_is_503(&self, only_writes: bool) {
        let cookie = self.app().with_cookie(&format!("__Host-session_id={}", self.session.expose()));
        let asked = |ask: &Ask| ask.writes || !only_writes;
        for ask in self.classic().into_iter().filter(asked) {
            let reply = cookie.send(ask.method, &ask.path, ask.content).await;
            is_503(&reply, &ask.path);
            reply.is(503, r#"{"message":"Service Unavailable"}"#);
        }
        let token = self.app().with_token(self.session.expose());
        for ask in self.api().into_iter().filter(asked) {
            let reply = token.send(ask.method, &ask.path, ask.content).await;
            is_503(&reply, &ask.path);
            reply.problem(503, "unavailable");
        }
        for ask in self.pages().into_iter().filter(asked) {
            let reply = self.app().anonymous().send(ask.method, &ask.path, ask.content).await;
            is_503(&reply, &ask.path);
            assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
        }
        for ask in self.pages_of_people().into_iter().filter(asked) {
            let reply = cookie.send(ask.method, &ask.path, ask.content).await;
            is_503(&reply, &ask.path);
            assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
        }
    }

    /// Whatever was refused can still be done.
    async fn nothing_was_done(&self) {
        let app = self.app();
        assert!(app.auth.check_session(&self.session).await.unwrap().is_some());
        assert!(app.auth.valid_login(EMAIL, PASSWORD).await.unwrap());
        assert_eq!(app.count_users().await, 2);
        for ask in self.pages().into_iter().filter(|ask| ask.path != "/reset-password").skip(1) {
            let reply = app.anonymous().send(ask.method, &ask.path, ask.content).await;
            assert_eq!(reply.status, 200, "{}", ask.path);
        }
        app.auth.sign_out(&self.session, &Client::unknown()).await.unwrap();
        assert!(app.auth.check_session(&self.session).await.unwrap().is_none());
    }
}

fn is_503(reply: &Reply, path: &str) {
    assert_eq!((reply.status, reply.header("retry-after")), (503, Some("1")), "{path}: {}", reply.text());
    assert_eq!(reply.header("set-cookie"), None, "{path}");
    for told in ["sqlite", "postgres", "SELECT", "test.db"] {
        assert!(!reply.text().contains(told), "{path}: {}", reply.text());
    }
}

#[test]
fn asvs_16_5_3_without_its_file_every_face_is_503() {
    run(Some(Database::sqlite()), async |database: Database| {
        let prepared = Prepared::new(&database).await;
        std::fs::remove_file(database.file().unwrap()).unwrap();
        // What is remembered is good for a tenth of a second without a look at the file.
        tokio::time::sleep(Duration::from_millis(200)).await;
        prepared.everything_is_503(false).await;
    });
}

#[cfg(feature = "postgres")]
#[test]
fn asvs_16_5_3_without_its_server_every_face_is_503() {
    run(Database::postgres(), async |database: Database| {
        let prepared = Prepared::new(&database).await;
        database.drop_now();
        prepared.everything_is_503(false).await;
    });
}

#[cfg(feature = "postgres")]
#[test]
fn asvs_16_5_3_a_server_that_only_reads_changes_nothing() {
    /// As a server does that has become a stand-by: connections end, and new ones may read.
    const READ_ONLY: &str = "
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$;
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
    const NORMAL: &str = "
        BEGIN READ WRITE;
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = off', current_database()); END $$;
        COMMIT;
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";

    run(Database::postgres(), async |database: Database| {
        let prepared = Prepared::new(&database).await;
        database.run_script(READ_ONLY);
        prepared.everything_is_503(true).await;
        let token = prepared.app().with_token(prepared.session.expose());
        assert_eq!(token.get("/api/v1/me").await.body_of(200)["email"], EMAIL);
        database.run_script(NORMAL);
        prepared.nothing_was_done().await;
    });
}

/// What a server says that has no room left, to each statement that changes something.
#[cfg(feature = "postgres")]
#[test]
fn asvs_16_5_3_a_server_without_room_changes_nothing() {
    const FULL: &str = "
        CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                EXECUTE format('CREATE TRIGGER no_room BEFORE INSERT OR UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION no_room()', name);
            END LOOP;
        END $$";

    run(Database::postgres(), async |database: Database| {
        let prepared = Prepared::new(&database).await;
        database.run_script(FULL);
        prepared.everything_is_503(true).await;
        let token = prepared.app().with_token(prepared.session.expose());
        assert_eq!(token.get("/api/v1/me").await.body_of(200)["email"], EMAIL);
        database.run_script("DROP FUNCTION no_room() CASCADE");
        prepared.nothing_was_done().await;
    });
}

/// More waits for the database than is worth queueing: who comes on top is refused at once, on every face.
async fn asvs_16_5_3_a_full_queue_is_503(database: Database) {
    let prepared = Prepared::new(&database).await;
    let held = database.hold_writes();
    let mut waiting = JoinSet::new();
    for number in 0..9_000 {
        let (auth, nobody) = (prepared.app().auth.clone(), format!("{number:043}"));
        waiting.spawn(async move { auth.end_session(nobody).await });
    }
    // Nobody else is answered yet.
    let first = waiting.join_next().await.unwrap().unwrap();
    assert!(matches!(first, Err(Fault::Overloaded { .. })), "{first:?}");
    let asks = prepared.classic().into_iter().chain(prepared.api()).chain(prepared.pages());
    for ask in asks.chain(prepared.pages_of_people()).filter(|ask| ask.writes) {
        let cookie = format!("__Host-session_id={}", prepared.session.expose());
        let reply = prepared.app().with_cookie(&cookie).send(ask.method, &ask.path, ask.content).await;
        is_503(&reply, &ask.path);
    }
    drop(held);
    let ends = waiting.join_all().await;
    let refused = ends.iter().filter(|end| matches!(end, Err(Fault::Overloaded { .. }))).count();
    assert!((200..9_000 - 8_192).contains(&refused), "{refused} were refused");
    assert!(ends.iter().all(|end| !matches!(end, Ok(true) | Err(Fault::Internal(_)))));
    prepared.nothing_was_done().await;
}

/// Another program holds the file while a few acts are asked for: none is done by halves, or later.
#[test]
fn asvs_16_5_3_the_pages_of_a_locked_file_are_503() {
    run(Some(Database::sqlite()), async |database: Database| {
        let prepared = Prepared::new(&database).await;
        let other = rusqlite::Connection::open(database.file().unwrap()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let asks = prepared.pages().into_iter().chain(prepared.api()).chain(prepared.pages_of_people());
        let asks = asks.filter(|ask| ask.writes);
        let asks = asks.map(|ask| {
            let cookie = format!("__Host-session_id={}", prepared.session.expose());
            let token = prepared.app().with_cookie(&cookie);
            async move { (token.send(ask.method, &ask.path, ask.content).await, ask.path) }
        });
        for (reply, path) in futures_util::future::join_all(asks).await {
            is_503(&reply, &path);
        }
        other.execute_batch("ROLLBACK").unwrap();
        prepared.nothing_was_done().await;
    });
}
