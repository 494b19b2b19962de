//! A password that an operator sets for somebody.

use bienvenue_core::id::UserId;

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::client::Client;
use crate::flows::change_password::{self, SetPasswordError};
use crate::flows::record::Record;
use crate::mail::MailKind;
use crate::store::{EventKind, users};

/// Why an operator's password was not set. The old one still holds.
#[derive(Debug, thiserror::Error)]
pub enum AdminPasswordError {
    /// Whoever acts may not, or there is no such user.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The password is missing or against the policy.
    #[error(transparent)]
    Password(#[from] bienvenue_core::password::PasswordRejected),
}

impl From<crate::fault::Fault> for AdminPasswordError {
    fn from(fault: crate::fault::Fault) -> Self {
        Self::Admin(fault.into())
    }
}

impl From<SetPasswordError> for AdminPasswordError {
    fn from(error: SetPasswordError) -> Self {
        match error {
            SetPasswordError::NoSuchUser => AdminError::NoSuchUser.into(),
            SetPasswordError::Password(rejected) => rejected.into(),
            SetPasswordError::Fault(fault) => fault.into(),
        }
    }
}

/// Sets a user's password: every session ends, every outstanding link dies, and he is told by mail (ASVS 6.3.7).
pub(crate) async fn set(
    parts: &Parts,
    authority: Authority,
    user_id: UserId,
    password: &str,
) -> Result<(), AdminPasswordError> {
    let hash = change_password::hash_for(parts, user_id, password).await?;
    let notice = Record::new(parts, &Client::unknown())?;
    parts
        .store
        .write(move |tx| {
            let (record, user) = authority.begin_on(tx, user_id)?;
            users::set_password(tx, user.id, None, &hash, record.now)?;
            notice.tell(tx, &user, MailKind::PasswordChanged)?;
            Ok::<_, AdminError>(record.event(tx, user.id, EventKind::PasswordSet, None)?)
        })
        .await?;
    parts.wake_mailer();
    Ok(())
}
