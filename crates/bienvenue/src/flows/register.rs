//! Registration.

use bienvenue_core::email::{EmailAddress, EmailRejected};
use bienvenue_core::id::UserId;
use bienvenue_core::password::PasswordRejected;

use super::new_password;
use super::record::Record;
use super::throttle;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::policy::Verification;
use crate::store::{EventKind, User, users};

/// Why somebody was not registered. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The address is missing or not one that a mailer takes.
    #[error(transparent)]
    Email(#[from] EmailRejected),
    /// The password is missing or against the policy.
    #[error(transparent)]
    Password(#[from] PasswordRejected),
    /// The address is taken, in this or another spelling.
    #[error("User {0} already exists")]
    AlreadyExists(EmailAddress),
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What became of a registration.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Registration {
    /// The account is there and can be used.
    Done(Box<User>),
    /// A mail tells the owner of the address how to go on: prove it, or sign in to the account that he has. The caller
    /// is not told which.
    MailSent,
}

/// Registers somebody for whom the caller vouches, and tells whether the address was taken: for those who may know.
pub(crate) async fn register(
    parts: &Parts,
    email: &str,
    password: &str,
    client: &Client,
) -> Result<User, RegisterError> {
    let (email, inserted) = insert(parts, email, password, client, false).await?;
    inserted.ok_or(RegisterError::AlreadyExists(email))
}

/// Registers a stranger. Where an address must be proved, the answer is the same for one that is taken.
pub(crate) async fn sign_up(
    parts: &Parts,
    email: &str,
    password: &str,
    client: &Client,
) -> Result<Registration, RegisterError> {
    if let Ok(email) = EmailAddress::parse(email) {
        let counted = throttle::request(parts, &email, client).await;
        counted.inspect_err(|fault| parts.counters.registrations.note_fault(fault))?;
    }
    match parts.policy.verification {
        Verification::Optional => {
            register(parts, email, password, client).await.map(|user| Registration::Done(Box::new(user)))
        }
        Verification::Required => {
            insert(parts, email, password, client, true).await.map(|_| Registration::MailSent)
        }
    }
}

/// Stores a new user, unless the address is taken. The password is hashed, as much is written and a mail is queued in either
/// case, so that the time tells nothing; what the mail says is decided when it is sent.
async fn insert(
    parts: &Parts,
    email: &str,
    password: &str,
    client: &Client,
    must_verify: bool,
) -> Result<(EmailAddress, Option<User>), RegisterError> {
    let end = try_insert(parts, email, password, client, must_verify).await;
    match &end {
        Err(RegisterError::Fault(fault)) => parts.counters.registrations.note_fault(fault),
        end => parts.counters.registrations.note(matches!(end, Ok((_, Some(_))))),
    }
    end
}

async fn try_insert(
    parts: &Parts,
    email: &str,
    password: &str,
    client: &Client,
    must_verify: bool,
) -> Result<(EmailAddress, Option<User>), RegisterError> {
    let email = EmailAddress::parse(email)?;
    let password = parts.policy.password.accept(password)?;
    new_password::check::<RegisterError>(parts, &password, Some(&email)).await?;
    let hashed_password = parts.hashing.hash(password).await?;
    let record = Record::new(parts, client)?;
    let now = record.now;
    let user = User {
        id: UserId::generate(now, parts.store.randomness()).map_err(Fault::from)?,
        email: email.clone(),
        hashed_password,
        password_changed_at: now,
        created_at: now,
        last_login_at: None,
        disabled_at: None,
        email_verified_at: None,
        unverified_until: must_verify.then(|| now.plus(parts.policy.unverified_lifetime)),
        locale: client.locale(),
        admin_since: None,
    };
    let inserted = parts
        .store
        .write(move |tx| {
            let owner = users::insert(tx, &user)?;
            let is_new = owner == user.id;
            let kind = if is_new { EventKind::Registered } else { EventKind::RegisteredAgain };
            record.event(tx, owner, kind, None)?;
            if is_new || must_verify {
                record.write_to(tx, &user.email, MailKind::Registration)?;
            }
            Ok::<_, Fault>(is_new.then(|| user.clone()))
        })
        .await?;
    parts.wake_mailer();
    Ok((email, inserted))
}
