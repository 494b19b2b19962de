//! The `registrations` table: those of strangers, from the answer until somebody looks whether the address is taken.
//!
//! A row is written whoever has the address, and no other table is asked before the answer: its time has nothing to tell
//! (ASVS 6.3.8).

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::UserId;
use bienvenue_core::locale::Locale;
use bienvenue_core::password::hash::PasswordHash;
use bienvenue_core::time::Timestamp;

use super::engine::{Row, Tx, column};
use crate::fault::Fault;

/// A registration that waits.
#[derive(Clone, Debug)]
pub(crate) struct WaitingRegistration {
    /// The id of the account, if it is made.
    pub(crate) id: UserId,
    pub(crate) email: EmailAddress,
    pub(crate) hashed_password: PasswordHash,
    pub(crate) locale: Locale,
    /// From which network address it was asked for.
    pub(crate) address: Option<String>,
    /// By what client.
    pub(crate) user_agent: Option<String>,
    pub(crate) created_at: Timestamp,
}

pub(crate) fn insert(tx: &mut Tx<'_>, waiting: &WaitingRegistration) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO registrations (id, email, email_canonical, password_hash, locale, address, user_agent, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            waiting.id.into(),
            waiting.email.as_str().into(),
            waiting.email.canonical().into(),
            waiting.hashed_password.as_str().into(),
            waiting.locale.as_str().into(),
            waiting.address.as_deref().into(),
            waiting.user_agent.as_deref().into(),
            waiting.created_at.into(),
        ],
    )
    .map(drop)
}

/// Whether one waits.
pub(crate) fn is_any_waiting(tx: &mut Tx<'_>) -> Result<bool, Fault> {
    Ok(tx.query_opt("SELECT 1 FROM registrations LIMIT 1", &[], |_| Ok(()))?.is_some())
}

/// Takes out the one that has waited for longest. Nothing if none waits, or another replica has just taken it.
pub(crate) fn take(tx: &mut Tx<'_>) -> Result<Option<WaitingRegistration>, Fault> {
    // Ids sort by time.
    tx.query_opt(
        "DELETE FROM registrations WHERE id = (SELECT id FROM registrations ORDER BY id LIMIT 1)
         RETURNING id, email, email_canonical, password_hash, locale, address, user_agent, created_at",
        &[],
        read_waiting,
    )
}

fn read_waiting(row: &dyn Row) -> Result<WaitingRegistration, Fault> {
    let locale: String = column(row, 4)?;
    Ok(WaitingRegistration {
        id: UserId::from_uuid(column(row, 0)?),
        email: EmailAddress::from_stored(column(row, 1)?, column(row, 2)?),
        hashed_password: PasswordHash::from_stored(column(row, 3)?),
        locale: Locale::from_tag(&locale).unwrap_or_default(),
        address: column(row, 5)?,
        user_agent: column(row, 6)?,
        created_at: column(row, 7)?,
    })
}
