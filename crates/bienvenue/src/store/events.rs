//! The `events` table: what happened to an account, written in the transaction of the act.

use bienvenue_core::id::{EventId, KeyId, SessionId, UserId};
use bienvenue_core::time::Timestamp;

use super::engine::{Row, Tx, column};
use crate::fault::Fault;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The account was made.
    Registered,
    /// Somebody registered with the address that the account has.
    RegisteredAgain,
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
    /// A password did not fit, or opens nothing. Without an account where nobody has the address.
    SignInFailed,
    /// Somebody who guessed too often had to wait. Written down once a minute.
    SignInThrottled,
    /// Whoever holds a session gave a wrong password.
    ReauthenticationFailed,
    /// The same had to wait.
    ReauthenticationThrottled,
    /// Whoever holds the link of a registration gave a wrong password.
    VerificationFailed,
    /// The same had to wait.
    VerificationThrottled,
    /// Somebody asked for a link to set a new password.
    ResetRequested,
    /// Somebody asked for the link of a registration once more.
    VerificationRequested,
    /// Somebody asked too often for registrations or mails, and had to wait.
    RequestThrottled,
    /// A link was used that cannot be used. Nobody knows whose it was to be.
    LinkRefused,
    /// The same had to wait.
    LinkThrottled,
    /// An operator keeps the user from signing in.
    Disabled,
    /// An operator lets the user sign in again.
    Enabled,
    /// An operator set the password.
    PasswordSet,
    /// An operator brought the account along from another system.
    Imported,
    /// The user became an administrator.
    AdminGranted,
    /// The user is no longer one.
    AdminRevoked,
    /// An operator chose the language of the user's mails.
    LocaleSet,
    /// An operator lets guesses begin anew, at an account or from a network.
    ThrottleReset,
    /// An API key was made.
    KeyCreated,
    /// An API key was revoked.
    KeyRevoked,
    /// A key was used that opens nothing.
    KeyRefused,
    /// Whoever did that too often had to wait. Written down once a minute.
    KeyThrottled,
}

impl EventKind {
    /// Every kind there is.
    pub const ALL: [Self; 36] = [
        Self::Registered,
        Self::RegisteredAgain,
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
        Self::SignInFailed,
        Self::SignInThrottled,
        Self::ReauthenticationFailed,
        Self::ReauthenticationThrottled,
        Self::VerificationFailed,
        Self::VerificationThrottled,
        Self::ResetRequested,
        Self::VerificationRequested,
        Self::RequestThrottled,
        Self::LinkRefused,
        Self::LinkThrottled,
        Self::Disabled,
        Self::Enabled,
        Self::PasswordSet,
        Self::Imported,
        Self::AdminGranted,
        Self::AdminRevoked,
        Self::LocaleSet,
        Self::ThrottleReset,
        Self::KeyCreated,
        Self::KeyRevoked,
        Self::KeyRefused,
        Self::KeyThrottled,
    ];

    /// How the database and programs spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::RegisteredAgain => "registered_again",
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
            Self::SignInFailed => "sign_in_failed",
            Self::SignInThrottled => "sign_in_throttled",
            Self::ReauthenticationFailed => "reauthentication_failed",
            Self::ReauthenticationThrottled => "reauthentication_throttled",
            Self::VerificationFailed => "verification_failed",
            Self::VerificationThrottled => "verification_throttled",
            Self::ResetRequested => "reset_requested",
            Self::VerificationRequested => "verification_requested",
            Self::RequestThrottled => "request_throttled",
            Self::LinkRefused => "link_refused",
            Self::LinkThrottled => "link_throttled",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::PasswordSet => "password_set",
            Self::Imported => "imported",
            Self::AdminGranted => "admin_granted",
            Self::AdminRevoked => "admin_revoked",
            Self::LocaleSet => "locale_set",
            Self::ThrottleReset => "throttle_reset",
            Self::KeyCreated => "key_created",
            Self::KeyRevoked => "key_revoked",
            Self::KeyRefused => "key_refused",
            Self::KeyThrottled => "key_throttled",
        }
    }
}

/// Something that happened to an account.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// Names the event; later events have larger ids.
    pub id: EventId,
    /// To whose account it happened, if there is one: of an address that nobody has, nothing is kept.
    pub user_id: Option<UserId>,
    /// What happened, as [`EventKind::as_str`] spells it.
    pub kind: String,
    /// In which session, or to which.
    pub session_id: Option<SessionId>,
    /// Who did it, where that was an administrator and not the owner of the account.
    pub actor_id: Option<UserId>,
    /// By which API key it was done; of a key that was made or revoked, which one.
    pub key_id: Option<KeyId>,
    /// From which network address, if that is known.
    pub address: Option<String>,
    /// What the client says it is. Nobody vouches for it.
    pub user_agent: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

impl Event {
    /// The same, of this kind.
    pub(super) fn of(&self, kind: EventKind) -> Self {
        Self { kind: kind.as_str().to_owned(), ..self.clone() }
    }
}

