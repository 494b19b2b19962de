//! Whether a text may become somebody's password: asked before it is hashed, wherever a password is set.
//!
//! The same is asked whoever the address belongs to, so that nothing about the answer tells who has an account.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::password::{Password, PasswordRejected, Strength};

use crate::auth::Parts;
use crate::fault::Fault;

/// Refuses a password that whoever attacks this user tries first.
///
/// Its length was asked for before ([`PasswordPolicy::accept`](bienvenue_core::password::PasswordPolicy::accept)), where
/// nobody has to be looked up for it.
pub(super) async fn check<E>(
    parts: &Parts,
    password: &Password,
    email: Option<&EmailAddress>,
) -> Result<(), E>
where
    E: From<PasswordRejected> + From<Fault>,
{
    let policy = &parts.policy.password;
    match email {
        Some(email) => policy.check(password, &parts.names.and_of(email))?,
        None => policy.check(password, &parts.names)?,
    }
    if parts.breaches.know(password).await? { Err(PasswordRejected::Breached.into()) } else { Ok(()) }
}

/// How long `text` would stand as the password of the user with this address.
pub(crate) fn strength(parts: &Parts, text: &str, email: Option<&EmailAddress>) -> Strength {
    let policy = &parts.policy.password;
    match email {
        Some(email) => policy.strength(text, &parts.names.and_of(email)),
        None => policy.strength(text, &parts.names),
    }
}
