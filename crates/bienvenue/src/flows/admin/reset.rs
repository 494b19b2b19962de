//! A link for a new password, which goes to its owner alone.

use bienvenue_core::id::UserId;

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::fault::Fault;
use crate::flows::record::BUDGET_TIME;
use crate::mail::MailKind;
use crate::store::EventKind;

/// Has a link sent to a user who may sign in. It counts among the mails that an address is sent in an hour.
pub(crate) async fn send(parts: &Parts, authority: Authority, user_id: UserId) -> Result<(), AdminError> {
    parts
        .store
        .write(move |tx| {
            let (record, user) = authority.begin_on(tx, user_id)?;
            if user.disabled_at.is_some() {
                return Err(AdminError::NoSuchUser);
            }
            record.event(tx, user.id, EventKind::ResetRequested, None)?;
            if !record.mail(tx, MailKind::ResetPassword, None, &user.email, user.locale, None)? {
                return Err(Fault::TooManyAttempts { retry_after: BUDGET_TIME }.into());
            }
            Ok(())
        })
        .await?;
    parts.wake_mailer();
    Ok(())
}
