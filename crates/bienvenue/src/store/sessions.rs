//! The `sessions` table. A session that has ended is a row that is gone.

use std::sync::Arc;

use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::changes::Change;
use super::engine::{Row, Tx, column};
use super::users::{User, read_user};
use crate::fault::Fault;

/// What may be told of a session: everything but its secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SessionInfo {
    /// Names the session; opens nothing.
    pub id: SessionId,
    /// Whose session it is.
    pub user_id: UserId,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends unless it is used again.
    pub ends_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// Whose sessions are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionsOf {
    /// Everybody's.
    Everyone,
    /// Those of one user.
    User(UserId),
}

/// A session about to be opened.
#[derive(Clone, Debug)]
pub(crate) struct NewSession {
    pub(crate) digest: TokenDigest,
    pub(crate) info: SessionInfo,
    /// The password that was verified, by the moment it was set: a session is not opened for one that has changed since.
    pub(crate) password_changed_at: Option<Timestamp>,
    /// Whether it ends the user's other sessions.
    pub(crate) replaces_others: bool,
}

/// Opens a session. False when the user is gone or disabled, or has changed the password since it was verified.
///
/// The user's row is written first, so that this and a change of password, which writes it first too, happen one after
/// the other.
pub(crate) fn open(tx: &mut Tx<'_>, session: &NewSession) -> Result<bool, Fault> {
    let NewSession { digest, info, password_changed_at, replaces_others } = session;
    let admitted = tx.execute(
        "UPDATE users SET last_login_at = $2
         WHERE id = $1 AND disabled_at IS NULL AND password_changed_at = COALESCE($3, password_changed_at)",
        &[info.user_id.into(), info.created_at.into(), (*password_changed_at).into()],
    )?;
    if admitted == 0 {
        return Ok(false);
    }
    if *replaces_others {
        end_all_of(tx, info.user_id)?;
    }
    tx.execute(
        "INSERT INTO sessions (digest, id, user_id, created_at, last_seen_at, ends_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            digest.into(),
            info.id.into(),
            info.user_id.into(),
            info.created_at.into(),
            info.last_seen_at.into(),
            info.ends_at.into(),
            info.expires_at.into(),
        ],
    )?;
    Ok(true)
}

/// A live session as its check needs it.
#[derive(Clone, Debug)]
pub(crate) struct LiveSession {
    pub(crate) user_id: UserId,
    pub(crate) email: Arc<str>,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) ends_at: Timestamp,
}

/// The statement behind every session check that is not answered from memory.
pub(crate) const FIND_LIVE: &str = "SELECT s.user_id, u.email, s.last_seen_at, s.ends_at
     FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.digest = $1 AND s.ends_at > $2 AND u.disabled_at IS NULL";

/// A live session of an enabled user.
pub(crate) fn find_live(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    now: Timestamp,
) -> Result<Option<LiveSession>, Fault> {
    tx.query_opt(FIND_LIVE, &[digest.into(), now.into()], |row| {
        Ok(LiveSession {
            user_id: UserId::from_uuid(column(row, 0)?),
            email: Arc::from(column::<String>(row, 1)?),
            last_seen_at: column(row, 2)?,
            ends_at: column(row, 3)?,
        })
    })
}

/// The user of a live session.
pub(crate) fn find_user(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    now: Timestamp,
) -> Result<Option<User>, Fault> {
    tx.query_opt(
        "SELECT u.id, u.email, u.email_canonical, u.password_hash, u.password_changed_at, u.created_at,
                u.last_login_at, u.disabled_at
         FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.digest = $1 AND s.ends_at > $2 AND u.disabled_at IS NULL",
        &[digest.into(), now.into()],
        |row| read_user(row, 0),
    )
}

/// A use of a session that is to be written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) at: Timestamp,
    /// A session last seen after this was written down by somebody else just now.
    pub(crate) is_due_before: Timestamp,
    pub(crate) idle_end: Timestamp,
}

/// Writes down a use and moves the idle end. Only a live session is touched, so one that has ended stays ended.
pub(crate) fn touch(tx: &mut Tx<'_>, digest: &TokenDigest, seen: Use) -> Result<(), Fault> {
    let touched = tx.execute(
        "UPDATE sessions SET last_seen_at = $2, ends_at = CASE WHEN $3 < expires_at THEN $3 ELSE expires_at END
         WHERE digest = $1 AND ends_at > $2 AND last_seen_at <= $4",
        &[digest.into(), seen.at.into(), seen.idle_end.into(), seen.is_due_before.into()],
    )?;
    if touched == 1 {
        tx.note_change(Change::Session(*digest));
    }
    Ok(())
}

/// Ends a session by its secret. False when it had ended before.
pub(crate) fn end(tx: &mut Tx<'_>, digest: &TokenDigest, now: Timestamp) -> Result<bool, Fault> {
    tx.note_change(Change::Session(*digest));
    Ok(tx.execute("DELETE FROM sessions WHERE digest = $1 AND ends_at > $2", &[digest.into(), now.into()])?
        == 1)
}

/// Ends a session by its public id. False when there is none.
pub(crate) fn end_by_id(tx: &mut Tx<'_>, id: SessionId) -> Result<bool, Fault> {
    let ended =
        tx.query_opt("DELETE FROM sessions WHERE id = $1 RETURNING user_id", &[id.into()], |row| {
            Ok(UserId::from_uuid(column(row, 0)?))
        })?;
    if let Some(user_id) = ended {
        tx.note_change(Change::User(user_id));
    }
    Ok(ended.is_some())
}

/// Ends every session of a user and tells how many.
pub(crate) fn end_all_of(tx: &mut Tx<'_>, user_id: UserId) -> Result<u64, Fault> {
    tx.note_change(Change::User(user_id));
    tx.execute("DELETE FROM sessions WHERE user_id = $1", &[user_id.into()])
}

/// Live sessions in the order in which they were opened, after the one given.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    of: SessionsOf,
    after: Option<SessionId>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<SessionInfo>, Fault> {
    let after = after.unwrap_or(SessionId::from_uuid(uuid::Uuid::nil()));
    match of {
        SessionsOf::Everyone => tx.query(
            "SELECT id, user_id, created_at, last_seen_at, ends_at, expires_at FROM sessions
             WHERE id > $1 AND ends_at > $2 ORDER BY id LIMIT $3",
            &[after.into(), now.into(), limit.into()],
            read_info,
        ),
        SessionsOf::User(user_id) => tx.query(
            "SELECT id, user_id, created_at, last_seen_at, ends_at, expires_at FROM sessions
             WHERE user_id = $4 AND id > $1 AND ends_at > $2 ORDER BY id LIMIT $3",
            &[after.into(), now.into(), limit.into(), user_id.into()],
            read_info,
        ),
    }
}

fn read_info(row: &dyn Row) -> Result<SessionInfo, Fault> {
    Ok(SessionInfo {
        id: SessionId::from_uuid(column(row, 0)?),
        user_id: UserId::from_uuid(column(row, 1)?),
        created_at: column(row, 2)?,
        last_seen_at: column(row, 3)?,
        ends_at: column(row, 4)?,
        expires_at: column(row, 5)?,
    })
}

/// Deletes at most `limit` sessions that have ended and tells how many.
pub(crate) fn delete_expired(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM sessions WHERE digest IN (SELECT digest FROM sessions WHERE ends_at <= $1 LIMIT $2)",
        &[now.into(), limit.into()],
    )
}
