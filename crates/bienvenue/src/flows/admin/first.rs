//! The first administrator.
//!
//! There is no account to begin with and no password that somebody could guess (ASVS 6.3.2). A service that starts without
//! users makes a link, shows it to whoever started it, and keeps its digest. Whoever follows it, and has an account by then,
//! becomes an administrator: once, within a day, and while there is none. Processes that start at once have a link each; the
//! first that is used ends the others.

use std::time::Duration;

use bienvenue_core::token::{PlainToken, TokenDigest};

use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::flows::freshness::{self, FreshSessionError};
use crate::flows::record::Record;
use crate::flows::throttle;
use crate::store::{EventKind, admins};

/// Long enough to register, and to wait for a mail.
const LIFETIME: Duration = Duration::from_hours(24);

/// Why nobody became the first administrator.
#[derive(Debug, thiserror::Error)]
pub enum FirstAdminError {
    /// The session is not live, or its last proof is too long ago.
    #[error(transparent)]
    Session(#[from] FreshSessionError),
    /// The link is unknown, used or expired, or there is an administrator.
    #[error("the link cannot be used")]
    TokenRefused,
    /// It could not be done. The link is not spent.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The secret of a new link, if there are no users.
pub(crate) async fn offer(parts: &Parts) -> Result<Option<PlainToken>, Fault> {
    let secret = PlainToken::generate(parts.store.randomness())?;
    let (digest, now) = (secret.digest(), parts.store.now());
    let offer = parts.store.write(move |tx| admins::offer_link(tx, &digest, now, now.plus(LIFETIME)));
    Ok(offer.await?.then_some(secret))
}

/// Makes the owner of a fresh session the first administrator.
pub(crate) async fn become_first(
    parts: &Parts,
    session_id: &str,
    token: &str,
    client: &Client,
) -> Result<(), FirstAdminError> {
    let result = spend(parts, session_id, token, client).await;
    if let Err(FirstAdminError::TokenRefused) = result {
        throttle::wrong_link(parts, client).await?;
    }
    result
}

async fn spend(parts: &Parts, session_id: &str, token: &str, client: &Client) -> Result<(), FirstAdminError> {
    let session = TokenDigest::of(session_id).ok_or(FreshSessionError::NoSession)?;
    let digest = TokenDigest::of(token).ok_or(FirstAdminError::TokenRefused)?;
    let (record, policy) = (Record::new(parts, client)?, parts.policy);
    parts
        .store
        .write(move |tx| {
            let (_, user) = freshness::require(tx, &session, &policy, record.now)?;
            if !admins::spend_link(tx, &digest, user.id, record.now)? {
                return Err(FirstAdminError::TokenRefused);
            }
            Ok(record.event(tx, user.id, EventKind::AdminGranted, None)?)
        })
        .await
}
