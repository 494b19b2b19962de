//! Looking for users, page by page, in an index alone: a page of a million users costs what one of ten does.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::UserId;

use super::engine::Tx;
use super::users::{User, read_user, select_user};
use crate::fault::Fault;

/// Users whose canonical address begins so, in the order of their addresses, after the address given.
pub(crate) fn by_address(
    tx: &mut Tx<'_>,
    beginning: &str,
    after: Option<&EmailAddress>,
    limit: i64,
) -> Result<Vec<User>, Fault> {
    // No address holds the first of these characters, and none sorts behind the second.
    let from = after.map_or_else(String::new, |after| format!("{}\u{1}", after.canonical()));
    let (from, to) = (from.as_str().max(beginning), format!("{beginning}\u{10FFFF}"));
    tx.query(BY_ADDRESS, &[from.into(), to.as_str().into(), limit.into()], read_user)
}

pub(crate) const BY_ADDRESS: &str = select_user!(
    "users u WHERE u.email_canonical >= $1 AND u.email_canonical < $2 ORDER BY u.email_canonical LIMIT $3"
);

/// Users, those first who came last, before the one given.
pub(crate) fn newest(tx: &mut Tx<'_>, before: Option<UserId>, limit: i64) -> Result<Vec<User>, Fault> {
    let before = before.unwrap_or(UserId::from_uuid(uuid::Uuid::max()));
    tx.query(NEWEST, &[before.into(), limit.into()], read_user)
}

pub(crate) const NEWEST: &str = select_user!("users u WHERE u.id < $1 ORDER BY u.id DESC LIMIT $2");
