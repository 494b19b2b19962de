//! Sessions: opened, checked, ended. Every read and every end of a session goes through this file.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::session::is_touch_due;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::{PlainToken, TokenDigest};

use crate::auth::Parts;
use crate::fault::Fault;
use crate::store::sessions::NewSession;
use crate::store::{SessionInfo, User, UserBy, sessions};

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

/// The user of a live session. A use moves the idle end, once a minute and without anybody waiting for it.
pub(crate) async fn find_user(parts: &Parts, session_id: &str) -> Result<Option<User>, Fault> {
    let Some(digest) = TokenDigest::of(session_id) else { return Ok(None) };
    let now = parts.store.now();
    let found = parts.store.read(move |tx| sessions::find_user(tx, &digest, now)).await?;
    let Some((user, last_seen_at)) = found else { return Ok(None) };
    if is_touch_due(last_seen_at, now) {
        let idle_end = parts.policy.session_lifetime.idle_end(now);
        parts.store.write_later(move |tx| sessions::touch(tx, &digest, now, idle_end));
    }
    Ok(Some(user))
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
