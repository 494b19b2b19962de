//! What an administrator sees at a glance: how often somebody signed in, failed and registered, and what waits.
//!
//! Nothing of it costs more with more accounts: hours that are over are summed up once (`store/activity.rs`), what waits is
//! counted up to a bound.

use std::time::Duration;

use bienvenue_core::time::Timestamp;

use crate::auth::Parts;
use crate::fault::Fault;
use crate::hashing::HashingState;
use crate::store::activity::{self, Counts, HOUR, Hour, hour_of};
use crate::store::outbox;

/// How many hours and days are shown.
const HOURS: usize = 24;
const DAYS: usize = 30;
const DAY: Duration = Duration::from_hours(24);
/// A transaction that began in an hour may be written after it. Later ones than this are not counted.
const LATE: Duration = Duration::from_mins(5);
/// Events are counted one by one this far back. What is older and not summed up yet is shown when it is: to count a month
/// would take seconds.
const LIVE: Duration = Duration::from_hours(6);
/// Beyond this, how many mails wait does not matter.
const MOST_MAILS: i64 = 1_000;

/// What is shown.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Figures {
    /// The last 24 hours, the oldest first, with when each began. The last is not over.
    pub hours: Vec<(Timestamp, Counts)>,
    /// The last 30 days (UTC), the oldest first, with when each began. The last is not over.
    pub days: Vec<(Timestamp, Counts)>,
    /// What waits in the outbox.
    pub mails: WaitingMails,
    /// What waits for a hash, in this process.
    pub hashing: HashingState,
}

/// Mails that have not gone out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WaitingMails {
    /// How many, up to 1,001.
    pub number: u64,
    /// Since when the oldest of them waits.
    pub oldest: Option<Timestamp>,
}

/// Reads the figures.
pub(crate) async fn read(parts: &Parts) -> Result<Figures, Fault> {
    let now = parts.store.now();
    let oldest = first_day(now);
    let (counted, mails) = parts
        .store
        .read(move |tx| {
            let mut hours = activity::summed_up(tx, oldest)?;
            let rest = hours.last().map_or(oldest, |hour| hour.begins_at.plus(HOUR));
            hours.extend(activity::count(tx, rest.max(hour_of(now.minus(LIVE))))?);
            let (number, oldest) = outbox::waiting(tx, MOST_MAILS + 1)?;
            Ok::<_, Fault>((hours, WaitingMails { number, oldest }))
        })
        .await?;
    let hours = spans(hour_of(now).minus(HOUR * 23), HOUR, HOURS, &counted);
    let days = spans(oldest, DAY, DAYS, &counted);
    Ok(Figures { hours, days, mails, hashing: parts.hashing.state() })
}

/// The beginning of the first day that is shown.
fn first_day(now: Timestamp) -> Timestamp {
    let today = now.as_micros() - now.as_micros().rem_euclid(86_400_000_000);
    Timestamp::from_micros(today).minus(DAY * 29)
}

/// Adds hours up to spans of time that follow one another.
fn spans(first: Timestamp, length: Duration, number: usize, counted: &[Hour]) -> Vec<(Timestamp, Counts)> {
    let mut begins_at = first;
    let mut spans = Vec::with_capacity(number);
    for _ in 0..number {
        let end = begins_at.plus(length);
        let inside = counted.iter().filter(|hour| hour.begins_at >= begins_at && hour.begins_at < end);
        let sum = inside.fold(Counts::default(), |sum, hour| sum.and(hour.counts));
        spans.push((begins_at, sum));
        begins_at = end;
    }
    spans
}

/// Sums up every hour that is over and was not yet: at most those that are shown.
pub(crate) async fn sum_up(parts: &Parts) -> Result<(), Fault> {
    let now = parts.store.now();
    let (oldest, end) = (first_day(now), hour_of(now.minus(LATE)));
    let next = parts
        .store
        .read(move |tx| {
            if let Some(last) = activity::last(tx)? {
                return Ok(Some(last.plus(HOUR)));
            }
            Ok::<_, Fault>(activity::first_event_since(tx, oldest)?.map(hour_of))
        })
        .await?;
    let Some(next) = next else { return Ok(()) };
    let mut hour = next.max(oldest);
    while hour < end {
        parts.store.write(move |tx| activity::sum_up(tx, hour)).await?;
        hour = hour.plus(HOUR);
    }
    Ok(())
}
