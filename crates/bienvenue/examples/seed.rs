//! Fills a new SQLite file with users who have a live session each, without hashing a password.
//!
//! `seed FILE USERS SECRETS_FILE SECRETS` writes cookies of that many of the sessions, one a line, as `bienvenue serve`
//! sets them. Nobody can log in: no password has the hash that all users share.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Duration;

use bienvenue::Store;
use bienvenue::core::id::{SessionId, UserId};
use bienvenue::core::random::OsRandomness;
use bienvenue::core::time::{Clock, SystemClock};
use bienvenue::core::token::PlainToken;
use rusqlite::{Connection, params};

const LIFE: Duration = Duration::from_hours(30 * 24);
/// A use of a session is written down once a minute. These count as used a little later than now, so that a measure
/// of reads is one of reads.
const AHEAD: Duration = Duration::from_hours(1);
const HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQxMjM0NTY$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const BATCH: usize = 100_000;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, users, secrets_file, secrets] = arguments.as_slice() else {
        return Err("seed FILE USERS SECRETS_FILE SECRETS".into());
    };
    let (users, secrets) = (users.parse()?, secrets.parse()?);
    drop(Store::open(&format!("sqlite:{file}")).await?);
    let connection = Connection::open(file)?;
    // What is lost in a crash is seeded again.
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -400_000)?;
    let mut cookies = BufWriter::new(File::create(secrets_file)?);
    for first in (0..users).step_by(BATCH) {
        insert(&connection, first..users.min(first + BATCH), secrets, &mut cookies)?;
    }
    cookies.flush()?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

fn insert(
    connection: &Connection,
    numbers: std::ops::Range<usize>,
    secrets: usize,
    cookies: &mut impl Write,
) -> Outcome<()> {
    let (now, randomness) = (SystemClock.now(), OsRandomness);
    let (seen, end) = (now.plus(AHEAD).as_micros(), now.plus(LIFE).as_micros());
    let transaction = connection.unchecked_transaction()?;
    let mut user = transaction.prepare_cached(
        "INSERT INTO users (id, email, email_canonical, password_hash, password_changed_at, created_at)
         VALUES (?1, ?2, ?2, ?3, ?4, ?4)",
    )?;
    let mut session = transaction.prepare_cached(
        "INSERT INTO sessions (digest, id, user_id, created_at, last_seen_at, ends_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
    )?;
    for number in numbers {
        let user_id = UserId::generate(now, &randomness)?.as_uuid().into_bytes();
        let session_id = SessionId::generate(now, &randomness)?.as_uuid().into_bytes();
        let secret = PlainToken::generate(&randomness)?;
        user.execute(params![user_id, format!("user{number}@example.org"), HASH, now.as_micros()])?;
        let digest = secret.digest();
        session.execute(params![digest.as_bytes(), session_id, user_id, now.as_micros(), seen, end])?;
        if number < secrets {
            writeln!(cookies, "__Host-session_id={}", secret.expose())?;
        }
    }
    drop((user, session));
    transaction.commit()?;
    Ok(())
}
