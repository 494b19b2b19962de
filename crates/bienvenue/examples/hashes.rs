//! What a password hash costs on this machine, without a server around it.
//!
//! `hashes argon2id|bcrypt` prints `hash MILLISECONDS`, the median of hashes one after the other.
#![expect(clippy::print_stdout, reason = "a console program")]

use std::time::{Duration, Instant};

use bienvenue::core::password::hash::HashScheme;
use bienvenue::{Auth, Store};

const TIME: Duration = Duration::from_secs(1);
const AT_LEAST: usize = 5;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scheme = match std::env::args().nth(1).as_deref() {
        Some("argon2id") => HashScheme::ARGON2ID,
        Some("bcrypt") => HashScheme::BCRYPT,
        _ => return Err("hashes argon2id|bcrypt".into()),
    };
    let folder = tempfile::tempdir()?;
    let store = Store::open(&format!("sqlite:{}", folder.path().join("hashes.db").display())).await?;
    let auth = Auth::builder(store).hash_scheme(scheme).build()?;
    // The first one fetches the memory.
    auth.hash_password("a long password").await?;
    let started = Instant::now();
    let mut times = Vec::new();
    while started.elapsed() < TIME || times.len() < AT_LEAST {
        let before = Instant::now();
        auth.hash_password("a long password").await?;
        times.push(before.elapsed());
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2).ok_or("nothing was hashed")?;
    println!("hash {:.3}", median.as_secs_f64() * 1_000.0);
    Ok(())
}
