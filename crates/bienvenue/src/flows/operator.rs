//! What an operator does to an account. Its owner is told in the same transaction (ASVS 6.3.7).

use bienvenue_core::id::UserId;

use super::record::Record;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::engine::Tx;
use crate::store::{UpdateUserError, User, UserChanges};

/// Changes a user, all of it or nothing, and tells him of each change: of another address at the old one.
pub(crate) async fn update(
    parts: &Parts,
    user_id: UserId,
    changes: UserChanges,
) -> Result<User, UpdateUserError> {
    let record = || Record::new(parts, &Client::unknown());
    let (address, password, access) = (record()?, record()?, record()?);
    let tell = move |tx: &mut Tx<'_>, was: &User, changes: &UserChanges| {
        if let Some(email) = &changes.email {
            let new = Some(email.as_str());
            address.mail(tx, MailKind::EmailChanged, Some(was.id), &was.email, was.locale, new)?;
        }
        if changes.hashed_password.is_some() {
            password.tell(tx, was, MailKind::PasswordChanged)?;
        }
        match changes.disabled.filter(|disabled| *disabled != was.disabled_at.is_some()) {
            Some(true) => access.tell(tx, was, MailKind::Disabled),
            Some(false) => access.tell(tx, was, MailKind::Enabled),
            None => Ok(()),
        }
    };
    let user = parts.store.update_user_and(user_id, changes, tell).await?;
    parts.wake_mailer();
    Ok(user)
}

/// Deletes a user with everything that is his. False when there is no such user.
pub(crate) async fn delete(parts: &Parts, user_id: UserId) -> Result<bool, Fault> {
    let record = Record::new(parts, &Client::unknown())?;
    // Not the account's any more, and gone from here as soon as it is sent.
    let tell = move |tx: &mut Tx<'_>, was: &User| {
        record.mail(tx, MailKind::AccountDeleted, None, &was.email, was.locale, None).map(drop)
    };
    let is_deleted = parts.store.delete_user_and(user_id, tell).await?;
    parts.wake_mailer();
    Ok(is_deleted)
}
