//! The language of another's mails.

use bienvenue_core::id::UserId;
use bienvenue_core::locale::Locale;

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::store::{EventKind, users};

/// Sets the language of a user's mails. What is so already stays as it is, without an event.
pub(crate) async fn set(
    parts: &Parts,
    authority: Authority,
    user_id: UserId,
    locale: Locale,
) -> Result<(), AdminError> {
    parts
        .store
        .write(move |tx| {
            let (record, user) = authority.begin_on(tx, user_id)?;
            if user.locale == locale {
                return Ok(());
            }
            users::set_locale(tx, user.id, locale)?;
            Ok(record.event(tx, user.id, EventKind::LocaleSet, None)?)
        })
        .await
}
