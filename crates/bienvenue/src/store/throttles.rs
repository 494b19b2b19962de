//! The `throttles` table: how often was guessed, and when the next guess is let in.
//!
//! An attempt is counted as a failure before anything is verified, by one statement that decides and counts, so the limits
//! hold for any number of attempts at once, over all replicas. A success takes it back.

use std::time::Duration;

use bienvenue_core::throttle::{ThrottleKey, ThrottlePolicy, account_digest};
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::engine::{Row, Tx, Value, column};
use crate::fault::Fault;

/// At most by what an attempt is counted: an account, a network, and everybody.
pub(crate) type Keys = [Option<ThrottleKey>; 3];

/// How long an account is remembered that was guessed at a few times. More failures than are free are remembered for a
/// year: forgetting gives nobody a second hundred of guesses before that.
const FEW: Duration = Duration::from_hours(30 * 24);
const MANY: Duration = Duration::from_hours(365 * 24);
/// Stands for a streak that may be of any length.
const ANY: i64 = i64::MAX;

/// A count that was raised.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) digest: TokenDigest,
    /// Until when the attempt holds up the next.
    pub(crate) next_at: Timestamp,
    /// How many failures followed one another, with this one.
    pub(crate) streak: i64,
}

/// Counts an attempt by each key, unless one of them does not let it in: then there are fewer answers than keys, and the
/// caller must give the transaction up.
///
/// A clock that steps back gives nothing away: the window does not begin anew, and the wait stays.
pub(crate) fn reserve(
    tx: &mut Tx<'_>,
    keys: &Keys,
    policy: &ThrottlePolicy,
    now: Timestamp,
) -> Result<Vec<Held>, Fault> {
    let [[digest_1, budget_1, most_1, period_1], [digest_2, budget_2, most_2, period_2], last] =
        keys.each_ref().map(|key| values(key.as_ref()));
    let [digest_3, budget_3, most_3, period_3] = last;
    tx.query(
        "INSERT INTO throttles (digest, budget, most, period, failures, streak, began_at, next_at, noted_at, kept_until)
         SELECT k.digest, k.budget, k.most, k.period, 1, 1, CAST($13 AS BIGINT),
             CASE WHEN k.budget > 1 THEN 0 ELSE CAST($13 AS BIGINT) + CAST($14 AS BIGINT) END, 0,
             CASE WHEN k.most < $17 THEN CAST($18 AS BIGINT) ELSE $13 + 2 * k.period END
         FROM (SELECT 0 AS place, digest, budget, most, period FROM throttles WHERE 1 = 0
             UNION ALL SELECT 1, $1, $2, $3, $4
             UNION ALL SELECT 2, $5, $6, $7, $8
             UNION ALL SELECT 3, $9, $10, $11, $12) k
         WHERE k.digest IS NOT NULL ORDER BY k.place
         ON CONFLICT (digest) DO UPDATE SET
             budget = excluded.budget, most = excluded.most, period = excluded.period,
             streak = throttles.streak + 1,
             failures = CASE WHEN throttles.began_at + excluded.period <= $13 THEN 1
                 ELSE throttles.failures + 1 END,
             began_at = CASE WHEN throttles.began_at + excluded.period <= $13 THEN $13
                 ELSE throttles.began_at END,
             next_at = CASE
                 WHEN throttles.began_at + excluded.period <= $13 THEN excluded.next_at
                 WHEN throttles.failures + 1 < excluded.budget THEN 0
                 WHEN throttles.failures + 1 - excluded.budget >= $16
                     THEN $13 + CASE WHEN $15 < excluded.period THEN CAST($15 AS BIGINT) ELSE excluded.period END
                 WHEN $14 << CAST(throttles.failures + 1 - excluded.budget AS INTEGER) > excluded.period
                     THEN $13 + excluded.period
                 ELSE $13 + ($14 << CAST(throttles.failures + 1 - excluded.budget AS INTEGER)) END,
             kept_until = CASE WHEN excluded.most < $17 AND throttles.streak >= excluded.budget THEN $19
                 ELSE excluded.kept_until END
         WHERE throttles.next_at <= $13 AND throttles.streak < excluded.most
         RETURNING digest, next_at, streak",
        &[
            digest_1, budget_1, most_1, period_1, digest_2, budget_2, most_2, period_2, digest_3, budget_3, most_3,
            period_3,
            now.into(),
            micros(policy.first_delay).into(),
            micros(policy.longest_delay).into(),
            i64::from(policy.doublings()).into(),
            ANY.into(),
            now.plus(FEW).into(),
            now.plus(MANY).into(),
        ],
        |row| Ok(Held { digest: digest(row, 0)?, next_at: column(row, 1)?, streak: column(row, 2)? }),
    )
}

