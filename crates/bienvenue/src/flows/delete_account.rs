//! The end of an account, by its owner.

use bienvenue_core::token::TokenDigest;

use super::freshness::{self, FreshSessionError};
use super::record::Record;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::engine::Tx;
use crate::store::{EventKind, User, admins, events, outbox, users};

/// Why an account was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteAccountError {
    /// The session is not live, or its last proof is too long ago.
    #[error(transparent)]
    Session(#[from] FreshSessionError),
    /// Nobody would look after the accounts of others any more: somebody else has to become an administrator first.
    #[error("the last administrator stays")]
    LastAdmin,
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Deletes the account of a fresh session: every session ends, every link dies, the address is free, and nothing stays
/// that names the person. What happened when stays under the account's id, which leads nowhere from then on.
pub(crate) async fn delete(
    parts: &Parts,
    session_id: &str,
    client: &Client,
) -> Result<(), DeleteAccountError> {
    let digest = TokenDigest::of(session_id).ok_or(FreshSessionError::NoSession)?;
    let (record, policy) = (Record::new(parts, client)?, parts.policy);
    parts
        .store
        .write(move |tx| {
            let (_, mut user) = freshness::require(tx, &digest, &policy, record.now)?;
            if user.admin_since.is_some() {
                admins::lock(tx)?;
                // Once more: another may have ended the session meanwhile.
                (_, user) = freshness::require(tx, &digest, &policy, record.now)?;
                if admins::is_last(tx, user.id)? {
                    return Err(DeleteAccountError::LastAdmin);
                }
            }
            if erase(tx, &user, &record, &record)? {
                Ok(())
            } else {
                Err(FreshSessionError::NoSession.into())
            }
        })
        .await?;
    parts.wake_mailer();
    Ok(())
}

/// Deletes an account with everything that names its owner, and tells him of it with what `notice` knows. False when it is gone.
pub(super) fn erase(tx: &mut Tx<'_>, user: &User, record: &Record, notice: &Record) -> Result<bool, Fault> {
    record.event(tx, user.id, EventKind::Deleted, None)?;
    events::forget_person(tx, user.id)?;
    outbox::delete_all_of(tx, user.id)?;
    // The last mail is no longer the account's: it is gone from here as soon as it is sent.
    notice.mail(tx, MailKind::AccountDeleted, None, &user.email, user.locale, None)?;
    users::delete(tx, user.id)
}
