//! Registration.

use bienvenue_core::email::{EmailAddress, EmailRejected};
use bienvenue_core::id::UserId;
use bienvenue_core::password::PasswordRejected;
use bienvenue_core::time::Timestamp;

use super::new_password;
use super::record::Record;
use super::throttle;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::policy::Verification;
use crate::store::engine::Tx;
use crate::store::registrations::{self, WaitingRegistration};
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
    let registered = insert(parts, email, password, client).await;
    match &registered {
        Ok(_) => parts.counters.registrations.note(true),
        Err(error) => count_failure(parts, error),
    }
    registered
}

async fn insert(parts: &Parts, email: &str, password: &str, client: &Client) -> Result<User, RegisterError> {
    let asked = accept(parts, email, password, client).await?;
    let record = Record::new(parts, client)?;
    let (email, user) = (asked.email.clone(), asked.into_user(None));
    let registered = parts
        .store
        .write(move |tx| {
            let is_new = admit(tx, &record, &user)?;
            if is_new {
                record.write_to(tx, &user.email, MailKind::Registration)?;
            }
            Ok::<_, Fault>(is_new.then(|| user.clone()))
        })
        .await?;
    parts.wake_mailer();
    registered.ok_or(RegisterError::AlreadyExists(email))
}

/// Registers a stranger. Where an address must be proved, the answer is the same for one that is taken, and so is the work
/// before it: whose address it is, is found out later, by [`complete`].
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
            let asked = ask(parts, email, password, client).await;
            asked.inspect_err(|error| count_failure(parts, error))?;
            Ok(Registration::MailSent)
        }
    }
}

async fn ask(parts: &Parts, email: &str, password: &str, client: &Client) -> Result<(), RegisterError> {
    let asked = accept(parts, email, password, client).await?;
    let record = Record::new(parts, client)?;
    let write = move |tx: &mut Tx<'_>| {
        registrations::insert(tx, &asked)?;
        // What it says is decided when it is sent.
        record.write_to(tx, &asked.email, MailKind::Registration)
    };
    parts.store.write(write).await?;
    parts.wake_registrar();
    parts.wake_mailer();
    Ok(())
}

fn count_failure(parts: &Parts, error: &RegisterError) {
    match error {
        RegisterError::Fault(fault) => parts.counters.registrations.note_fault(fault),
        _ => parts.counters.registrations.note(false),
    }
}

/// Makes the accounts of strangers who registered, unless the address is taken. Tells how many registrations there were.
///
/// Each is done in one transaction, by one of however many replicas do this at once.
pub(crate) async fn complete(parts: &Parts) -> Result<u64, Fault> {
    let mut completed = 0;
    // To look is cheap; to take is a write.
    while parts.store.read(registrations::is_any_waiting).await? {
        completed += u64::from(complete_one(parts).await?);
    }
    Ok(completed)
}

/// Completes the registration that has waited for longest. False when somebody else was faster; there may be more.
pub(super) async fn complete_one(parts: &Parts) -> Result<bool, Fault> {
    let record = Record::new(parts, &Client::unknown())?;
    let lifetime = parts.policy.unverified_lifetime;
    let is_new = parts
        .store
        .write(move |tx| {
            let Some(waiting) = registrations::take(tx)? else { return Ok(None) };
            let record = record.clone().of(waiting.client());
            let unverified_until = waiting.created_at.plus(lifetime);
            let user = waiting.into_user(Some(unverified_until));
            admit(tx, &record, &user).map(Some)
        })
        .await?;
    if let Some(is_new) = is_new {
        parts.counters.registrations.note(is_new);
    }
    Ok(is_new.is_some())
}

/// What is asked for, if address and password are acceptable. Nothing is stored.
pub(super) async fn accept(
    parts: &Parts,
    email: &str,
    password: &str,
    client: &Client,
) -> Result<WaitingRegistration, RegisterError> {
    let email = EmailAddress::parse(email)?;
    let password = parts.policy.password.accept(password)?;
    new_password::check::<RegisterError>(parts, &password, Some(&email)).await?;
    let hashed_password = parts.hashing.hash(password).await?;
    let created_at = parts.store.now();
    Ok(WaitingRegistration {
        id: UserId::generate(created_at, parts.store.randomness()).map_err(Fault::from)?,
        email,
        hashed_password,
        locale: client.locale(),
        address: client.address(),
        user_agent: client.user_agent().map(str::to_owned),
        created_at,
    })
}

/// Makes an account, unless its address is taken, and writes down which of both at whose account.
fn admit(tx: &mut Tx<'_>, record: &Record, user: &User) -> Result<bool, Fault> {
    let is_new = users::insert(tx, user)?;
    if is_new {
        record.event(tx, user.id, EventKind::Registered, None)?;
    } else if let Some(owner) = users::find_by_email(tx, &user.email)? {
        record.event(tx, owner.id, EventKind::RegisteredAgain, None)?;
    }
    Ok(is_new)
}

impl WaitingRegistration {
    /// Who asked for it.
    fn client(&self) -> Client {
        let client = Client::unknown().speaking(self.locale);
        let client = match self.address.as_deref().map(str::parse) {
            Some(Ok(address)) => client.at(address),
            _ => client,
        };
        client.named(self.user_agent.as_deref().unwrap_or_default())
    }

    /// The account that comes of it.
    pub(super) fn into_user(self, unverified_until: Option<Timestamp>) -> User {
        User {
            id: self.id,
            email: self.email,
            hashed_password: self.hashed_password,
            password_changed_at: self.created_at,
            created_at: self.created_at,
            last_login_at: None,
            disabled_at: None,
            email_verified_at: None,
            unverified_until,
            locale: self.locale,
            admin_since: None,
        }
    }
}
