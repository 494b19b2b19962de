//! The end of an account, by its owner.

use bienvenue_core::token::TokenDigest;

use super::freshness::{self, FreshSessionError};
use super::record::Record;
use crate::auth::Parts;
use crate::client::Client;
use crate::mail::MailKind;
use crate::store::{EventKind, events, outbox, users};

/// Deletes the account of a fresh session: every session ends, every link dies, the address is free, and nothing stays
/// that names the person. What happened when stays under the account's id, which leads nowhere from then on.
pub(crate) async fn delete(
    parts: &Parts,
    session_id: &str,
    client: &Client,
) -> Result<(), FreshSessionError> {
    let digest = TokenDigest::of(session_id).ok_or(FreshSessionError::NoSession)?;
    let (record, policy) = (Record::new(parts, client)?, parts.policy);
    parts
        .store
        .write(move |tx| {
            let (_, user) = freshness::require(tx, &digest, &policy, record.now)?;
            record.event(tx, user.id, EventKind::Deleted, None)?;
            events::forget_person(tx, user.id)?;
            outbox::delete_all_of(tx, user.id)?;
            // The last mail is no longer the account's: it is gone from here as soon as it is sent.
            record.mail(tx, MailKind::AccountDeleted, None, &user.email, user.locale, None)?;
            if users::delete(tx, user.id)? { Ok(()) } else { Err(FreshSessionError::NoSession) }
        })
        .await?;
    parts.wake_mailer();
    Ok(())
}
