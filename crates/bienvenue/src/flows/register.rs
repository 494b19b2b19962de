//! Registration.

use bienvenue_core::email::{EmailAddress, EmailRejected};
use bienvenue_core::password::PasswordRejected;

use crate::auth::Parts;
use crate::fault::Fault;
use crate::store::{AddUserError, User};

/// Why somebody was not registered. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The address is missing or not one that a mailer takes.
    #[error(transparent)]
    Email(#[from] EmailRejected),
    /// The password is missing or against the policy.
    #[error(transparent)]
    Password(#[from] PasswordRejected),
    /// The address is taken, in this or another spelling.
    #[error("User {0} already exists")]
    AlreadyExists(EmailAddress),
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

pub(crate) async fn register(parts: &Parts, email: &str, password: &str) -> Result<User, RegisterError> {
    let email = EmailAddress::parse(email)?;
    let password = parts.policy.password.accept(password)?;
    let hash = parts.hashing.hash(password).await?;
    parts.store.add_user(email.clone(), hash).await.map_err(|error| match error {
        AddUserError::EmailTaken => RegisterError::AlreadyExists(email),
        AddUserError::Fault(fault) => RegisterError::Fault(fault),
    })
}
