//! Password reset: a token goes to an address, and is spent once on a new password.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::password::PasswordRejected;
use bienvenue_core::token::{PlainToken, TokenDigest};

use super::new_password;
use super::record::Record;
use super::request_link;
use super::throttle;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::one_time_tokens::{self, NewToken, Purpose};
use crate::store::{EventKind, UserBy, users};

/// Why no reset token was made.
#[derive(Debug, thiserror::Error)]
pub enum RequestResetError {
    /// No enabled user has this address. Not to be told to strangers.
    #[error("no user has this address")]
    UnknownEmail,
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a password was not reset. The old one still holds.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// The token is unknown, used, superseded, expired, or was made for another address.
    #[error("the reset token cannot be used")]
    TokenRefused,
    /// The new password is missing or against the policy. The token is not spent.
    #[error(transparent)]
    Password(#[from] PasswordRejected),
    /// It could not be done. The token is not spent.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a token and hands it to the caller, who sees to it that it reaches nobody but the owner of the address.
pub(crate) async fn request(parts: &Parts, email: &str) -> Result<PlainToken, RequestResetError> {
    let email = EmailAddress::parse(email).map_err(|_| RequestResetError::UnknownEmail)?;
    let secret = PlainToken::generate(parts.store.randomness()).map_err(Fault::from)?;
    let created_at = parts.store.now();
    let token = NewToken {
        digest: secret.digest(),
        purpose: Purpose::ResetPassword,
        created_at,
        expires_at: created_at.plus(parts.policy.reset_token_lifetime),
    };
    let is_issued = parts.store.write(move |tx| one_time_tokens::issue(tx, &email, &token)).await?;
    is_issued.then_some(secret).ok_or(RequestResetError::UnknownEmail)
}

/// Has a link sent to this address, if a user has it. What is written now is the same for every address, so nothing about
/// the answer tells whether one has (ASVS 6.3.8).
pub(crate) async fn request_by_mail(parts: &Parts, email: &str, client: &Client) -> Result<(), Fault> {
    request_link::request(parts, email, client, EventKind::ResetRequested, MailKind::ResetPassword).await
}

/// Sets a new password. `only_for` refuses a token that was made for another address.
///
/// Whoever has the link reads mail at the address, so the address counts as proved from then on; the password that
/// somebody else may have registered with is gone, and his sessions with it.
pub(crate) async fn reset(
    parts: &Parts,
    only_for: Option<&EmailAddress>,
    token: &str,
    password: &str,
    client: &Client,
) -> Result<(), ResetPasswordError> {
    let result = spend(parts, only_for, token, password, client).await;
    if let Err(ResetPasswordError::TokenRefused) = result {
        throttle::wrong_link(parts, client).await?;
    }
    result
}

async fn spend(
    parts: &Parts,
    only_for: Option<&EmailAddress>,
    token: &str,
    password: &str,
    client: &Client,
) -> Result<(), ResetPasswordError> {
    let digest = TokenDigest::of(token).ok_or(ResetPasswordError::TokenRefused)?;
    let password = parts.policy.password.accept(password)?;
    // A look first, so that nobody makes us hash with a made-up token. What decides is the statement below.
    let found = parts.store.find_user_by(UserBy::ResetToken(digest)).await?;
    let user = found.filter(|user| only_for.is_none_or(|email| *email == user.email));
    let user = user.ok_or(ResetPasswordError::TokenRefused)?;
    new_password::check::<ResetPasswordError>(parts, &password, Some(&user.email)).await?;
    let hash = parts.hashing.hash(password).await?;
    let (only_for, record) = (only_for.cloned(), Record::new(parts, client)?);
    let now = record.now;
    parts
        .store
        .write(move |tx| {
            let spent =
                one_time_tokens::consume(tx, &digest, Purpose::ResetPassword, only_for.as_ref(), now)?;
            let spent = spent.ok_or(ResetPasswordError::TokenRefused)?;
            let (id, canonical) = (spent.user_id, spent.email.canonical());
            let is_set = users::set_password(tx, id, Some(canonical), &hash, now)?
                && users::verify_email(tx, id, canonical, now)?;
            if !is_set {
                return Err(ResetPasswordError::TokenRefused);
            }
            record.event(tx, id, EventKind::PasswordReset, None)?;
            if let Some(user) = users::find_by_id(tx, id)? {
                record.tell(tx, &user, MailKind::PasswordChanged)?;
            }
            Ok(())
        })
        .await?;
    parts.wake_mailer();
    Ok(())
}
