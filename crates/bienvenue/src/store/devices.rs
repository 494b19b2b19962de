//! The `devices` table: from where a user has signed in before.

use bienvenue_core::id::UserId;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::engine::Tx;
use crate::fault::Fault;

/// Whether a user was seen at a device before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acquaintance {
    /// The first device that this user was ever seen at.
    First,
    /// Another one.
    New,
    Known,
}

/// Notes that a user signs in at this device, and tells whether he did before.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    user_id: UserId,
    device: &TokenDigest,
    now: Timestamp,
) -> Result<Acquaintance, Fault> {
    let known = tx.execute(
        "UPDATE devices SET last_seen_at = $3 WHERE user_id = $1 AND digest = $2",
        &[user_id.into(), device.into(), now.into()],
    )?;
    if known == 1 {
        return Ok(Acquaintance::Known);
    }
    let any =
        tx.query_opt("SELECT 1 FROM devices WHERE user_id = $1 LIMIT 1", &[user_id.into()], |_| Ok(()))?;
    // Two sign-ins at once from one device are one device.
    tx.execute(
        "INSERT INTO devices (user_id, digest, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $3)
         ON CONFLICT (user_id, digest) DO NOTHING",
        &[user_id.into(), device.into(), now.into()],
    )?;
    Ok(if any.is_some() { Acquaintance::New } else { Acquaintance::First })
}

/// Whether a user has signed in at this device before.
pub(crate) fn is_known(tx: &mut Tx<'_>, user_id: UserId, device: &TokenDigest) -> Result<bool, Fault> {
    let known = tx.query_opt(
        "SELECT 1 FROM devices WHERE user_id = $1 AND digest = $2",
        &[user_id.into(), device.into()],
        |_| Ok(()),
    )?;
    Ok(known.is_some())
}

/// Deletes at most `limit` devices that nobody was seen at since `before`, and tells how many.
pub(crate) fn delete_unseen(tx: &mut Tx<'_>, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM devices WHERE (user_id, digest) IN (
             SELECT user_id, digest FROM devices WHERE last_seen_at < $1 LIMIT $2)",
        &[before.into(), limit.into()],
    )
}
