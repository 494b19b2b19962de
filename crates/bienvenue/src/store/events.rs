//! The `events` table: what happened to an account, written in the transaction of the act.

use bienvenue_core::id::{EventId, SessionId, UserId};
use bienvenue_core::time::Timestamp;

use super::engine::{Row, Tx, column};
use crate::fault::Fault;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The account was made.
    Registered,
    /// Its owner proved that he reads mail at its address.
    EmailVerified,
    /// Its owner asked for another address.
    EmailChangeRequested,
    /// Its address was changed.
    EmailChanged,
    /// A session was opened.
    SignedIn,
    /// The owner of a session proved again who he is.
    Reauthenticated,
    /// A session was ended by its owner, in it.
    SignedOut,
    /// Sessions were ended from elsewhere.
    SessionsRevoked,
    /// The password was changed by its owner.
    PasswordChanged,
    /// The password was set anew with a link.
    PasswordReset,
    /// All that is stored of the account was handed to its owner.
    Exported,
    /// The account was deleted.
    Deleted,
}

impl EventKind {
    /// Every kind there is.
    pub const ALL: [Self; 12] = [
        Self::Registered,
        Self::EmailVerified,
        Self::EmailChangeRequested,
        Self::EmailChanged,
        Self::SignedIn,
        Self::Reauthenticated,
        Self::SignedOut,
        Self::SessionsRevoked,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::Exported,
        Self::Deleted,
    ];

    /// How the database and programs spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::EmailVerified => "email_verified",
            Self::EmailChangeRequested => "email_change_requested",
            Self::EmailChanged => "email_changed",
            Self::SignedIn => "signed_in",
            Self::Reauthenticated => "reauthenticated",
            Self::SignedOut => "signed_out",
            Self::SessionsRevoked => "sessions_revoked",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::Exported => "exported",
            Self::Deleted => "deleted",
        }
    }
}

/// Something that happened to an account.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// Names the event; later events have larger ids.
    pub id: EventId,
    /// To whose account it happened.
    pub user_id: UserId,
    /// What happened, as [`EventKind::as_str`] spells it.
    pub kind: String,
    /// In which session, or to which.
    pub session_id: Option<SessionId>,
    /// From which network address, if that is known.
    pub address: Option<String>,
    /// What the client says it is. Nobody vouches for it.
    pub user_agent: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// Writes an event down.
pub(crate) fn insert(tx: &mut Tx<'_>, event: &Event) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO events (id, user_id, kind, session_id, address, user_agent, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            event.id.into(),
            event.user_id.into(),
            event.kind.as_str().into(),
            event.session_id.into(),
            event.address.as_deref().into(),
            event.user_agent.as_deref().into(),
            event.created_at.into(),
        ],
    )
    .map(drop)
}

/// At most `limit` events of a user, the latest first, before the one given.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    user_id: UserId,
    before: Option<EventId>,
    limit: i64,
) -> Result<Vec<Event>, Fault> {
    let before = before.unwrap_or(EventId::from_uuid(uuid::Uuid::max()));
    tx.query(
        "SELECT id, user_id, kind, session_id, address, user_agent, created_at FROM events
         WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        &[user_id.into(), before.into(), limit.into()],
        read_event,
    )
}

fn read_event(row: &dyn Row) -> Result<Event, Fault> {
    Ok(Event {
        id: EventId::from_uuid(column(row, 0)?),
        user_id: UserId::from_uuid(column(row, 1)?),
        kind: column(row, 2)?,
        session_id: column::<Option<uuid::Uuid>>(row, 3)?.map(SessionId::from_uuid),
        address: column(row, 4)?,
        user_agent: column(row, 5)?,
        created_at: column(row, 6)?,
    })
}

/// Takes out of a user's events what names a person. What happened when stays, under an id that leads nowhere.
pub(crate) fn forget_person(tx: &mut Tx<'_>, user_id: UserId) -> Result<(), Fault> {
    tx.execute("UPDATE events SET address = NULL, user_agent = NULL WHERE user_id = $1", &[user_id.into()])
        .map(drop)
}

/// Deletes at most `limit` events from before `before`, and tells how many.
pub(crate) fn delete_old(tx: &mut Tx<'_>, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE id < $1 ORDER BY id LIMIT $2)",
        &[EventId::first_at(before).into(), limit.into()],
    )
}