/// Writes an event down.
pub(crate) fn insert(tx: &mut Tx<'_>, event: &Event) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO events (id, user_id, kind, session_id, address, user_agent, created_at, actor_id, key_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            event.id.into(),
            event.user_id.into(),
            event.kind.as_str().into(),
            event.session_id.into(),
            event.address.as_deref().into(),
            event.user_agent.as_deref().into(),
            event.created_at.into(),
            event.actor_id.into(),
            event.key_id.into(),
        ],
    )
    .map(drop)
}

/// Writes an event down about the account with this address, or about none, in the same time: where nobody has it, the row of
/// whoever comes next is read, because whether a row is read can be told by the time.
pub(crate) fn insert_about(tx: &mut Tx<'_>, event: &Event, canonical: &str) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO events (id, user_id, kind, session_id, address, user_agent, created_at)
         VALUES ($1,
             (SELECT CASE WHEN email_canonical = $2 THEN id END FROM users
              WHERE email_canonical >= $2 ORDER BY email_canonical LIMIT 1),
             $3, NULL, $4, $5, $6)",
        &[
            event.id.into(),
            canonical.into(),
            event.kind.as_str().into(),
            event.address.as_deref().into(),
            event.user_agent.as_deref().into(),
            event.created_at.into(),
        ],
    )
    .map(drop)
}

/// Which events an operator looks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventQuery {
    /// Only those of this account.
    pub user_id: Option<UserId>,
    /// Only those of this kind.
    pub kind: Option<EventKind>,
    /// Only those from this moment on.
    pub since: Option<Timestamp>,
}

/// At most `limit` events that are looked for, the latest first, before the one given.
pub(crate) fn search(
    tx: &mut Tx<'_>,
    query: &EventQuery,
    before: Option<EventId>,
    limit: i64,
) -> Result<Vec<Event>, Fault> {
    let before = before.unwrap_or(EventId::from_uuid(uuid::Uuid::max()));
    let since = query.since.map_or(EventId::from_uuid(uuid::Uuid::nil()), EventId::first_at);
    let kind = query.kind.map(EventKind::as_str);
    let parameters = [before.into(), since.into(), kind.into(), limit.into()];
    let Some(user_id) = query.user_id else {
        return tx.query(
            "SELECT id, user_id, kind, session_id, address, user_agent, created_at, actor_id, key_id FROM events
             WHERE id < $1 AND id >= $2 AND kind = COALESCE($3, kind) ORDER BY id DESC LIMIT $4",
            &parameters,
            read_event,
        );
    };
    let [before, since, kind, limit] = parameters;
    tx.query(
        "SELECT id, user_id, kind, session_id, address, user_agent, created_at, actor_id, key_id FROM events
         WHERE id < $1 AND id >= $2 AND kind = COALESCE($3, kind) AND user_id = $5 ORDER BY id DESC LIMIT $4",
        &[before, since, kind, limit, user_id.into()],
        read_event,
    )
}

/// At most `limit` events of a user, the latest first, before the one given: as their owner sees them. From where an
/// administrator or a key did something is nothing of his.
pub(crate) fn list(
    tx: &mut Tx<'_>,
    user_id: UserId,
    before: Option<EventId>,
    limit: i64,
) -> Result<Vec<Event>, Fault> {
    let before = before.unwrap_or(EventId::from_uuid(uuid::Uuid::max()));
    tx.query(
        "SELECT id, user_id, kind, session_id, CASE WHEN actor_id IS NULL AND key_id IS NULL THEN address END,
             CASE WHEN actor_id IS NULL AND key_id IS NULL THEN user_agent END, created_at, actor_id, key_id
         FROM events
         WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        &[user_id.into(), before.into(), limit.into()],
        read_event,
    )
}

fn read_event(row: &dyn Row) -> Result<Event, Fault> {
    Ok(Event {
        id: EventId::from_uuid(column(row, 0)?),
        user_id: column::<Option<uuid::Uuid>>(row, 1)?.map(UserId::from_uuid),
        kind: column(row, 2)?,
        session_id: column::<Option<uuid::Uuid>>(row, 3)?.map(SessionId::from_uuid),
        address: column(row, 4)?,
        user_agent: column(row, 5)?,
        created_at: column(row, 6)?,
        actor_id: column::<Option<uuid::Uuid>>(row, 7)?.map(UserId::from_uuid),
        key_id: column::<Option<uuid::Uuid>>(row, 8)?.map(KeyId::from_uuid),
    })
}

/// Takes out of a user's events, and of those of others in which he acted, what names a person. What happened when stays,
/// under ids that lead nowhere.
pub(crate) fn forget_person(tx: &mut Tx<'_>, user_id: UserId) -> Result<(), Fault> {
    tx.execute("UPDATE events SET address = NULL, user_agent = NULL WHERE user_id = $1", &[user_id.into()])?;
    tx.execute("UPDATE events SET address = NULL, user_agent = NULL WHERE actor_id = $1", &[user_id.into()])
        .map(drop)
}

/// Deletes at most `limit` events from before `before`, and tells how many.
pub(crate) fn delete_old(tx: &mut Tx<'_>, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE id < $1 ORDER BY id LIMIT $2)",
        &[EventId::first_at(before).into(), limit.into()],
    )
}