fn values(key: Option<&ThrottleKey>) -> [Value<'_>; 4] {
    let Some(key) = key else { return [Value::Null; 4] };
    let most = key.most.map_or(ANY, i64::from);
    [(&key.digest).into(), i64::from(key.budget).into(), most.into(), micros(key.window).into()]
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

fn digest(row: &dyn Row, index: usize) -> Result<TokenDigest, Fault> {
    let Value::Bytes(bytes) = row.value(index)? else { return Err(Fault::internal("no digest")) };
    let bytes = bytes.try_into().map_err(Fault::internal)?;
    Ok(TokenDigest::from_stored(bytes))
}

/// What becomes of a count that was raised.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Settlement {
    /// It begins anew: its owner proved who he is.
    Reset(TokenDigest),
    /// The attempt was none, or no wrong one; what others failed stays counted.
    TakeBack(Held),
}

/// Settles what is not to count as failures, in one statement and in the order in which they were counted, so that two
/// logins never wait for each other.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    settlements: [Option<Settlement>; 3],
    now: Timestamp,
) -> Result<(), Fault> {
    let (reset, take_back) = (Value::Integer(0), Value::Integer(1));
    let values = settlements.each_ref().map(|settlement| match settlement {
        None => [Value::Null; 3],
        Some(Settlement::Reset(digest)) => [digest.into(), reset, Value::Integer(0)],
        Some(Settlement::TakeBack(held)) => [(&held.digest).into(), take_back, held.next_at.into()],
    });
    let [[digest_1, what_1, next_at_1], [digest_2, what_2, next_at_2], [digest_3, what_3, next_at_3]] =
        values;
    // `budget` says what is to be done. A row that is not there is made, and means nothing.
    tx.execute(
        "INSERT INTO throttles (digest, budget, most, period, failures, streak, began_at, next_at, noted_at, kept_until)
         SELECT k.digest, k.budget, 0, 0, 0, 0, 0, k.next_at, 0, CAST($10 AS BIGINT)
         FROM (SELECT 0 AS place, digest, budget, next_at FROM throttles WHERE 1 = 0
             UNION ALL SELECT 1, $1, $2, $3
             UNION ALL SELECT 2, $4, $5, $6
             UNION ALL SELECT 3, $7, $8, $9) k
         WHERE k.digest IS NOT NULL ORDER BY k.place
         ON CONFLICT (digest) DO UPDATE SET
             failures = CASE WHEN excluded.budget = 0 OR throttles.failures = 0 THEN 0 ELSE throttles.failures - 1 END,
             streak = CASE WHEN excluded.budget = 0 OR throttles.streak = 0 THEN 0 ELSE throttles.streak - 1 END,
             next_at = CASE WHEN excluded.budget = 0 OR throttles.next_at = excluded.next_at THEN 0
                 ELSE throttles.next_at END",
        &[
            digest_1, what_1, next_at_1, digest_2, what_2, next_at_2, digest_3, what_3, next_at_3, now.into(),
        ],
    )
    .map(drop)
}

/// Begins the count of an account anew: it has another password, so that what was guessed at is gone.
pub(crate) fn reset_account(tx: &mut Tx<'_>, canonical: &str) -> Result<(), Fault> {
    reset(tx, &account_digest(canonical))
}

/// Begins a count anew.
pub(crate) fn reset(tx: &mut Tx<'_>, digest: &TokenDigest) -> Result<(), Fault> {
    tx.execute(
        "UPDATE throttles SET failures = 0, streak = 0, next_at = 0 WHERE digest = $1",
        &[digest.into()],
    )
    .map(drop)
}

/// How many failures at an account followed one another.
pub(crate) fn streak(tx: &mut Tx<'_>, account: &TokenDigest) -> Result<i64, Fault> {
    let streak =
        tx.query_opt("SELECT streak FROM throttles WHERE digest = $1", &[account.into()], |row| {
            column(row, 0)
        })?;
    Ok(streak.unwrap_or(0))
}

/// How often was guessed of late, and until when nobody may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThrottleCount {
    /// How many attempts count.
    pub attempts: u64,
    /// Until when the next one has to wait, if it has to.
    pub waits_until: Option<Timestamp>,
    /// Whether so many failed one after the other that no wait is long enough: only a device that was signed in before, or
    /// a new password, helps.
    pub is_stopped: bool,
}

