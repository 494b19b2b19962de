//! The `activity` table: what happened how often, hour by hour.
//!
//! Sign-ins are not counted as they happen: on PostgreSQL all of them would wait for one row. An hour is counted once, when it
//! is over; after that its row answers. So a look at a month reads 720 rows and the events of the last hour or two, however
//! many accounts there are.

use std::time::Duration;

use bienvenue_core::id::EventId;
use bienvenue_core::time::Timestamp;

use super::engine::{Row, Tx, column};
use crate::fault::Fault;

pub(crate) const HOUR: Duration = Duration::from_hours(1);
const HOUR_MICROS: i64 = 3_600_000_000;

/// What happened in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hour {
    pub(crate) begins_at: Timestamp,
    pub(crate) counts: Counts,
}

/// How often something happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Sessions that were opened.
    pub sign_ins: u64,
    /// Sign-ins that failed.
    pub failures: u64,
    /// Accounts that were made.
    pub registrations: u64,
}

impl Counts {
    /// Both together.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            sign_ins: self.sign_ins + other.sign_ins,
            failures: self.failures + other.failures,
            registrations: self.registrations + other.registrations,
        }
    }
}

/// The beginning of the hour in which a moment lies.
pub(crate) const fn hour_of(moment: Timestamp) -> Timestamp {
    let micros = moment.as_micros();
    Timestamp::from_micros(micros - micros.rem_euclid(HOUR_MICROS))
}

/// Counts the events of an hour that is over and writes that down, unless somebody has.
pub(crate) fn sum_up(tx: &mut Tx<'_>, hour: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO activity (hour, sign_ins, failures, registrations)
         SELECT $1, COUNT(CASE kind WHEN 'signed_in' THEN 1 END), COUNT(CASE kind WHEN 'sign_in_failed' THEN 1 END),
             COUNT(CASE kind WHEN 'registered' THEN 1 END)
         FROM events WHERE id >= $2 AND id < $3
         ON CONFLICT (hour) DO NOTHING",
        &[hour.into(), EventId::first_at(hour).into(), EventId::first_at(hour.plus(HOUR)).into()],
    )
    .map(drop)
}

/// The last hour that is summed up, if there is one.
pub(crate) fn last(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, Fault> {
    tx.query_opt("SELECT hour FROM activity ORDER BY hour DESC LIMIT 1", &[], |row| column(row, 0))
}

/// The first moment from this one on at which something happened.
pub(crate) fn first_event_since(tx: &mut Tx<'_>, since: Timestamp) -> Result<Option<Timestamp>, Fault> {
    tx.query_opt(
        "SELECT created_at FROM events WHERE id >= $1 ORDER BY id LIMIT 1",
        &[EventId::first_at(since).into()],
        |row| column(row, 0),
    )
}

/// The hours from this one on that are summed up, the oldest first.
pub(crate) fn summed_up(tx: &mut Tx<'_>, since: Timestamp) -> Result<Vec<Hour>, Fault> {
    tx.query(
        "SELECT hour, sign_ins, failures, registrations FROM activity WHERE hour >= $1 ORDER BY hour",
        &[since.into()],
        read_hour,
    )
}

/// Counts what happened from this hour on, event by event.
pub(crate) fn count(tx: &mut Tx<'_>, since: Timestamp) -> Result<Vec<Hour>, Fault> {
    tx.query(COUNT, &[EventId::first_at(since).into()], read_hour)
}

/// The statement that reads events to count them.
pub(crate) const COUNT: &str = "SELECT created_at - created_at % 3600000000,
         COUNT(CASE kind WHEN 'signed_in' THEN 1 END), COUNT(CASE kind WHEN 'sign_in_failed' THEN 1 END),
         COUNT(CASE kind WHEN 'registered' THEN 1 END)
     FROM events WHERE id >= $1 GROUP BY created_at - created_at % 3600000000";

/// Deletes at most `limit` hours before `before`, and tells how many.
pub(crate) fn delete_old(tx: &mut Tx<'_>, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM activity WHERE hour IN (SELECT hour FROM activity WHERE hour < $1 ORDER BY hour LIMIT $2)",
        &[before.into(), limit.into()],
    )
}

fn read_hour(row: &dyn Row) -> Result<Hour, Fault> {
    let count = |index| column::<i64>(row, index).map(|count| u64::try_from(count).unwrap_or_default());
    let counts = Counts { sign_ins: count(1)?, failures: count(2)?, registrations: count(3)? };
    Ok(Hour { begins_at: column(row, 0)?, counts })
}
