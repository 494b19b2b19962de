//! Password reset: a token is made for an address, and spent once on a new password.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::password::PasswordRejected;
use bienvenue_core::token::{PlainToken, TokenDigest};

use crate::auth::Parts;
use crate::fault::Fault;
use crate::store::one_time_tokens::{self, NewToken, Purpose};
use crate::store::{UserBy, users};

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

/// Sets a new password. `only_for` refuses a token that was made for another address.
pub(crate) async fn reset(
    parts: &Parts,
    only_for: Option<&EmailAddress>,
    token: &str,
    password: &str,
) -> Result<(), ResetPasswordError> {
    let digest = TokenDigest::of(token).ok_or(ResetPasswordError::TokenRefused)?;
    let password = parts.policy.password.accept(password)?;
    // A look first, so that nobody makes us hash with a made-up token. What decides is the statement below.
    let found = parts.store.find_user_by(UserBy::ResetToken(digest)).await?;
    if found.is_none_or(|user| only_for.is_some_and(|email| *email != user.email)) {
        return Err(ResetPasswordError::TokenRefused);
    }
    let hash = parts.hashing.hash(password).await?;
    let only_for = only_for.cloned();
    let now = parts.store.now();
    parts
        .store
        .write(move |tx| {
            let spent =
                one_time_tokens::consume(tx, &digest, Purpose::ResetPassword, only_for.as_ref(), now)?;
            let (user_id, canonical) = spent.ok_or(ResetPasswordError::TokenRefused)?;
            let is_set = users::set_password(tx, user_id, Some(&canonical), &hash, now)?;
            if is_set { Ok(()) } else { Err(ResetPasswordError::TokenRefused) }
        })
        .await
}
