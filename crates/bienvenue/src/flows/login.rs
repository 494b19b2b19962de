//! Login: a password is checked, and a session opened for exactly that password.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::password::Password;
use bienvenue_core::token::PlainToken;

use super::record::Record;
use super::sessions::{self, SignIn};
use super::throttle::{self, Attempt};
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::policy::Verification;
use crate::store::{EventKind, SessionInfo, User, UserBy, users};

/// Why nobody was logged in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Unknown address, wrong password, disabled user, address not proved yet: the caller is not told which.
    #[error("wrong email or password")]
    WrongCredentials,
    /// It could not be found out.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A login that succeeded.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoggedIn {
    /// Who logged in.
    pub user: User,
    /// The secret of the new session, shown this once.
    pub session_id: PlainToken,
    /// The session.
    pub session: SessionInfo,
}

pub(crate) async fn login(
    parts: &Parts,
    email: &str,
    password: &str,
    how: &SignIn,
) -> Result<LoggedIn, LoginError> {
    let end = try_login(parts, email, password, how).await;
    match &end {
        Err(LoginError::Fault(fault)) => parts.counters.sign_ins.note_fault(fault),
        end => parts.counters.sign_ins.note(end.is_ok()),
    }
    end
}

async fn try_login(parts: &Parts, email: &str, password: &str, how: &SignIn) -> Result<LoggedIn, LoginError> {
    let verified = verify(parts, email, password, &how.client).await?;
    let (user, attempt) = verified.ok_or(LoginError::WrongCredentials)?;
    if waits_for_proof(parts, &user) {
        // Nobody waits for this write: the answer to a right password of an account that waits for its proof takes as
        // long as that to a wrong one, or a stranger who registers could tell a new address from a taken one. For the same
        // reason it stays counted, and is written down.
        Record::failure(parts, &how.client, EventKind::SignInFailed, Some(user.id), None).await?;
        let record = Record::new(parts, &how.client)?;
        let (to, wakes_mailer) = (user.email.clone(), parts.wakes_mailer_at_its_end());
        parts.store.write_later(move |tx| {
            let _at_the_end = &wakes_mailer;
            record.write_to(tx, &to, MailKind::VerifyEmail)
        });
        return Err(LoginError::WrongCredentials);
    }
    let opened = sessions::open(parts, &user, Some(user.password_changed_at), how, attempt).await?;
    let (session_id, session) = opened.ok_or(LoginError::WrongCredentials)?;
    Ok(LoggedIn { user, session_id, session })
}

/// Whether this is the password of the user with this address.
pub(crate) async fn is_valid(parts: &Parts, email: &str, password: &str) -> Result<bool, Fault> {
    let end = try_valid(parts, email, password).await;
    match &end {
        Ok(is_right) => parts.counters.sign_ins.note(*is_right),
        Err(fault) => parts.counters.sign_ins.note_fault(fault),
    }
    end
}

async fn try_valid(parts: &Parts, email: &str, password: &str) -> Result<bool, Fault> {
    let Some((_, attempt)) = verify(parts, email, password, &Client::unknown()).await? else {
        return Ok(false);
    };
    if attempt.is_counted() {
        let now = parts.store.now();
        parts.store.write(move |tx| attempt.succeed(tx, now)).await?;
    }
    Ok(true)
}

/// Whether an account cannot be used before its address is proved.
fn waits_for_proof(parts: &Parts, user: &User) -> bool {
    parts.policy.verification == Verification::Required && user.unverified_until.is_some()
}

/// The user whose address and password these are, and the attempt, which counts as a failure until it is settled.
///
/// An unknown user costs as much as a wrong password, so that the time of the answer does not tell who has an account
/// (ASVS 6.3.8), and so does the right password of an account that it does not open: whoever registers with the address
/// of somebody else and signs in would hear by the time whether that address was new. What cannot be an address or
/// a password of anybody costs nothing.
async fn verify(
    parts: &Parts,
    email: &str,
    password: &str,
    client: &Client,
) -> Result<Option<(User, Attempt)>, Fault> {
    let (Ok(email), Ok(password)) = (EmailAddress::parse(email), Password::new(password)) else {
        return Ok(None);
    };
    let user = parts.store.find_user_by(UserBy::Email(email.clone())).await?;
    let attempt = throttle::guess(parts, &email, user.as_ref(), client).await?;
    let hash = user.as_ref().map(|user| user.hashed_password.clone());
    let is_open = |user: &User| user.disabled_at.is_none() && !waits_for_proof(parts, user);
    let is_open = user.as_ref().is_some_and(is_open);
    let verified = parts.hashing.verify_to_open(password.clone(), hash, is_open).await;
    let is_right = attempt.unless_fault(parts, verified)?;
    let user_id = user.as_ref().map(|user| user.id);
    let Some(user) = user.filter(|user| is_right && user.disabled_at.is_none()) else {
        Record::failure(parts, client, EventKind::SignInFailed, user_id, None).await?;
        return Ok(None);
    };
    if is_open
        && parts.hashing.is_outdated(&password, &user.hashed_password)
        && let Err(fault) = upgrade(parts, &user, password).await
    {
        // The password was right. A login does not fail because its better hash could not be stored.
        tracing::warn!(user = %user.id, cause = ?fault, "a password hash was not upgraded");
    }
    Ok(Some((user, attempt)))
}

/// Stores the password by the configured scheme, unless it was changed meanwhile (OWASP: rehash at sign-in).
async fn upgrade(parts: &Parts, user: &User, password: Password) -> Result<(), Fault> {
    let (id, old) = (user.id, user.hashed_password.clone());
    let new = parts.hashing.hash(password).await?;
    parts.store.write(move |tx| users::upgrade_hash(tx, id, &old, &new).map(drop)).await
}
