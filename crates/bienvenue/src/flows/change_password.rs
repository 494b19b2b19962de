//! A password set without a token: by its owner, who knows the old one, or by an operator.

use bienvenue_core::id::UserId;
use bienvenue_core::password::PasswordRejected;
use bienvenue_core::password::hash::PasswordHash;
use bienvenue_core::token::TokenDigest;

use super::freshness::{self, ReauthenticateError};
use super::login::LoggedIn;
use super::new_password;
use super::operator;
use super::record::Record;
use super::sessions::{self, SignIn};
use crate::auth::Parts;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::{EventKind, UpdateUserError, UserBy, UserChanges, users};

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// There is no user with this id.
    #[error("no such user")]
    NoSuchUser,
    /// The password is missing or against the policy.
    #[error(transparent)]
    Password(#[from] PasswordRejected),
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Sets a user's password: every session ends, every outstanding token dies, and he is told.
pub(crate) async fn set(parts: &Parts, user_id: UserId, password: &str) -> Result<(), SetPasswordError> {
    let hash = hash_for(parts, user_id, password).await?;
    match operator::update(parts, user_id, UserChanges::default().hashed_password(hash)).await {
        Ok(_) => Ok(()),
        Err(UpdateUserError::Fault(fault)) => Err(fault.into()),
        Err(UpdateUserError::NoSuchUser | UpdateUserError::EmailTaken) => Err(SetPasswordError::NoSuchUser),
    }
}

/// Hashes a text as the new password of a user.
pub(super) async fn hash_for(
    parts: &Parts,
    user_id: UserId,
    password: &str,
) -> Result<PasswordHash, SetPasswordError> {
    let password = parts.policy.password.accept(password)?;
    let user = parts.store.find_user_by(UserBy::Id(user_id)).await?.ok_or(SetPasswordError::NoSuchUser)?;
    new_password::check::<SetPasswordError>(parts, &password, Some(&user.email)).await?;
    Ok(parts.hashing.hash(password).await?)
}

/// Why a user's own change of password was not done. The old one still holds.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// There is no such session, or it has ended.
    #[error("no live session")]
    NoSession,
    /// The current password is wrong.
    #[error("wrong password")]
    WrongPassword,
    /// The new password is missing or against the policy.
    #[error(transparent)]
    Password(#[from] PasswordRejected),
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<ReauthenticateError> for ChangePasswordError {
    fn from(error: ReauthenticateError) -> Self {
        match error {
            ReauthenticateError::NoSession => Self::NoSession,
            ReauthenticateError::WrongPassword => Self::WrongPassword,
            ReauthenticateError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Hashes a text as a new password of nobody in particular.
pub(crate) async fn hash(parts: &Parts, password: &str) -> Result<PasswordHash, SetPasswordError> {
    let password = parts.policy.password.accept(password)?;
    new_password::check::<SetPasswordError>(parts, &password, None).await?;
    Ok(parts.hashing.hash(password).await?)
}

/// Changes the password of a session's user. The current password is the proof that this takes (ASVS 6.2.3); every
/// session ends, and the caller gets a new one in place of his (ASVS 7.2.4, 7.4.3).
pub(crate) async fn change(
    parts: &Parts,
    session_id: &str,
    current: &str,
    new: &str,
    how: &SignIn,
) -> Result<LoggedIn, ChangePasswordError> {
    let digest = TokenDigest::of(session_id).ok_or(ChangePasswordError::NoSession)?;
    let new = parts.policy.password.accept(new)?;
    let (session, user, attempt) = freshness::verify(parts, digest, current, &how.client).await?;
    new_password::check::<ChangePasswordError>(parts, &new, Some(&user.email)).await?;
    let is_remembered = sessions::is_remembered(parts, &session);
    let how = if is_remembered { how.clone() } else { how.clone().briefly() };
    let hash = parts.hashing.hash(new).await?;
    let record = Record::new(parts, &how.client)?;
    let (secret, session) = sessions::prepare(parts, user.id, None, &how, record.now)?;
    let info = session.info.clone();
    let user = parts
        .store
        .write(move |tx| {
            // The password that was verified must still be the one that is changed.
            if !users::has_password_of(tx, user.id, user.password_changed_at)? {
                return Err(ChangePasswordError::WrongPassword);
            }
            users::set_password(tx, user.id, None, &hash, record.now)?;
            if !crate::store::sessions::open(tx, &session)? {
                return Err(ChangePasswordError::NoSession);
            }
            record.event(tx, user.id, EventKind::PasswordChanged, Some(session.info.id))?;
            record.tell(tx, &user, MailKind::PasswordChanged)?;
            attempt.succeed(tx, record.now)?;
            users::find_by_id(tx, user.id)?.ok_or(ChangePasswordError::NoSession)
        })
        .await?;
    parts.wake_mailer();
    Ok(LoggedIn { user, session_id: secret, session: info })
}
