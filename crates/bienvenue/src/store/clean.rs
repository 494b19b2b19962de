//! Deleting what is over (ASVS 14.2.7). None of it opens anything before it is deleted either; this keeps the tables small,
//! and keeps no longer what names people than it is of use to them.

use std::time::Duration;

use super::{
    Store, activity, api_keys, devices, events, one_time_tokens, outbox, sessions, throttles, users,
};
use crate::fault::Fault;

/// Rows in one transaction: few enough that a login beside it does not wait.
const ROWS: i64 = 1_000;
/// Budgets are counted over an hour.
const BUDGETS: Duration = Duration::from_hours(2);
/// Nobody looks at hours further back.
const ACTIVITY: Duration = Duration::from_hours(40 * 24);

/// How long is kept what nothing else ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// What happened to accounts, and the API keys that did some of it. 365 days unless told.
    pub events: Duration,
    /// Devices at which a user was not seen any more. 365 days unless told.
    pub devices: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        let year = Duration::from_hours(365 * 24);
        Self { events: year, devices: year }
    }
}

/// How much was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Sessions that had ended.
    pub sessions: u64,
    /// Links that had expired.
    pub tokens: u64,
    /// Accounts whose owner did not prove his address in time.
    pub accounts: u64,
    /// Events, keys, devices and counters past their time.
    pub records: u64,
}

impl Deleted {
    /// Whether nothing was.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, other: Self) {
        self.sessions += other.sessions;
        self.tokens += other.tokens;
        self.accounts += other.accounts;
        self.records += other.records;
    }
}

impl Store {
    /// Deletes what is over, a bounded number of rows in each transaction, and tells how much.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database is not available; what was deleted until then stays deleted.
    pub async fn delete_expired(&self, retention: Retention) -> Result<Deleted, Fault> {
        let now = self.now();
        let mut deleted = Deleted::default();
        loop {
            let sessions = self.write(move |tx| sessions::delete_expired(tx, now, ROWS)).await?;
            let tokens = self.write(move |tx| one_time_tokens::delete_expired(tx, now, ROWS)).await?;
            let accounts = self.delete_unverified().await?;
            let records = self.delete_records(retention).await?;
            let round = Deleted { sessions, tokens, accounts, records };
            if round.is_nothing() {
                return Ok(deleted);
            }
            deleted.add(round);
        }
    }

    /// Accounts that waited in vain for the proof of their address. What happened to them stays, and names nobody.
    async fn delete_unverified(&self) -> Result<u64, Fault> {
        let now = self.now();
        self.write(move |tx| {
            let ids = users::delete_unverified(tx, now, ROWS)?;
            for id in &ids {
                events::forget_person(tx, *id)?;
                outbox::delete_all_of(tx, *id)?;
            }
            Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
        })
        .await
    }

    async fn delete_records(&self, retention: Retention) -> Result<u64, Fault> {
        let now = self.now();
        self.write(move |tx| {
            let events = events::delete_old(tx, now.minus(retention.events), ROWS)?;
            let keys = api_keys::delete_old(tx, now.minus(retention.events), ROWS)?;
            let devices = devices::delete_unseen(tx, now.minus(retention.devices), ROWS)?;
            let throttles = throttles::delete_old(tx, now, ROWS)?;
            let hours = activity::delete_old(tx, now.minus(ACTIVITY), ROWS)?;
            Ok(events
                + keys
                + devices
                + throttles
                + hours
                + outbox::delete_budgets(tx, now.minus(BUDGETS), ROWS)?)
        })
        .await
    }
}
