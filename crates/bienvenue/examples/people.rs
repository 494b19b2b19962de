//! Fills a new SQLite file with people whom strangers must not tell apart.
//!
//! `people FILE LIST` reads `HASH STATE ADDRESS` from each line of the list. Hashes are `argon2id`, `bcrypt-10`, `bcrypt-12` and
//! `pbkdf2`, states are `proved`, `waiting` and `disabled`. Who has Argon2id, as the service itself makes it, has the password
//! `moss-lantern-quartz`; of the others nobody knows one.
//!
//! The hashes that were brought along cost a 64th of what they are called by: bcrypt 4 for 10 and 6 for 12, and PBKDF2 of
//! 9,375 rounds for 600,000.

use std::collections::BTreeMap;
use std::time::Duration;

use bienvenue::Store;
use bienvenue::core::email::EmailAddress;
use bienvenue::core::id::UserId;
use bienvenue::core::password::Password;
use bienvenue::core::password::hash::{HashMemory, HashScheme, PasswordHash, decoy_like, hash_password};
use bienvenue::core::random::OsRandomness;
use bienvenue::core::time::{Clock, SystemClock, Timestamp};
use rusqlite::{Connection, params};

const PASSWORD: &str = "moss-lantern-quartz";
const WAITS_FOR: Duration = Duration::from_hours(7 * 24);
/// Kinds of hashes that were brought along, each by one that is replaced by another of its kind.
const BROUGHT_ALONG: [(&str, &str); 3] = [
    ("bcrypt-10", "$2b$04$....................................................."),
    ("bcrypt-12", "$2b$06$....................................................."),
    ("pbkdf2", "pbkdf2_sha256$9375$c6PDFSUBPx2b$0nWNKWwAGDrr0C6lMZ5QsDcbNQKqKaXyIrTHsyVd4SE="),
];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, list] = arguments.as_slice() else { return Err("people FILE LIST".into()) };
    let hashes = hashes()?;
    let store = Store::open(&format!("sqlite:{file}")).await?;
    for (name, hash) in &hashes {
        // One of each comes by the store's own method, which notes what a wrong guess has to cost.
        store.add_user(EmailAddress::parse(&format!("{name}@example.net"))?, hash.clone()).await?;
    }
    drop(store);
    insert(&Connection::open(file)?, &std::fs::read_to_string(list)?, &hashes)
}

fn hashes() -> Outcome<BTreeMap<&'static str, PasswordHash>> {
    let password = Password::new(PASSWORD)?;
    let mut memory = HashMemory::for_scheme(&HashScheme::ARGON2ID);
    let own = hash_password(&password, &HashScheme::ARGON2ID, &OsRandomness, &mut memory)?;
    let mut hashes = BTreeMap::from([("argon2id", own)]);
    for (name, text) in BROUGHT_ALONG {
        hashes.insert(name, decoy_like(&PasswordHash::parse(text)?, &OsRandomness)?);
    }
    Ok(hashes)
}

fn insert(connection: &Connection, list: &str, hashes: &BTreeMap<&str, PasswordHash>) -> Outcome<()> {
    let now = SystemClock.now();
    let transaction = connection.unchecked_transaction()?;
    let mut user = transaction.prepare(
        "INSERT INTO users (id, email, email_canonical, password_hash, password_changed_at, created_at, email_verified_at,
             unverified_until, disabled_at)
         VALUES (?1, ?2, ?2, ?3, ?4, ?4, ?5, ?6, ?7)",
    )?;
    for line in list.lines() {
        let [hash, state, address] = line.split(' ').collect::<Vec<_>>()[..] else {
            return Err(format!("not HASH STATE ADDRESS: {line}").into());
        };
        let hash = hashes.get(hash).ok_or_else(|| format!("no such hash: {hash}"))?;
        let (verified_at, waits_until, disabled_at) = match state {
            "proved" => (Some(now), None, None),
            "waiting" => (None, Some(now.plus(WAITS_FOR)), None),
            "disabled" => (Some(now), None, Some(now)),
            _ => return Err(format!("no such state: {state}").into()),
        };
        let id = UserId::generate(now, &OsRandomness)?.as_uuid().into_bytes();
        let [verified_at, waits_until, disabled_at] =
            [verified_at, waits_until, disabled_at].map(|at| at.map(Timestamp::as_micros));
        let created_at = now.as_micros();
        user.execute(params![id, address, hash.as_str(), created_at, verified_at, waits_until, disabled_at])?;
    }
    drop(user);
    transaction.commit()?;
    Ok(())
}
