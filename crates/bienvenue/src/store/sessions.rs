//! The `sessions` table. A session that has ended is a row that is gone.

use std::sync::Arc;
use std::time::Duration;

use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::changes::Change;
use super::engine::{Row, Tx, column};
use super::users::{User, read_user, select_user};
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
    /// When its owner last proved who he is, by his password.
    pub authenticated_at: Timestamp,
    /// The network address that it was opened from, if that is known.
    pub address: Option<String>,
    /// What the client that opened it says it is. Nobody vouches for it.
    pub user_agent: Option<String>,
    /// How long it lives unused.
    pub idle_limit: Duration,
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
    /// How many sessions the user may have with it: beyond that, those end that were not used for longest.
    pub(crate) most: u32,
}

/// Opens a session. False when the user is gone or disabled, or has changed the password since it was verified.
///
/// The user's row is written first, so that this and a change of password, which writes it first too, happen one after
/// the other.
pub(crate) fn open(tx: &mut Tx<'_>, session: &NewSession) -> Result<bool, Fault> {
    let NewSession { digest, info, password_changed_at, most } = session;
    let admitted = tx.execute(
        "UPDATE users SET last_login_at = $2
         WHERE id = $1 AND disabled_at IS NULL AND password_changed_at = COALESCE($3, password_changed_at)",
        &[info.user_id.into(), info.created_at.into(), (*password_changed_at).into()],
    )?;
    if admitted == 0 {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO sessions (digest, id, user_id, created_at, last_seen_at, ends_at, expires_at,
             authenticated_at, idle_limit, address, user_agent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            digest.into(),
            info.id.into(),
            info.user_id.into(),
            info.created_at.into(),
            info.last_seen_at.into(),
            info.ends_at.into(),
            info.expires_at.into(),
            info.authenticated_at.into(),
            micros(info.idle_limit).into(),
            info.address.as_deref().into(),
            info.user_agent.as_deref().into(),
        ],
    )?;
    end_beyond(tx, info, *most)?;
    Ok(true)
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Ends the sessions beside this one that are more than a user may have, first those that were not used for longest.
fn end_beyond(tx: &mut Tx<'_>, opened: &SessionInfo, most: u32) -> Result<(), Fault> {
    /// One more at each login is the rule; a limit that was lowered takes a few logins to be in force.
    const AT_ONCE: i64 = 1_000;
    let kept = i64::from(most.saturating_sub(1));
    let count =
        tx.query_opt("SELECT COUNT(*) FROM sessions WHERE user_id = $1", &[opened.user_id.into()], |row| {
            column::<i64>(row, 0)
        })?;
    if count.is_some_and(|count| count <= kept + 1) {
        return Ok(());
    }
    let ended = tx.execute(
        "DELETE FROM sessions WHERE digest IN (
             SELECT digest FROM sessions WHERE user_id = $1 AND id <> $2
             ORDER BY last_seen_at DESC LIMIT $4 OFFSET $3)",
        &[opened.user_id.into(), opened.id.into(), kept.into(), AT_ONCE.into()],
    )?;
    if ended > 0 {
        tx.note_change(Change::User(opened.user_id));
    }
    Ok(())
}

/// A live session as its check needs it.
#[derive(Clone, Debug)]
pub(crate) struct LiveSession {
    pub(crate) user_id: UserId,
    pub(crate) email: Arc<str>,
    /// The same text as `email` for nearly everybody, and then held once.
    pub(crate) email_canonical: Arc<str>,
    pub(crate) is_verified: bool,
    pub(crate) is_admin: bool,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) ends_at: Timestamp,
}

/// The statement behind every session check that is not answered from memory.
pub(crate) const FIND_LIVE: &str = "SELECT s.user_id, u.email, s.last_seen_at, s.ends_at, u.email_canonical,
            u.email_verified_at, u.admin_since
     FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.digest = $1 AND s.ends_at > $2 AND u.disabled_at IS NULL";

