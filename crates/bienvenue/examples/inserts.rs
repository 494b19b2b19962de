//! Durable session inserts on SQLite: many clients through the store's group commit, against one commit for each.
//!
//! Prints `batched CLIENTS RATE` and `unbatched RATE`, in inserts per second.
#![expect(clippy::print_stdout, reason = "a console program")]

use std::path::Path;
use std::time::{Duration, Instant};

use bienvenue::{Auth, Store};
use rusqlite::{Connection, params};
use tokio::task::JoinSet;

const CLIENTS: usize = 64;
/// Whose sessions each client opens in turn: so many that nobody comes to have more than a user may.
const USERS: usize = 64;
const TIME: Duration = Duration::from_secs(3);

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("inserts.db");
    let auth = Auth::builder(Store::open(&format!("sqlite:{}", file.display())).await?)
        .cheap_hashing_for_tests()
        .build()?;
    for user in 0..CLIENTS * USERS {
        auth.register_user(&address(user), "a long password").await?;
    }
    println!("batched {CLIENTS} {:.0}", batched(&auth).await?);
    drop(auth);
    println!("unbatched {:.0}", unbatched(&file)?);
    Ok(())
}

fn address(user: usize) -> String {
    format!("user{user}@example.org")
}

/// Every client opens sessions as fast as each becomes durable.
async fn batched(auth: &Auth) -> Outcome<f64> {
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let auth = auth.clone();
        clients.spawn(async move {
            let mut inserts: u32 = 0;
            for user in (0..USERS).cycle() {
                if started.elapsed() >= TIME {
                    break;
                }
                let email = address(client * USERS + user);
                auth.create_session(&email).await?.ok_or("registered above")?;
                inserts += 1;
            }
            Outcome::Ok(inserts)
        });
    }
    let mut inserts = 0;
    while let Some(count) = clients.join_next().await {
        inserts += count??;
    }
    Ok(f64::from(inserts) / started.elapsed().as_secs_f64())
}

/// The same two statements on the same file, each pair in a transaction of its own.
fn unbatched(file: &Path) -> Outcome<f64> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let user_id: [u8; 16] = connection.query_row("SELECT id FROM users LIMIT 1", [], |row| row.get(0))?;
    let started = Instant::now();
    let mut inserts: u32 = 0;
    while started.elapsed() < TIME {
        let transaction = connection.unchecked_transaction()?;
        transaction
            .prepare_cached("UPDATE users SET last_login_at = ?2 WHERE id = ?1 AND disabled_at IS NULL")?
            .execute(params![user_id, inserts])?;
        transaction
            .prepare_cached(
                "INSERT INTO sessions (digest, id, user_id, created_at, last_seen_at, ends_at, expires_at)
                 VALUES (randomblob(32), randomblob(16), ?1, 0, 0, 0, 0)",
            )?
            .execute(params![user_id])?;
        transaction.commit()?;
        inserts += 1;
    }
    Ok(f64::from(inserts) / started.elapsed().as_secs_f64())
}
