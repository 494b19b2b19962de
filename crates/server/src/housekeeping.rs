//! What is done every hour.

use std::convert::Infallible;
use std::time::Duration;

use bienvenue::{Deleted, Retention, Store};

use crate::stop::with_causes;

/// The start of a service has better things to do.
const FIRST: Duration = Duration::from_mins(1);
const INTERVAL: Duration = Duration::from_hours(1);

/// Deletes what has expired, again and again. A failure is tried again an hour later: what has expired opens nothing.
pub(crate) async fn keep_house(store: Store, retention: Retention) -> Infallible {
    tokio::time::sleep(FIRST).await;
    loop {
        match store.delete_expired(retention).await {
            Ok(deleted) if deleted.is_nothing() => {}
            Ok(Deleted { sessions, tokens, accounts, records, .. }) => {
                tracing::info!(sessions, tokens, accounts, records, "what is over was deleted");
            }
            Err(fault) => {
                tracing::error!(cause = with_causes(&fault), "what is over was not deleted");
            }
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