/// A live session of an enabled user.
pub(crate) fn find_live(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    now: Timestamp,
) -> Result<Option<LiveSession>, Fault> {
    tx.query_opt(FIND_LIVE, &[digest.into(), now.into()], |row| {
        let (email, canonical): (Arc<str>, String) = (column::<String>(row, 1)?.into(), column(row, 4)?);
        Ok(LiveSession {
            user_id: UserId::from_uuid(column(row, 0)?),
            email_canonical: if *email == *canonical { Arc::clone(&email) } else { canonical.into() },
            email,
            is_verified: column::<Option<Timestamp>>(row, 5)?.is_some(),
            is_admin: column::<Option<Timestamp>>(row, 6)?.is_some(),
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
        select_user!(
            "sessions s JOIN users u ON u.id = s.user_id
             WHERE s.digest = $1 AND s.ends_at > $2 AND u.disabled_at IS NULL"
        ),
        &[digest.into(), now.into()],
        read_user,
    )
}

/// A use of a session that is to be written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) at: Timestamp,
    /// A session last seen after this was written down by somebody else just now.
    pub(crate) is_due_before: Timestamp,
}

/// Writes down a use and moves the idle end. Only a live session is touched, so one that has ended stays ended.
pub(crate) fn touch(tx: &mut Tx<'_>, digest: &TokenDigest, seen: Use) -> Result<(), Fault> {
    let touched = tx.execute(
        "UPDATE sessions SET last_seen_at = $2,
             ends_at = CASE WHEN $2 + idle_limit < expires_at THEN $2 + idle_limit ELSE expires_at END
         WHERE digest = $1 AND ends_at > $2 AND last_seen_at <= $3",
        &[digest.into(), seen.at.into(), seen.is_due_before.into()],
    )?;
    if touched == 1 {
        tx.note_change(Change::Session(*digest));
    }
    Ok(())
}

/// Ends a session by its secret and tells whose it was. Nothing when it had ended before.
pub(crate) fn end(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    now: Timestamp,
) -> Result<Option<(UserId, SessionId)>, Fault> {
    tx.note_change(Change::Session(*digest));
    tx.query_opt(
        "DELETE FROM sessions WHERE digest = $1 AND ends_at > $2 RETURNING user_id, id",
        &[digest.into(), now.into()],
        |row| Ok((UserId::from_uuid(column(row, 0)?), SessionId::from_uuid(column(row, 1)?))),
    )
}

/// Ends a session by its public id and tells whose it was. Nothing when there is none.
pub(crate) fn end_by_id(tx: &mut Tx<'_>, id: SessionId) -> Result<Option<UserId>, Fault> {
    let ended =
        tx.query_opt("DELETE FROM sessions WHERE id = $1 RETURNING user_id", &[id.into()], |row| {
            Ok(UserId::from_uuid(column(row, 0)?))
        })?;
    if let Some(user_id) = ended {
        tx.note_change(Change::User(user_id));
    }
    Ok(ended)
}

/// Ends a session of one user by its public id. False when he has none of this id.
pub(crate) fn end_of(tx: &mut Tx<'_>, user_id: UserId, id: SessionId) -> Result<bool, Fault> {
    tx.note_change(Change::User(user_id));
    let ended =
        tx.execute("DELETE FROM sessions WHERE id = $1 AND user_id = $2", &[id.into(), user_id.into()])?;
    Ok(ended == 1)
}

/// Ends every session of a user but the one with this secret, and tells how many.
pub(crate) fn end_others_of(tx: &mut Tx<'_>, user_id: UserId, kept: &TokenDigest) -> Result<u64, Fault> {
    tx.note_change(Change::User(user_id));
    tx.execute("DELETE FROM sessions WHERE user_id = $1 AND digest <> $2", &[user_id.into(), kept.into()])
}

/// Gives a live session another secret, because its owner has just proved who he is: the old one opens nothing from
/// then on. Nothing when the session has ended, or the password has changed since it was verified.
pub(crate) fn renew(
    tx: &mut Tx<'_>,
    old: &TokenDigest,
    new: &TokenDigest,
    password_changed_at: Timestamp,
    now: Timestamp,
) -> Result<Option<SessionInfo>, Fault> {
    tx.note_change(Change::Session(*old));
    tx.query_opt(
        "UPDATE sessions SET digest = $2, authenticated_at = $4, last_seen_at = $4
         WHERE digest = $1 AND ends_at > $4
             AND EXISTS (SELECT 1 FROM users u
                 WHERE u.id = user_id AND u.password_changed_at = $3 AND u.disabled_at IS NULL)
         RETURNING id, user_id, created_at, last_seen_at, ends_at, expires_at, authenticated_at, address, user_agent,
             idle_limit",
        &[old.into(), new.into(), password_changed_at.into(), now.into()],
        read_info,
    )
}

/// A live session with its user.
pub(crate) fn find_with_user(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    now: Timestamp,
) -> Result<Option<(SessionInfo, User)>, Fault> {
    let info = tx.query_opt(
        "SELECT id, user_id, created_at, last_seen_at, ends_at, expires_at, authenticated_at, address, user_agent,
             idle_limit
         FROM sessions WHERE digest = $1 AND ends_at > $2",
        &[digest.into(), now.into()],
        read_info,
    )?;
    let Some(info) = info else { return Ok(None) };
    let user = super::users::find_by_id(tx, info.user_id)?.filter(|user| user.disabled_at.is_none());
    Ok(user.map(|user| (info, user)))
}

/// Ends every session of a user and tells how many.
pub(crate) fn end_all_of(tx: &mut Tx<'_>, user_id: UserId) -> Result<u64, Fault> {
    tx.note_change(Change::User(user_id));
    tx.execute("DELETE FROM sessions WHERE user_id = $1", &[user_id.into()])
}

/// Some of those who have a session that was opened by this moment.
pub(crate) fn users_signed_in_by(
    tx: &mut Tx<'_>,
    moment: Timestamp,
    limit: i64,
) -> Result<Vec<UserId>, Fault> {
    tx.query(
        "SELECT DISTINCT user_id FROM sessions WHERE created_at <= $1 LIMIT $2",
        &[moment.into(), limit.into()],
        |row| Ok(UserId::from_uuid(column(row, 0)?)),
    )
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
            "SELECT id, user_id, created_at, last_seen_at, ends_at, expires_at, authenticated_at, address, user_agent,
                 idle_limit
             FROM sessions
             WHERE id > $1 AND ends_at > $2 ORDER BY id LIMIT $3",
            &[after.into(), now.into(), limit.into()],
            read_info,
        ),
        SessionsOf::User(user_id) => tx.query(
            "SELECT id, user_id, created_at, last_seen_at, ends_at, expires_at, authenticated_at, address, user_agent,
                 idle_limit
             FROM sessions
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
        authenticated_at: column(row, 6)?,
        address: column(row, 7)?,
        user_agent: column(row, 8)?,
        idle_limit: Duration::from_micros(u64::try_from(column::<i64>(row, 9)?).unwrap_or_default()),
    })
}

/// How many sessions there are that have not ended.
pub(crate) fn count_live(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, Fault> {
    let live = tx.query_opt("SELECT COUNT(*) FROM sessions WHERE ends_at > $1", &[now.into()], |row| {
        column::<i64>(row, 0)
    })?;
    Ok(live.and_then(|live| u64::try_from(live).ok()).unwrap_or_default())
}

/// Deletes at most `limit` sessions that have ended and tells how many.
pub(crate) fn delete_expired(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM sessions WHERE digest IN (SELECT digest FROM sessions WHERE ends_at <= $1 LIMIT $2)",
        &[now.into(), limit.into()],
    )
}
