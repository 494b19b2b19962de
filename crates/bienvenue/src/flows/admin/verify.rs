//! The word of an operator that a user reads mail at his address.

use bienvenue_core::id::UserId;

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::store::{EventKind, users};

/// Takes an address as proved. What is so already stays as it is, without an event.
pub(crate) async fn verify(parts: &Parts, authority: Authority, user_id: UserId) -> Result<(), AdminError> {
    parts
        .store
        .write(move |tx| {
            let (record, user) = authority.begin_on(tx, user_id)?;
            if user.email_verified_at.is_some() && user.unverified_until.is_none() {
                return Ok(());
            }
            users::take_as_verified(tx, user.id, record.now)?;
            Ok(record.event(tx, user.id, EventKind::EmailVerified, None)?)
        })
        .await
}
