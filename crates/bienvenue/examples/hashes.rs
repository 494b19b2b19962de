//! What a password hash costs on this machine, without a server around it.
//!
//! `hashes argon2id|argon2id-in-cache|bcrypt` prints `hash MILLISECONDS`, the median of hashes one after the other, and
//! `together RATE`, hashes per second on all cores at once: where memory or cores are shared, that is less than
//! cores ÷ time. Which of both it is, `argon2id-in-cache` tells: the same kind of work in memory that a core has for
//! itself.
#![expect(clippy::print_stdout, reason = "a console program")]

use std::thread;
use std::time::{Duration, Instant};

use bienvenue::core::password::Password;
use bienvenue::core::password::hash::{HashFailed, HashMemory, HashScheme, hash_password};
use bienvenue::core::random::OsRandomness;

/// Too weak for anybody's password.
const IN_CACHE: HashScheme = HashScheme::Argon2id { memory_kib: 512, iterations: 16, parallelism: 1 };
const TIME: Duration = Duration::from_secs(1);
const AT_LEAST: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scheme = match std::env::args().nth(1).as_deref() {
        Some("argon2id") => HashScheme::ARGON2ID,
        Some("argon2id-in-cache") => IN_CACHE,
        Some("bcrypt") => HashScheme::BCRYPT,
        _ => return Err("hashes argon2id|argon2id-in-cache|bcrypt".into()),
    };
    let password = Password::new("a long password")?;
    let mut times = hash(&password, &scheme)?;
    times.sort_unstable();
    let median = times.get(times.len() / 2).ok_or("nothing was hashed")?;
    println!("hash {:.3}", median.as_secs_f64() * 1_000.0);

    let rate = thread::scope(|scope| {
        let threads: Vec<_> = (0..thread::available_parallelism()?.get())
            .map(|_| scope.spawn(|| hash(&password, &scheme)))
            .collect();
        let mut rate = 0.0;
        for thread in threads {
            let times = thread.join().map_err(|_| "a thread panicked")??;
            let took: Duration = times.iter().sum();
            rate += f64::from(u32::try_from(times.len())?) / took.as_secs_f64();
        }
        Ok::<f64, Box<dyn std::error::Error>>(rate)
    })?;
    println!("together {rate:.2}");
    Ok(())
}

/// Hashes for some time and tells how long each took; the first one, which fetches the memory, is left out.
fn hash(password: &Password, scheme: &HashScheme) -> Result<Vec<Duration>, HashFailed> {
    let mut memory = HashMemory::for_scheme(scheme);
    hash_password(password, scheme, &OsRandomness, &mut memory)?;
    let started = Instant::now();
    let mut times = Vec::new();
    while started.elapsed() < TIME || times.len() < AT_LEAST {
        let before = Instant::now();
        hash_password(password, scheme, &OsRandomness, &mut memory)?;
        times.push(before.elapsed());
    }
    Ok(times)
}
