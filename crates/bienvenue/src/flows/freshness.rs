//! Acts that need a session whose owner has just proved who he is (ASVS 7.5.1, 7.5.3).
//!
//! Freshness is the session's, not the user's: a proof given on one device opens nothing on another.

use bienvenue_core::password::{Password, PasswordRejected};
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::{PlainToken, TokenDigest};

use super::login::LoggedIn;
use super::record::Record;
use super::throttle::{self, Attempt};
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::policy::Policy;
use crate::store::engine::Tx;
use crate::store::{EventKind, SessionInfo, User, sessions};

/// Why an act that needs a fresh session was not done.
#[derive(Debug, thiserror::Error)]
pub enum FreshSessionError {
    /// There is no such session, or it has ended.
    #[error("no live session")]
    NoSession,
    /// The last proof is too long ago: reauthenticate first.
    #[error("sign in again to do this")]
    NotFresh,
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why somebody did not prove again who he is.
#[derive(Debug, thiserror::Error)]
pub enum ReauthenticateError {
    /// There is no such session, or it has ended.
    #[error("no live session")]
    NoSession,
    /// It is not the password.
    #[error("wrong password")]
    WrongPassword,
    /// It could not be found out.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Whether the last proof is recent.
pub(crate) fn is_fresh(session: &SessionInfo, policy: &Policy, now: Timestamp) -> bool {
    now < session.authenticated_at.plus(policy.fresh_for)
}

/// The session and its user, if the last proof is recent.
pub(crate) fn require(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    policy: &Policy,
    now: Timestamp,
) -> Result<(SessionInfo, User), FreshSessionError> {
    let (session, user) = sessions::find_with_user(tx, digest, now)?.ok_or(FreshSessionError::NoSession)?;
    if !is_fresh(&session, policy, now) {
        return Err(FreshSessionError::NotFresh);
    }
    Ok((session, user))
}

/// The user of a live session whose password this is, and the attempt, which counts as a failure until it is settled.
///
/// It is counted by the session: nobody who guesses elsewhere holds its owner up, and a thief has few guesses.
pub(crate) async fn verify(
    parts: &Parts,
    digest: TokenDigest,
    password: &str,
    client: &Client,
) -> Result<(SessionInfo, User, Attempt), ReauthenticateError> {
    let now = parts.store.now();
    let found = parts.store.read(move |tx| sessions::find_with_user(tx, &digest, now)).await?;
    let (session, user) = found.ok_or(ReauthenticateError::NoSession)?;
    let password =
        Password::new(password).map_err(|_: PasswordRejected| ReauthenticateError::WrongPassword)?;
    let attempt = throttle::guess_in_session(parts, &session, client).await?;
    let verified = parts.hashing.verify(password, user.hashed_password.clone()).await;
    if !attempt.unless_fault(parts, verified)? {
        let (kind, session_id) = (EventKind::ReauthenticationFailed, Some(session.id));
        Record::failure(parts, client, kind, Some(user.id), session_id).await?;
        return Err(ReauthenticateError::WrongPassword);
    }
    Ok((session, user, attempt))
}

/// Makes a session fresh, with a new secret in place of the old one (ASVS 7.2.4).
pub(crate) async fn reauthenticate(
    parts: &Parts,
    session_id: &str,
    password: &str,
    client: &Client,
) -> Result<LoggedIn, ReauthenticateError> {
    let old = TokenDigest::of(session_id).ok_or(ReauthenticateError::NoSession)?;
    let (_, user, attempt) = verify(parts, old, password, client).await?;
    let secret = PlainToken::generate(parts.store.randomness()).map_err(Fault::from)?;
    let (new, record) = (secret.digest(), Record::new(parts, client)?);
    let (user_id, password_changed_at) = (user.id, user.password_changed_at);
    let session = parts
        .store
        .write(move |tx| {
            let renewed = sessions::renew(tx, &old, &new, password_changed_at, record.now)?;
            let session = renewed.ok_or(ReauthenticateError::NoSession)?;
            record.event(tx, user_id, EventKind::Reauthenticated, Some(session.id))?;
            attempt.succeed(tx, record.now)?;
            Ok::<_, ReauthenticateError>(session)
        })
        .await?;
    Ok(LoggedIn { user, session_id: secret, session })
}
