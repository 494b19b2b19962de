//! Sessions: opened, checked, ended. Every read and every end of a session goes through this file.

use std::sync::Arc;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::{PlainToken, TokenDigest};

use crate::auth::Parts;
use crate::fault::Fault;
use crate::store::sessions::{LiveSession, NewSession, Use};
use crate::store::{SessionInfo, User, UserBy, sessions};

/// Whose session it is, as a session check tells it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CurrentUser {
    /// Names the user for as long as the account lives.
    pub id: UserId,
    /// The address, as its owner spells it.
    pub email: Arc<str>,
}

/// Opens a session for the user with this address, if there is one.
pub(crate) async fn create(parts: &Parts, email: &str) -> Result<Option<PlainToken>, Fault> {
    let Ok(email) = EmailAddress::parse(email) else { return Ok(None) };
    match parts.store.find_user_by(UserBy::Email(email)).await? {
        Some(user) => open(parts, user.id, None).await,
        None => Ok(None),
    }
}

/// Opens a session for a user who is not disabled. `password_changed_at` holds it to the password that was verified.
pub(crate) async fn open(
    parts: &Parts,
    user_id: UserId,
    password_changed_at: Option<Timestamp>,
) -> Result<Option<PlainToken>, Fault> {
    let now = parts.store.now();
    let secret = PlainToken::generate(parts.store.randomness())?;
    let lifetime = parts.policy.session_lifetime;
    let expires_at = lifetime.absolute_end(now);
    let session = NewSession {
        digest: secret.digest(),
        info: SessionInfo {
            id: SessionId::generate(now, parts.store.randomness())?,
            user_id,
            created_at: now,
            last_seen_at: now,
            ends_at: lifetime.idle_end(now).min(expires_at),
            expires_at,
        },
        password_changed_at,
        replaces_others: parts.policy.one_session_per_user,
    };
    let is_open = parts.store.write(move |tx| sessions::open(tx, &session)).await?;
    Ok(is_open.then_some(secret))
}

/// Whose session this is: from memory where it can be trusted, and else from the store.
///
/// A use moves the idle end, once a minute and without anybody waiting for it.
pub(crate) async fn check(parts: &Parts, session_id: &str) -> Result<Option<CurrentUser>, Fault> {
    let Some(digest) = TokenDigest::of(session_id) else { return Ok(None) };
    let now = parts.store.now();
    let session = match parts.session_memory.find(&digest, parts.store.changes()) {
        Some(session) => Some(session),
        None => read(parts, digest, now).await?,
    };
    let Some(session) = session.filter(|session| session.ends_at > now) else { return Ok(None) };
    if parts.policy.session_lifetime.is_touch_due(session.last_seen_at, now) {
        touch(parts, digest, now);
    }
    Ok(Some(CurrentUser { id: session.user_id, email: session.email }))
}

/// Reads a session and remembers it. The ticket comes first: whatever changes during the read has a later number.
async fn read(parts: &Parts, digest: TokenDigest, now: Timestamp) -> Result<Option<LiveSession>, Fault> {
    let changes = parts.store.changes();
    let ticket = changes.ticket();
    let found = parts.store.read(move |tx| sessions::find_live(tx, &digest, now)).await?;
    match &found {
        Some(session) if changes.are_watched() => parts.session_memory.keep(digest, ticket, session.clone()),
        Some(_) => {}
        None => parts.session_memory.forget(&digest),
    }
    Ok(found)
}

/// Has a use written down. In memory it counts at once, so that it is asked for once.
fn touch(parts: &Parts, digest: TokenDigest, now: Timestamp) {
    parts.session_memory.mark_seen(&digest, now);
    let lifetime = parts.policy.session_lifetime;
    let use_of_session = Use {
        at: now,
        is_due_before: now.minus(lifetime.touch_interval()),
        idle_end: lifetime.idle_end(now),
    };
    parts.store.write_later(move |tx| sessions::touch(tx, &digest, use_of_session));
}

/// The whole user of a live session, from the store.
pub(crate) async fn find_user(parts: &Parts, session_id: &str) -> Result<Option<User>, Fault> {
    match check(parts, session_id).await? {
        Some(current) => parts.store.find_user_by(UserBy::Id(current.id)).await,
        None => Ok(None),
    }
}

/// Ends one session by its secret. False when there was none.
pub(crate) async fn end(parts: &Parts, session_id: &str) -> Result<bool, Fault> {
    let Some(digest) = TokenDigest::of(session_id) else { return Ok(false) };
    let now = parts.store.now();
    parts.store.write(move |tx| sessions::end(tx, &digest, now)).await
}

/// Ends one session by its public id. False when there was none.
pub(crate) async fn revoke(parts: &Parts, id: SessionId) -> Result<bool, Fault> {
    parts.store.write(move |tx| sessions::end_by_id(tx, id)).await
}

/// Ends every session of a user and tells how many.
pub(crate) async fn end_all_of(parts: &Parts, user_id: UserId) -> Result<u64, Fault> {
    parts.store.write(move |tx| sessions::end_all_of(tx, user_id)).await
}
