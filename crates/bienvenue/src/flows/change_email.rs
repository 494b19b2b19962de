//! Another address for an account: asked for in a fresh session, proved by a link that goes to the new address.

use bienvenue_core::email::{EmailAddress, EmailRejected};
use bienvenue_core::token::TokenDigest;

use super::freshness::{self, FreshSessionError};
use super::record::Record;
use super::throttle;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::one_time_tokens::{self, Purpose};
use crate::store::users::EmailChange;
use crate::store::{EventKind, User, users};

/// Why a change of address was not begun.
#[derive(Debug, thiserror::Error)]
pub enum RequestEmailChangeError {
    /// The new address is missing or not one that a mailer takes.
    #[error(transparent)]
    Email(#[from] EmailRejected),
    /// The session does not allow it.
    #[error(transparent)]
    Session(#[from] FreshSessionError),
}

impl From<Fault> for RequestEmailChangeError {
    fn from(fault: Fault) -> Self {
        Self::Session(fault.into())
    }
}

/// Why an address was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeEmailError {
    /// The token is unknown, used, superseded or expired.
    #[error("the link cannot be used")]
    TokenRefused,
    /// Somebody else has the address by now.
    #[error("email already registered")]
    EmailTaken,
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Has a link sent to the new address. Whether somebody else has that address is told to him and nobody else.
pub(crate) async fn request(
    parts: &Parts,
    session_id: &str,
    email: &str,
    client: &Client,
) -> Result<(), RequestEmailChangeError> {
    let digest = TokenDigest::of(session_id).ok_or(FreshSessionError::NoSession)?;
    let email = EmailAddress::parse(email)?;
    throttle::request(parts, &email, client).await?;
    let (record, policy) = (Record::new(parts, client)?, parts.policy);
    parts
        .store
        .write(move |tx| {
            let (session, user) = freshness::require(tx, &digest, &policy, record.now)?;
            record.event(tx, user.id, EventKind::EmailChangeRequested, Some(session.id))?;
            record.mail(
                tx,
                MailKind::ChangeEmail,
                Some(user.id),
                &email,
                user.locale,
                Some(user.email.as_str()),
            )?;
            Ok::<_, RequestEmailChangeError>(())
        })
        .await?;
    parts.wake_mailer();
    Ok(())
}

/// Changes the address, and tells the old one.
pub(crate) async fn confirm(parts: &Parts, token: &str, client: &Client) -> Result<User, ChangeEmailError> {
    let result = spend(parts, token, client).await;
    if let Err(ChangeEmailError::TokenRefused) = result {
        throttle::wrong_link(parts, client).await?;
    }
    result
}

async fn spend(parts: &Parts, token: &str, client: &Client) -> Result<User, ChangeEmailError> {
    let digest = TokenDigest::of(token).ok_or(ChangeEmailError::TokenRefused)?;
    let record = Record::new(parts, client)?;
    let user = parts
        .store
        .write(move |tx| {
            let now = record.now;
            let spent = one_time_tokens::consume(tx, &digest, Purpose::ChangeEmail, None, now)?;
            let spent = spent.ok_or(ChangeEmailError::TokenRefused)?;
            let old = users::find_by_id(tx, spent.user_id)?.filter(|user| user.disabled_at.is_none());
            let old = old.ok_or(ChangeEmailError::TokenRefused)?;
            match users::set_email(tx, old.id, &spent.email, Some(now))? {
                EmailChange::Done => {}
                EmailChange::NoSuchUser => return Err(ChangeEmailError::TokenRefused),
                EmailChange::Taken => return Err(ChangeEmailError::EmailTaken),
            }
            record.event(tx, old.id, EventKind::EmailChanged, None)?;
            let to = Some(spent.email.as_str());
            record.mail(tx, MailKind::EmailChanged, Some(old.id), &old.email, old.locale, to)?;
            users::find_by_id(tx, old.id)?.ok_or(ChangeEmailError::TokenRefused)
        })
        .await?;
    parts.wake_mailer();
    Ok(user)
}
