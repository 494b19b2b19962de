//! What is done every hour.

use std::convert::Infallible;
use std::time::Duration;

use bienvenue::Store;

use crate::stop::with_causes;

/// The start of a service has better things to do.
const FIRST: Duration = Duration::from_mins(1);
const INTERVAL: Duration = Duration::from_hours(1);

/// Deletes what has expired, again and again. A failure is tried again an hour later: what has expired opens nothing.
pub(crate) async fn keep_house(store: Store) -> Infallible {
    tokio::time::sleep(FIRST).await;
    loop {
        match store.delete_expired().await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "expired sessions and tokens were deleted"),
            Err(fault) => {
                tracing::error!(cause = with_causes(&fault), "expired sessions and tokens were not deleted");
            }
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
