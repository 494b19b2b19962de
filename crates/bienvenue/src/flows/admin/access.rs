//! Whether a user may sign in.

use bienvenue_core::id::UserId;

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::client::Client;
use crate::flows::record::Record;
use crate::mail::MailKind;
use crate::store::{EventKind, users};

/// Keeps another user from signing in, and ends his sessions; or lets him sign in again. He is told by mail (ASVS 6.3.7). What is
/// so already stays as it is, without an event.
pub(crate) async fn set(
    parts: &Parts,
    authority: Authority,
    user_id: UserId,
    is_disabled: bool,
) -> Result<(), AdminError> {
    // The administrator's address is nothing that others are told.
    let notice = Record::new(parts, &Client::unknown())?;
    parts
        .store
        .write(move |tx| {
            let (record, user) = authority.begin_on_another(tx, user_id)?;
            if user.disabled_at.is_some() == is_disabled {
                return Ok(());
            }
            let (kind, mail) = if is_disabled {
                users::disable(tx, user.id, record.now)?;
                (EventKind::Disabled, MailKind::Disabled)
            } else {
                users::enable(tx, user.id)?;
                (EventKind::Enabled, MailKind::Enabled)
            };
            notice.tell(tx, &user, mail)?;
            Ok::<_, AdminError>(record.event(tx, user.id, kind, None)?)
        })
        .await?;
    parts.wake_mailer();
    Ok(())
}
