//! One operation many times over, for counting its instructions: `cargo xtask count` runs this under callgrind.
//!
//! `counted DATABASE prepare` makes a database of some users and sessions and a file of their secrets beside it.
//! `counted DATABASE OPERATION TIMES` then does one thing that often, on one thread and the store's own. Clock and
//! randomness are fixed, so that two runs differ in nothing but the number.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use bienvenue::core::random::{NoRandomness, Randomness};
use bienvenue::core::time::{ManualClock, Timestamp};
use bienvenue::http::{HttpSettings, router};
use bienvenue::{Auth, Store};
use tower_service::Service as _;

/// Enough that the tables' trees have the depth of a real service.
const USERS: usize = 200;
/// `end` takes one for each time.
const SESSIONS: usize = 2_000;
/// How many sessions are asked for in turn.
const IN_TURN: usize = 64;
/// Every run is at this moment: 2026-01-01.
const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        match words.as_slice() {
            [database, "prepare"] => prepare(Path::new(database)).await,
            [database, operation, times] => {
                repeat(Path::new(database), operation, times.parse::<usize>()?).await
            }
            _ => Err("usage: counted DATABASE prepare | counted DATABASE OPERATION TIMES".into()),
        }
    })
}

/// Bytes that look random and are the same in every run.
#[derive(Debug)]
struct Repeatable(AtomicU64);

impl Randomness for Repeatable {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64.
            let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(
                (mixed ^ (mixed >> 31)).to_le_bytes().get(..chunk.len()).unwrap_or_default(),
            );
        }
        Ok(())
    }
}

async fn open(database: &Path, sessions_in_memory: usize, seed: u64) -> Outcome<Auth> {
    let store = Store::open(&format!("sqlite:{}", database.display())).await?;
    Ok(Auth::builder(store)
        .cheap_hashing_for_tests()
        .hashing_threads(std::num::NonZeroUsize::MIN)
        .sessions_in_memory(sessions_in_memory)
        .clock(Arc::new(ManualClock::new(NOW)))
        .randomness(Arc::new(Repeatable(AtomicU64::new(seed))))
        .build()?)
}

fn address(user: usize) -> String {
    format!("user{user}@example.org")
}

fn secrets_file(database: &Path) -> PathBuf {
    database.with_extension("secrets")
}

async fn prepare(database: &Path) -> Outcome<()> {
    let auth = open(database, SESSIONS, 1).await?;
    for user in 0..USERS {
        auth.register_user(&address(user), "a long password").await?;
    }
    let mut secrets = String::new();
    for session in 0..SESSIONS {
        let secret = auth.create_session(&address(session % USERS)).await?.ok_or("registered above")?;
        secrets.push_str(secret.expose());
        secrets.push('\n');
    }
    Ok(std::fs::write(secrets_file(database), secrets)?)
}

async fn repeat(database: &Path, operation: &str, times: usize) -> Outcome<()> {
    let secrets = std::fs::read_to_string(secrets_file(database))?;
    let secrets: Vec<&str> = secrets.lines().collect();
    let in_turn = secrets.iter().take(IN_TURN).cycle();
    // A memory for one session is one in which the next session is never found.
    let auth = open(database, if operation == "read" { 1 } else { SESSIONS }, 2).await?;
    for secret in in_turn.clone().take(IN_TURN) {
        auth.check_session(secret).await?.ok_or("a session that was prepared")?;
    }
    match operation {
        "check" | "read" => {
            for (time, secret) in in_turn.take(times).enumerate() {
                let_others_run(time);
                auth.check_session(secret).await?.ok_or("a session that was prepared")?;
            }
        }
        "profile" => profile(auth, in_turn.take(times)).await?,
        "create" => {
            for user in 0..times {
                auth.create_session(&address(user % USERS)).await?.ok_or("a user who was prepared")?;
            }
        }
        "end" => {
            for time in 0..times {
                let secret = secrets.get(time).ok_or("more times than there are sessions")?;
                assert!(auth.end_session(secret).await?, "a session that was prepared");
            }
        }
        other => return Err(format!("no operation `{other}`").into()),
    }
    Ok(())
}

/// Under callgrind one thread runs at a time, and one that never waits holds up the store's look for foreign changes, until
/// nothing in memory is good any more.
fn let_others_run(time: usize) {
    if time.is_multiple_of(16) {
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

/// `GET /profile` without a socket: what remains of a request between hyper and the kernel's reach.
async fn profile<'a>(auth: Auth, secrets: impl Iterator<Item = &'a &'a str>) -> Outcome<()> {
    let routes = router(auth, HttpSettings::development());
    for (time, secret) in secrets.enumerate() {
        let_others_run(time);
        let request = Request::get("/profile").header(header::HOST, "127.0.0.1:5000");
        let request = request.header(header::COOKIE, format!("session_id={secret}")).body(Body::empty())?;
        let answer = routes.clone().call(request).await?;
        assert_eq!(answer.status(), StatusCode::OK, "a session that was prepared");
    }
    Ok(())
}
