//! The `one_time_tokens` table: what a secret link lets its owner do once.
//!
//! A user has at most one token for each purpose, so a new one replaces the old one by construction. A token that was
//! used is a row that is gone.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::UserId;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::engine::{Tx, column};
use crate::fault::Fault;

/// What a token is for. A token made for one thing is no use for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    ResetPassword,
    VerifyEmail,
    ChangeEmail,
}

impl Purpose {
    /// How the database spells it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::VerifyEmail => "verify_email",
            Self::ChangeEmail => "change_email",
        }
    }
}

/// A token about to be stored.
#[derive(Clone, Debug)]
pub(crate) struct NewToken {
    pub(crate) digest: TokenDigest,
    pub(crate) purpose: Purpose,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// Stores a token for the enabled user with this address, in place of an earlier one. False when there is no such user.
pub(crate) fn issue(tx: &mut Tx<'_>, email: &EmailAddress, token: &NewToken) -> Result<bool, Fault> {
    let issued = tx.execute(
        "INSERT INTO one_time_tokens (user_id, purpose, digest, email, email_canonical, created_at, expires_at)
         SELECT id, $2, $3, email, email_canonical, $4, $5 FROM users
         WHERE email_canonical = $1 AND disabled_at IS NULL
         ON CONFLICT (user_id, purpose) DO UPDATE SET digest = excluded.digest, email = excluded.email,
             email_canonical = excluded.email_canonical, created_at = excluded.created_at,
             expires_at = excluded.expires_at",
        &[
            email.canonical().into(),
            token.purpose.as_str().into(),
            (&token.digest).into(),
            token.created_at.into(),
            token.expires_at.into(),
        ],
    )?;
    Ok(issued == 1)
}

/// Stores a token with which an enabled user takes another address, in place of an earlier one. False when there is no
/// such user.
pub(crate) fn issue_for_change(
    tx: &mut Tx<'_>,
    user_id: UserId,
    email: &EmailAddress,
    token: &NewToken,
) -> Result<bool, Fault> {
    let issued = tx.execute(
        "INSERT INTO one_time_tokens (user_id, purpose, digest, email, email_canonical, created_at, expires_at)
         SELECT id, $2, $3, $4, $5, $6, $7 FROM users WHERE id = $1 AND disabled_at IS NULL
         ON CONFLICT (user_id, purpose) DO UPDATE SET digest = excluded.digest, email = excluded.email,
             email_canonical = excluded.email_canonical, created_at = excluded.created_at,
             expires_at = excluded.expires_at",
        &[
            user_id.into(),
            token.purpose.as_str().into(),
            (&token.digest).into(),
            email.as_str().into(),
            email.canonical().into(),
            token.created_at.into(),
            token.expires_at.into(),
        ],
    )?;
    Ok(issued == 1)
}

/// What a token let its owner do.
#[derive(Clone, Debug)]
pub(crate) struct Spent {
    pub(crate) user_id: UserId,
    /// The address that it was made for.
    pub(crate) email: EmailAddress,
}

/// Uses a token up and tells whose it was and the address that it was made for.
///
/// One statement checks purpose, expiry, address and first use together, so of any number of uses at once one succeeds
/// (ASVS 2.3.4). `only_for` refuses, and keeps, a token that was made for another address.
pub(crate) fn consume(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    purpose: Purpose,
    only_for: Option<&EmailAddress>,
    now: Timestamp,
) -> Result<Option<Spent>, Fault> {
    tx.query_opt(
        "DELETE FROM one_time_tokens
         WHERE digest = $1 AND purpose = $2 AND expires_at > $3 AND email_canonical = COALESCE($4, email_canonical)
         RETURNING user_id, COALESCE(email, email_canonical), email_canonical",
        &[digest.into(), purpose.as_str().into(), now.into(), only_for.map(EmailAddress::canonical).into()],
        |row| {
            Ok(Spent {
                user_id: UserId::from_uuid(column(row, 0)?),
                email: EmailAddress::from_stored(column(row, 1)?, column(row, 2)?),
            })
        },
    )
}

/// Deletes every token of a user.
pub(crate) fn delete_all_of(tx: &mut Tx<'_>, user_id: UserId) -> Result<(), Fault> {
    tx.execute("DELETE FROM one_time_tokens WHERE user_id = $1", &[user_id.into()]).map(drop)
}

/// Deletes at most `limit` tokens that have expired and tells how many.
pub(crate) fn delete_expired(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM one_time_tokens
         WHERE digest IN (SELECT digest FROM one_time_tokens WHERE expires_at <= $1 LIMIT $2)",
        &[now.into(), limit.into()],
    )
}
