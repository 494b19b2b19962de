//! What a password hash costs on this machine, without a server around it.
//!
//! `hashes argon2id|bcrypt` prints `hash MILLISECONDS`, the median of hashes one after the other, and `together RATE`, hashes
//! per second on all cores at once: where memory or cores are shared, that is less than cores ÷ time.
#![expect(clippy::print_stdout, reason = "a console program")]

use std::time::{Duration, Instant};

use bienvenue::core::password::hash::HashScheme;
use bienvenue::{Auth, Store};
use tokio::task::JoinSet;

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
    println!("together {:.2}", together(&auth, *median).await?);
    Ok(())
}

/// As many hashes as take all cores some time, asked for at once; fewer than may wait.
async fn together(auth: &Auth, one: Duration) -> Result<f64, Box<dyn std::error::Error>> {
    let cores = std::thread::available_parallelism()?.get();
    let each = usize::try_from(TIME.as_micros() / one.as_micros().max(1))?.clamp(AT_LEAST, 16);
    let started = Instant::now();
    let mut hashes = JoinSet::new();
    for _ in 0..cores.min(4) * each {
        let auth = auth.clone();
        hashes.spawn(async move { auth.hash_password("a long password").await });
    }
    let count = u32::try_from(hashes.len())?;
    while let Some(hash) = hashes.join_next().await {
        hash??;
    }
    Ok(f64::from(count) / started.elapsed().as_secs_f64())
}
