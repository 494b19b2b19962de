//! Who looks after the accounts of others: a column of `users`, and the `admin_links` that make the first of them.

use bienvenue_core::id::UserId;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::changes::Change;
use super::engine::Tx;
use crate::fault::Fault;

/// Locks the rows of all administrators until the transaction ends, so that of two who remove each other at once the second
/// sees what the first did. There are few of them, and an index holds no others.
pub(crate) fn lock(tx: &mut Tx<'_>) -> Result<(), Fault> {
    tx.execute("UPDATE users SET admin_since = admin_since WHERE admin_since IS NOT NULL", &[]).map(drop)
}

/// What became of a change of who is an administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChange {
    /// It is so from now on.
    Done,
    /// It was so before.
    NothingToDo,
    /// There is no such user, or he may not sign in.
    NoSuchUser,
    /// Nobody who may sign in would be an administrator any more.
    LastAdmin,
}

/// Makes a user who is not disabled an administrator. Links that make the first one die.
pub(crate) fn grant(tx: &mut Tx<'_>, id: UserId, now: Timestamp) -> Result<RoleChange, Fault> {
    let granted = tx.execute(
        "UPDATE users SET admin_since = $2 WHERE id = $1 AND admin_since IS NULL AND disabled_at IS NULL",
        &[id.into(), now.into()],
    )?;
    if granted == 1 {
        tx.note_change(Change::User(id));
        lock_links(tx)?;
        delete_links(tx)?;
        return Ok(RoleChange::Done);
    }
    Ok(if is_admin(tx, id)? { RoleChange::NothingToDo } else { RoleChange::NoSuchUser })
}

/// Makes an administrator a user like any other, unless he is the last one.
pub(crate) fn revoke(tx: &mut Tx<'_>, id: UserId) -> Result<RoleChange, Fault> {
    lock(tx)?;
    if !is_admin(tx, id)? {
        return Ok(RoleChange::NothingToDo);
    }
    if is_last(tx, id)? {
        return Ok(RoleChange::LastAdmin);
    }
    tx.execute("UPDATE users SET admin_since = NULL WHERE id = $1", &[id.into()])?;
    tx.note_change(Change::User(id));
    Ok(RoleChange::Done)
}

fn is_admin(tx: &mut Tx<'_>, id: UserId) -> Result<bool, Fault> {
    let found =
        tx.query_opt("SELECT 1 FROM users WHERE id = $1 AND admin_since IS NOT NULL", &[id.into()], |_| {
            Ok(())
        })?;
    Ok(found.is_some())
}

/// Whether nobody but this user is an administrator who may sign in. Sure only after [`lock`].
pub(crate) fn is_last(tx: &mut Tx<'_>, id: UserId) -> Result<bool, Fault> {
    let other = tx.query_opt(
        "SELECT 1 FROM users WHERE admin_since IS NOT NULL AND disabled_at IS NULL AND id <> $1 LIMIT 1",
        &[id.into()],
        |_| Ok(()),
    )?;
    Ok(other.is_none())
}

/// More processes do not start at once; a service that is started again and again without anybody registering keeps these.
const MOST_LINKS: i64 = 16;

/// Stores a link that makes the first administrator, if there are no users at all. Whoever starts beside us has a link of his
/// own: each works, until one of them was used.
pub(crate) fn offer_link(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, Fault> {
    let offered = tx.execute(
        "INSERT INTO admin_links (digest, created_at, expires_at)
         SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM users)",
        &[digest.into(), now.into(), expires_at.into()],
    )?;
    tx.execute(
        "DELETE FROM admin_links WHERE digest NOT IN (
             SELECT digest FROM admin_links ORDER BY created_at DESC LIMIT $1)",
        &[MOST_LINKS.into()],
    )?;
    Ok(offered == 1)
}

/// Uses a link up and makes a user the first administrator. False, with nothing changed that counts, when the link is
/// unknown, used or expired, or there is an administrator.
///
/// Of links that are used at once, each of which deletes all others, one comes first; the others find theirs gone.
pub(crate) fn spend_link(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    id: UserId,
    now: Timestamp,
) -> Result<bool, Fault> {
    lock_links(tx)?;
    let spent = tx.execute(
        "DELETE FROM admin_links WHERE digest = $1 AND expires_at > $2",
        &[digest.into(), now.into()],
    )?;
    if spent == 0 {
        return Ok(false);
    }
    delete_links(tx)?;
    let granted = tx.execute(
        "UPDATE users SET admin_since = $2 WHERE id = $1 AND disabled_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM users a WHERE a.admin_since IS NOT NULL)",
        &[id.into(), now.into()],
    )?;
    tx.note_change(Change::User(id));
    Ok(granted == 1)
}

/// Locks one link, the same for everybody, until the transaction ends: whoever is to delete them all waits here, and not for
/// somebody who waits for him.
fn lock_links(tx: &mut Tx<'_>) -> Result<(), Fault> {
    tx.execute(
        "UPDATE admin_links SET created_at = created_at
         WHERE digest = (SELECT digest FROM admin_links ORDER BY digest LIMIT 1)",
        &[],
    )
    .map(drop)
}

/// Ends all links of a database without users, before it gets those of another one.
pub(crate) fn withdraw_early_links(tx: &mut Tx<'_>) -> Result<(), Fault> {
    tx.execute("DELETE FROM admin_links WHERE NOT EXISTS (SELECT 1 FROM users)", &[]).map(drop)
}

fn delete_links(tx: &mut Tx<'_>) -> Result<(), Fault> {
    tx.execute("DELETE FROM admin_links", &[]).map(drop)
}
