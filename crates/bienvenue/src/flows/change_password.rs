//! A password set without a token.

use bienvenue_core::id::UserId;
use bienvenue_core::password::PasswordRejected;

use crate::auth::Parts;
use crate::fault::Fault;
use crate::store::{UpdateUserError, UserChanges};

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

/// Sets a user's password: every session ends and every outstanding token dies.
pub(crate) async fn set(parts: &Parts, user_id: UserId, password: &str) -> Result<(), SetPasswordError> {
    let password = parts.policy.password.accept(password)?;
    let hash = parts.hashing.hash(password).await?;
    match parts.store.update_user(user_id, UserChanges::default().hashed_password(hash)).await {
        Ok(_) => Ok(()),
        Err(UpdateUserError::Fault(fault)) => Err(fault.into()),
        Err(UpdateUserError::NoSuchUser | UpdateUserError::EmailTaken) => Err(SetPasswordError::NoSuchUser),
    }
}
