//! The `hash_kinds` table: what a wrong guess has to cost, as long as users are there whose hashes are of that kind.

use bienvenue_core::id::UserId;
use bienvenue_core::password::hash::{HashKind, PasswordHash};
use bienvenue_core::time::Timestamp;

use super::engine::{Tx, column};
use crate::fault::Fault;

/// A kind of hash, and a hash of it that no password is known for.
#[derive(Clone, Debug)]
pub(crate) struct Decoy {
    pub(crate) kind: HashKind,
    pub(crate) hash: PasswordHash,
}

/// Notes that there is a user with a hash of this kind, or will be.
pub(crate) fn note(tx: &mut Tx<'_>, decoy: &Decoy, now: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO hash_kinds (kind, decoy, noted_at) VALUES ($1, $2, $3)
         ON CONFLICT (kind) DO UPDATE SET noted_at = excluded.noted_at",
        &[decoy.kind.as_str().into(), decoy.hash.as_str().into(), now.into()],
    )
    .map(drop)
}

/// Every kind that there is.
pub(crate) fn list(tx: &mut Tx<'_>) -> Result<Vec<Decoy>, Fault> {
    tx.query("SELECT kind, decoy FROM hash_kinds ORDER BY kind", &[], |row| {
        Ok(Decoy {
            kind: HashKind::from_stored(column(row, 0)?),
            hash: PasswordHash::from_stored(column(row, 1)?),
        })
    })
}

/// Some users' hashes, after the user given.
pub(crate) fn hashes(
    tx: &mut Tx<'_>,
    after: UserId,
    limit: i64,
) -> Result<Vec<(UserId, PasswordHash)>, Fault> {
    tx.query(
        "SELECT id, password_hash FROM users WHERE id > $1 ORDER BY id LIMIT $2",
        &[after.into(), limit.into()],
        |row| Ok((UserId::from_uuid(column(row, 0)?), PasswordHash::from_stored(column(row, 1)?))),
    )
}

/// Forgets a kind that nobody has any more, unless it was noted since.
pub(crate) fn forget(tx: &mut Tx<'_>, kind: &HashKind, noted_before: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "DELETE FROM hash_kinds WHERE kind = $1 AND noted_at < $2",
        &[kind.as_str().into(), noted_before.into()],
    )
    .map(drop)
}
