//! What is done now and then.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use bienvenue::{Auth, Deleted, Retention};
use tokio::task::JoinSet;

use crate::stop::with_causes;

/// The start of a service has better things to do.
const FIRST: Duration = Duration::from_mins(1);
const INTERVAL: Duration = Duration::from_hours(1);

/// Deletes what has expired, again and again. A failure is tried again an hour later: what has expired opens nothing.
pub(crate) async fn keep_house(auth: &Auth, retention: Retention) -> Infallible {
    // Administrators see no hour that was not summed up.
    apart(sum_up(auth.clone())).await;
    tokio::time::sleep(FIRST).await;
    loop {
        apart(delete_what_is_over(auth.clone(), retention)).await;
        apart(sum_up(auth.clone())).await;
        tokio::time::sleep(INTERVAL).await;
    }
}

async fn delete_what_is_over(auth: Auth, retention: Retention) {
    match auth.store().delete_expired(retention).await {
        Ok(deleted) if deleted.is_nothing() => {}
        Ok(Deleted { sessions, tokens, accounts, records, .. }) => {
            tracing::info!(sessions, tokens, accounts, records, "what is over was deleted");
        }
        Err(fault) => {
            tracing::error!(cause = with_causes(&fault), "what is over was not deleted");
        }
    }
    if let Err(fault) = auth.forget_unused_hash_kinds().await {
        tracing::error!(cause = with_causes(&fault), "unused kinds of password hashes were not forgotten");
    }
}

async fn sum_up(auth: Auth) {
    if let Err(fault) = auth.sum_up_activity().await {
        tracing::error!(cause = with_causes(&fault), "what happened was not summed up");
    }
}

/// How often other processes may have brought in users with hashes of another kind.
const KINDS_INTERVAL: Duration = Duration::from_secs(30);

/// Keeps in mind what a wrong guess has to cost. At the start before the first request; a failure then ends the start.
pub(crate) async fn keep_learning_hash_kinds(auth: &Auth) -> Infallible {
    loop {
        tokio::time::sleep(KINDS_INTERVAL).await;
        let auth = auth.clone();
        apart(async move {
            if let Err(fault) = auth.learn_hash_kinds().await {
                tracing::error!(
                    cause = with_causes(&fault),
                    "the kinds of password hashes could not be read"
                );
            }
        })
        .await;
    }
}

/// How often what is in the database is looked up for those who read the figures.
const SAMPLE_INTERVAL: Duration = Duration::from_secs(15);
/// A look takes at most this part of the time between two.
const SAMPLE_SHARE: u32 = 100;

/// Looks up again and again what figures tell of the database.
pub(crate) async fn keep_sampling(auth: &Auth) -> Infallible {
    loop {
        let started = Instant::now();
        let looks = auth.clone();
        apart(async move {
            if let Err(fault) = looks.sample().await {
                tracing::error!(
                    cause = with_causes(&fault),
                    "the figures of the database could not be looked up"
                );
            }
        })
        .await;
        tokio::time::sleep(SAMPLE_INTERVAL.max(started.elapsed() * SAMPLE_SHARE)).await;
    }
}

/// Does something in a task of its own. A panic is the end of that, and not of the service (ASVS 16.5.4).
async fn apart(work: impl Future<Output = ()> + Send + 'static) {
    let mut tasks = JoinSet::new();
    tasks.spawn(work);
    // The panic hook has told where it was.
    let _ = tasks.join_next().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn asvs_16_5_4_a_panic_in_the_background_is_the_end_of_one_round() {
        apart(async { panic!("in the first round") }).await;
        let (told, hears) = tokio::sync::oneshot::channel();
        apart(async move { told.send(()).unwrap() }).await;
        hears.await.unwrap();
    }
}
