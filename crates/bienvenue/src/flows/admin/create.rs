//! An account that an operator makes for somebody.

use bienvenue_core::locale::Locale;
use bienvenue_core::token::PlainToken;

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::flows::record::Record;
use crate::flows::register::{self, RegisterError};
use crate::mail::MailKind;
use crate::store::{EventKind, User, users};

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// Whoever acts may not.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The address or the password is not acceptable, or the address is taken.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

impl From<Fault> for CreateUserError {
    fn from(fault: Fault) -> Self {
        Self::Admin(fault.into())
    }
}

/// Makes an account, whose owner is told by mail: with a password, to prove the address; without one, by a link with which he
/// sets his own. Until then nobody knows a password of it (ASVS 6.4.1).
pub(crate) async fn create(
    parts: &Parts,
    authority: Authority,
    email: &str,
    password: Option<&str>,
    locale: Locale,
) -> Result<User, CreateUserError> {
    let (mail, random) = match password {
        Some(_) => (MailKind::Registration, None),
        None => (
            MailKind::ResetPassword,
            Some(PlainToken::generate(parts.store.randomness()).map_err(Fault::from)?),
        ),
    };
    let password = password.or(random.as_ref().map(PlainToken::expose)).unwrap_or_default();
    let client = Client::unknown().speaking(locale);
    let user = register::accept(parts, email, password, &client).await?.into_user(None);
    let notice = Record::new(parts, &Client::unknown())?;
    let user = parts
        .store
        .write(move |tx| {
            let record = authority.begin(tx)?;
            if !users::insert(tx, &user)? {
                return Err(RegisterError::AlreadyExists(user.email.clone()).into());
            }
            record.event(tx, user.id, EventKind::Registered, None)?;
            notice.mail(tx, mail, None, &user.email, user.locale, None)?;
            Ok::<_, CreateUserError>(user.clone())
        })
        .await?;
    parts.wake_mailer();
    Ok(user)
}