/// What a count stands at.
pub(crate) fn count(tx: &mut Tx<'_>, digest: &TokenDigest, now: Timestamp) -> Result<ThrottleCount, Fault> {
    let found = tx.query_opt(
        "SELECT CASE WHEN began_at + period > $2 THEN failures ELSE 0 END, next_at,
             CASE WHEN streak > 0 AND streak >= most THEN CAST(1 AS BIGINT) ELSE 0 END
         FROM throttles WHERE digest = $1",
        &[digest.into(), now.into()],
        |row| {
            let next_at: Timestamp = column(row, 1)?;
            Ok(ThrottleCount {
                attempts: u64::try_from(column::<i64>(row, 0)?).unwrap_or_default(),
                waits_until: Some(next_at).filter(|next_at| *next_at > now),
                is_stopped: column::<i64>(row, 2)? != 0,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// A count that does not let an attempt in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal {
    digest: TokenDigest,
    pub(crate) wait: Duration,
    /// Whether it has to be written down: the last time was a minute ago, or the clock was moved back and the wait has become
    /// longer than any.
    pub(crate) is_due: bool,
    next_at: Timestamp,
    noted_at: Timestamp,
}

/// How often refusals are written down, so that a flood of them does not fill the disk.
const NOTE_INTERVAL: Duration = Duration::from_mins(1);

/// Which of these counts do not let an attempt in, and for how long. `next_at` may lie further away than the longest wait
/// after the clock stepped back; a streak that has reached its end waits for no moment.
pub(crate) fn refusals(
    tx: &mut Tx<'_>,
    keys: &Keys,
    policy: &ThrottlePolicy,
    now: Timestamp,
) -> Result<Vec<Refusal>, Fault> {
    let [[digest_1, ..], [digest_2, ..], [digest_3, ..]] = keys.each_ref().map(|key| values(key.as_ref()));
    let longest = micros(policy.longest_delay);
    tx.query(
        "SELECT digest, CASE WHEN streak >= most OR next_at - CAST($4 AS BIGINT) > $5 THEN CAST($5 AS BIGINT)
                 ELSE next_at - $4 END,
             CASE WHEN noted_at <= $6 OR noted_at > $4 OR next_at > $7 THEN CAST(1 AS BIGINT) ELSE 0 END,
             next_at, noted_at
         FROM throttles WHERE digest IN ($1, $2, $3) AND (next_at > $4 OR streak >= most)",
        &[
            digest_1,
            digest_2,
            digest_3,
            now.into(),
            longest.into(),
            now.minus(NOTE_INTERVAL).into(),
            too_far(policy, now).into(),
        ],
        |row| {
            Ok(Refusal {
                digest: digest(row, 0)?,
                wait: Duration::from_micros(u64::try_from(column::<i64>(row, 1)?).unwrap_or_default()),
                is_due: column::<i64>(row, 2)? != 0,
                next_at: column(row, 3)?,
                noted_at: column(row, 4)?,
            })
        },
    )
}

/// Only a clock that stepped back makes a wait reach this far: two replicas differ by less than a minute.
fn too_far(policy: &ThrottlePolicy, now: Timestamp) -> Timestamp {
    now.plus(policy.longest_delay).plus(NOTE_INTERVAL)
}

/// Writes down that an attempt was not let in, and cuts a wait that the clock has made longer than any. Both only if the
/// row is as it was seen: this comes late, and of many at once one counts. False when it is not.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    seen: &Refusal,
    policy: &ThrottlePolicy,
    now: Timestamp,
) -> Result<bool, Fault> {
    let noted = tx.execute(
        "UPDATE throttles SET noted_at = $2,
             next_at = CASE WHEN next_at = $3 AND next_at > $4 THEN $5 ELSE next_at END
         WHERE digest = $1 AND noted_at = $6",
        &[
            (&seen.digest).into(),
            now.into(),
            seen.next_at.into(),
            too_far(policy, now).into(),
            now.plus(policy.longest_delay).into(),
            seen.noted_at.into(),
        ],
    )?;
    Ok(noted == 1)
}

/// Deletes at most `limit` counts that say nothing any more, and tells how many.
pub(crate) fn delete_old(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM throttles WHERE digest IN (
             SELECT digest FROM throttles WHERE kept_until < $1 AND next_at <= $1 LIMIT $2)",
        &[now.into(), limit.into()],
    )
}
