//! The `api_keys` table: with what programs look after accounts.

use bienvenue_core::id::KeyId;
use bienvenue_core::scope::Scopes;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::engine::{Row, Tx, column};
use crate::fault::Fault;

/// What may be told of a key: everything but its secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct KeyInfo {
    /// Names the key; opens nothing.
    pub id: KeyId,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// The key that made it, where no operator did.
    pub maker_id: Option<KeyId>,
    /// From when on it opens nothing, if it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Since when it opens nothing, if it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// The key that revoked it, where no operator did.
    pub revoker_id: Option<KeyId>,
}

impl KeyInfo {
    /// Whether it opens anything.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// Stores a new key.
pub(crate) fn insert(tx: &mut Tx<'_>, key: &KeyInfo, digest: &TokenDigest) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO api_keys (id, digest, name, scopes, created_at, maker_id, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            key.id.into(),
            digest.into(),
            key.name.as_str().into(),
            key.scopes.to_string().as_str().into(),
            key.created_at.into(),
            key.maker_id.into(),
            key.expires_at.into(),
        ],
    )
    .map(drop)
}

/// The statement behind every use of a key.
pub(crate) const FIND_LIVE: &str =
    "SELECT id, name, scopes, created_at, maker_id, expires_at, last_used_at, revoked_at, revoker_id FROM api_keys
     WHERE digest = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)";

/// The live key with this secret.
pub(crate) fn find_live(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    now: Timestamp,
) -> Result<Option<KeyInfo>, Fault> {
    tx.query_opt(FIND_LIVE, &[digest.into(), now.into()], read_key)
}

/// Whether a key is still live. Locks its row, so that it stays so until the transaction ends.
pub(crate) fn hold(tx: &mut Tx<'_>, id: KeyId, now: Timestamp) -> Result<bool, Fault> {
    let held = tx.execute(
        "UPDATE api_keys SET name = name
         WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
        &[id.into(), now.into()],
    )?;
    Ok(held == 1)
}

/// Writes down that a key is used, unless somebody has since `due_before`.
pub(crate) fn touch(tx: &mut Tx<'_>, id: KeyId, now: Timestamp, due_before: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND COALESCE(last_used_at, $3) <= $3",
        &[id.into(), now.into(), due_before.into()],
    )
    .map(drop)
}

/// At most `limit` keys, live or not, in the order in which they were made, after the one given.
pub(crate) fn list(tx: &mut Tx<'_>, after: Option<KeyId>, limit: i64) -> Result<Vec<KeyInfo>, Fault> {
    let after = after.unwrap_or(KeyId::from_uuid(uuid::Uuid::nil()));
    tx.query(
        "SELECT id, name, scopes, created_at, maker_id, expires_at, last_used_at, revoked_at, revoker_id
         FROM api_keys WHERE id > $1 ORDER BY id LIMIT $2",
        &[after.into(), limit.into()],
        read_key,
    )
}

/// Revokes a key, and all that it has made, and those have made: whoever stole it may have made himself others. Tells which
/// were live until then; none if there is no such key, or it was revoked before.
///
/// Whoever makes a key holds its maker's row, so each statement waits for keys that are being made by those it revokes, and
/// the next one finds them. No key is made by one that is revoked, so this ends.
pub(crate) fn revoke(
    tx: &mut Tx<'_>,
    id: KeyId,
    by: Option<KeyId>,
    now: Timestamp,
) -> Result<Vec<KeyId>, Fault> {
    let read = |row: &dyn Row| Ok(KeyId::from_uuid(column(row, 0)?));
    let mut revoked = tx.query(
        "UPDATE api_keys SET revoked_at = $2, revoker_id = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING id",
        &[id.into(), now.into(), by.into()],
        read,
    )?;
    while !revoked.is_empty() {
        let made = tx.query(
            "UPDATE api_keys SET revoked_at = $1, revoker_id = $2 WHERE revoked_at IS NULL
                 AND maker_id IN (SELECT m.id FROM api_keys m WHERE m.revoked_at IS NOT NULL) RETURNING id",
            &[now.into(), by.into()],
            read,
        )?;
        if made.is_empty() {
            break;
        }
        revoked.extend(made);
    }
    Ok(revoked)
}

fn read_key(row: &dyn Row) -> Result<KeyInfo, Fault> {
    let scopes: String = column(row, 2)?;
    let id = |place| Ok::<_, Fault>(column::<Option<uuid::Uuid>>(row, place)?.map(KeyId::from_uuid));
    Ok(KeyInfo {
        id: KeyId::from_uuid(column(row, 0)?),
        name: column(row, 1)?,
        scopes: Scopes::from_stored(&scopes),
        created_at: column(row, 3)?,
        maker_id: id(4)?,
        expires_at: column(row, 5)?,
        last_used_at: column(row, 6)?,
        revoked_at: column(row, 7)?,
        revoker_id: id(8)?,
    })
}

/// Deletes at most `limit` keys that have been dead since before `before`, and tells how many.
pub(crate) fn delete_old(tx: &mut Tx<'_>, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM api_keys WHERE id IN (
             SELECT id FROM api_keys WHERE revoked_at < $1 OR expires_at < $1 LIMIT $2)",
        &[before.into(), limit.into()],
    )
}
