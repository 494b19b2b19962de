//! What the store alone reads: 64 tasks that look for the user of a live session, over and over.
//!
//! `reads DATABASE_URL [SECONDS]` adds a user and prints `reads RATE`, in rows per second.
#![expect(clippy::print_stdout, reason = "a console program")]

use std::time::{Duration, Instant};

use bienvenue::{Auth, Store, UserBy};
use tokio::task::JoinSet;

const TASKS: usize = 64;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("reads DATABASE_URL [SECONDS]")?;
    let time = Duration::try_from_secs_f64(arguments.next().map_or(Ok(4.0), |text| text.parse())?)?;
    let store = Store::open(&url).await?;
    let auth = Auth::builder(store.clone()).cheap_hashing_for_tests().build()?;
    let email = format!("{}@example.org", auth.generate_uuid()?);
    auth.register_user(&email, "a long password").await?;
    let digest = auth.create_session(&email).await?.ok_or("registered above")?.digest();

    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let store = store.clone();
        tasks.spawn(async move {
            let mut reads: u32 = 0;
            while started.elapsed() < time {
                store.find_user_by(UserBy::SessionId(digest)).await?.ok_or("the session is live")?;
                reads += 1;
            }
            Outcome::Ok(reads)
        });
    }
    let mut reads = 0;
    while let Some(count) = tasks.join_next().await {
        reads += count??;
    }
    println!("reads {:.0}", f64::from(reads) / started.elapsed().as_secs_f64());
    Ok(())
}
