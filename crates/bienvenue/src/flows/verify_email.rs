//! The proof that whoever registered reads mail at the address that he gave.
//!
//! The link alone is not enough. Somebody else may have registered with this address and a password of his own, and waits
//! for its owner to follow the link and move in (account pre-hijacking). So with the link comes either the password
//! that was registered, or a new one, which wipes what was set before: the first proof of a mailbox decides.

use bienvenue_core::password::{Password, PasswordRejected};
use bienvenue_core::token::TokenDigest;

use super::new_password;
use super::record::Record;
use super::request_link;
use super::throttle::{self, Attempt};
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::one_time_tokens::{self, Purpose};
use crate::store::{EventKind, User, users};

/// What comes with the link.
#[derive(Clone, Copy)]
pub enum RegistrantProof<'p> {
    /// The password of the registration: it was me.
    Password(&'p str),
    /// It was not me, or I forgot it: this is the password from now on.
    NewPassword(&'p str),
}

/// Why an address was not proved. Nothing was changed, and the link can still be used.
#[derive(Debug, thiserror::Error)]
pub enum VerifyEmailError {
    /// The token is unknown, used, superseded or expired.
    #[error("the link cannot be used")]
    TokenRefused,
    /// It is not the password of the registration.
    #[error("wrong password")]
    WrongPassword,
    /// The new password is missing or against the policy.
    #[error(transparent)]
    Password(#[from] PasswordRejected),
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Has the link of a registration sent once more, if there is one that waits for it. The answer is the same for every
/// address.
pub(crate) async fn resend(parts: &Parts, email: &str, client: &Client) -> Result<(), Fault> {
    request_link::request(parts, email, client, EventKind::VerificationRequested, MailKind::VerifyEmail).await
}

/// Proves an address.
pub(crate) async fn verify(
    parts: &Parts,
    token: &str,
    proof: RegistrantProof<'_>,
    client: &Client,
) -> Result<User, VerifyEmailError> {
    let result = spend(parts, token, proof, client).await;
    if let Err(VerifyEmailError::TokenRefused) = result {
        throttle::wrong_link(parts, client).await?;
    }
    result
}

async fn spend(
    parts: &Parts,
    token: &str,
    proof: RegistrantProof<'_>,
    client: &Client,
) -> Result<User, VerifyEmailError> {
    let digest = TokenDigest::of(token).ok_or(VerifyEmailError::TokenRefused)?;
    let now = parts.store.now();
    let found =
        parts.store.read(move |tx| users::find_by_token(tx, &digest, Purpose::VerifyEmail, now)).await?;
    let user = found.ok_or(VerifyEmailError::TokenRefused)?;
    let mut attempt = Attempt::default();
    let new_hash = match proof {
        RegistrantProof::Password(password) => {
            let password = Password::new(password).map_err(|_| VerifyEmailError::WrongPassword)?;
            attempt = throttle::guess_with_link(parts, &digest, user.id, client).await?;
            let verified = parts.hashing.verify(password, user.hashed_password.clone()).await;
            if !attempt.unless_fault(parts, verified)? {
                Record::failure(parts, client, EventKind::VerificationFailed, Some(user.id), None).await?;
                return Err(VerifyEmailError::WrongPassword);
            }
            None
        }
        RegistrantProof::NewPassword(password) => {
            let password = parts.policy.password.accept(password)?;
            new_password::check::<VerifyEmailError>(parts, &password, Some(&user.email)).await?;
            Some(parts.hashing.hash(password).await?)
        }
    };
    let record = Record::new(parts, client)?;
    parts
        .store
        .write(move |tx| {
            let spent = one_time_tokens::consume(tx, &digest, Purpose::VerifyEmail, None, now)?;
            let spent = spent.ok_or(VerifyEmailError::TokenRefused)?;
            let (id, canonical) = (spent.user_id, spent.email.canonical());
            // The password that was checked above must still be the one that holds.
            let holds = match &new_hash {
                Some(hash) => users::set_password(tx, id, Some(canonical), hash, now)?,
                None => users::has_password_of(tx, id, user.password_changed_at)?,
            };
            if !holds || !users::verify_email(tx, id, canonical, now)? {
                return Err(VerifyEmailError::TokenRefused);
            }
            record.event(tx, id, EventKind::EmailVerified, None)?;
            attempt.succeed(tx, now)?;
            users::find_by_id(tx, id)?.ok_or(VerifyEmailError::TokenRefused)
        })
        .await
}
