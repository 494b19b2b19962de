//! The `users` table.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::UserId;
use bienvenue_core::locale::Locale;
use bienvenue_core::password::hash::PasswordHash;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::changes::Change;
use super::engine::{Row, Tx, column};
use super::one_time_tokens::{self, Purpose};
use super::{sessions, throttles};
use crate::fault::Fault;

/// A user: the original's `User`.
///
/// The original keeps a session id and a reset token in two more columns. Here both have tables of their own, which hold
/// digests only; a user is still found by either, with [`UserBy`](super::UserBy).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct User {
    /// Names the user for as long as the account lives.
    pub id: UserId,
    /// The address, as its owner spells it.
    pub email: EmailAddress,
    /// The hash of the password.
    pub hashed_password: PasswordHash,
    /// When the password was last set. Every session opened before has ended.
    pub password_changed_at: Timestamp,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When a session was last opened.
    pub last_login_at: Option<Timestamp>,
    /// Since when the user may not log in, if so.
    pub disabled_at: Option<Timestamp>,
    /// When the owner of the account proved that he reads mail at this address, if he has.
    pub email_verified_at: Option<Timestamp>,
    /// Until when the account waits for that proof, if it does.
    pub unverified_until: Option<Timestamp>,
    /// The language of his mails.
    pub locale: Locale,
    /// Since when he looks after the accounts of others, if he does.
    pub admin_since: Option<Timestamp>,
}

/// `SELECT` of all that [`read_user`] reads, of `users u` and what follows.
macro_rules! select_user {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.email, u.email_canonical, u.password_hash, u.password_changed_at, u.created_at,
                    u.last_login_at, u.disabled_at, u.email_verified_at, u.unverified_until, u.locale,
                    u.admin_since FROM ",
            $rest
        )
    };
}
pub(super) use select_user;

/// Reads a user as `select_user!` lists it.
pub(super) fn read_user(row: &dyn Row) -> Result<User, Fault> {
    let locale: String = column(row, 10)?;
    Ok(User {
        id: UserId::from_uuid(column(row, 0)?),
        email: EmailAddress::from_stored(column(row, 1)?, column(row, 2)?),
        hashed_password: PasswordHash::from_stored(column(row, 3)?),
        password_changed_at: column(row, 4)?,
        created_at: column(row, 5)?,
        last_login_at: column(row, 6)?,
        disabled_at: column(row, 7)?,
        email_verified_at: column(row, 8)?,
        unverified_until: column(row, 9)?,
        locale: Locale::from_tag(&locale).unwrap_or_default(),
        admin_since: column(row, 11)?,
    })
}

/// Inserts a user with all that is known of him. False when the address, in whatever spelling, or the id is taken.
pub(crate) fn insert(tx: &mut Tx<'_>, user: &User) -> Result<bool, Fault> {
    let inserted = tx.execute(
        "INSERT INTO users (id, email, email_canonical, password_hash, password_changed_at, created_at,
             email_verified_at, unverified_until, locale, last_login_at, disabled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT DO NOTHING",
        &[
            user.id.into(),
            user.email.as_str().into(),
            user.email.canonical().into(),
            user.hashed_password.as_str().into(),
            user.password_changed_at.into(),
            user.created_at.into(),
            user.email_verified_at.into(),
            user.unverified_until.into(),
            user.locale.as_str().into(),
            user.last_login_at.into(),
            user.disabled_at.into(),
        ],
    )?;
    Ok(inserted == 1)
}

pub(crate) fn find_by_id(tx: &mut Tx<'_>, id: UserId) -> Result<Option<User>, Fault> {
    tx.query_opt(select_user!("users u WHERE u.id = $1"), &[id.into()], read_user)
}

/// The user with this address, in the same time whether there is one: where nobody has it, the row of whoever comes next is
/// read, because whether a row is read can be told by the time.
pub(crate) fn find_by_email(tx: &mut Tx<'_>, email: &EmailAddress) -> Result<Option<User>, Fault> {
    let found = tx.query_opt(
        select_user!("users u WHERE u.email_canonical >= $1 ORDER BY u.email_canonical LIMIT 1"),
        &[email.canonical().into()],
        read_user,
    )?;
    Ok(found.filter(|user| user.email.canonical() == email.canonical()))
}

/// The enabled user whom an unexpired token of this purpose was made for.
pub(crate) fn find_by_token(
    tx: &mut Tx<'_>,
    digest: &TokenDigest,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<User>, Fault> {
    tx.query_opt(
        select_user!(
            "one_time_tokens t JOIN users u ON u.id = t.user_id AND u.email_canonical = t.email_canonical
             WHERE t.digest = $1 AND t.purpose = $2 AND t.expires_at > $3 AND u.disabled_at IS NULL"
        ),
        &[digest.into(), purpose.as_str().into(), now.into()],
        read_user,
    )
}

/// Users in the order in which they were made, after the one given.
pub(crate) fn list(tx: &mut Tx<'_>, after: Option<UserId>, limit: i64) -> Result<Vec<User>, Fault> {
    let after = after.unwrap_or(UserId::from_uuid(uuid::Uuid::nil()));
    tx.query(
        select_user!("users u WHERE u.id > $1 ORDER BY u.id LIMIT $2"),
        &[after.into(), limit.into()],
        read_user,
    )
}

/// Sets a new password: every session ends and every outstanding token dies with the old one.
///
/// The user's row comes first: a login that runs beside this one writes the same row, so it either waits and is refused
/// or is done and its session is deleted here. `only_if` holds the change to a user who still has that address and is
/// not disabled. False when there is no such user.
pub(crate) fn set_password(
    tx: &mut Tx<'_>,
    id: UserId,
    only_if_canonical: Option<&str>,
    hash: &PasswordHash,
    now: Timestamp,
) -> Result<bool, Fault> {
    // Two changes within a microsecond, or after the clock stepped back, still get two different moments.
    let changed = tx.query_opt(
        "UPDATE users SET password_hash = $2,
             password_changed_at = CASE WHEN $3 > password_changed_at THEN $3 ELSE password_changed_at + 1 END
         WHERE id = $1 AND email_canonical = COALESCE($4, email_canonical) AND ($4 IS NULL OR disabled_at IS NULL)
         RETURNING email_canonical",
        &[id.into(), hash.as_str().into(), now.into(), only_if_canonical.into()],
        |row| column::<String>(row, 0),
    )?;
    let Some(canonical) = changed else { return Ok(false) };
    sessions::end_all_of(tx, id)?;
    one_time_tokens::delete_all_of(tx, id)?;
    throttles::reset_account(tx, &canonical)?;
    Ok(true)
}

/// Whether a user still has the password that was set at this moment. Locks the row, so that it stays so until the
/// transaction ends.
pub(crate) fn has_password_of(
    tx: &mut Tx<'_>,
    id: UserId,
    password_changed_at: Timestamp,
) -> Result<bool, Fault> {
    let locked = tx.execute(
        "UPDATE users SET password_changed_at = password_changed_at
         WHERE id = $1 AND password_changed_at = $2 AND disabled_at IS NULL",
        &[id.into(), password_changed_at.into()],
    )?;
    Ok(locked == 1)
}

/// Replaces a hash by another of the same password, unless the password was changed meanwhile.
pub(crate) fn upgrade_hash(
    tx: &mut Tx<'_>,
    id: UserId,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<bool, Fault> {
    let changed = tx.execute(
        "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
        &[id.into(), old.as_str().into(), new.as_str().into()],
    )?;
    Ok(changed == 1)
}

/// Notes that the owner reads mail at this address. False when the user is gone, disabled, or has another address.
pub(crate) fn verify_email(
    tx: &mut Tx<'_>,
    id: UserId,
    canonical: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let changed = tx.execute(
        "UPDATE users SET email_verified_at = COALESCE(email_verified_at, $3), unverified_until = NULL
         WHERE id = $1 AND email_canonical = $2 AND disabled_at IS NULL",
        &[id.into(), canonical.into(), now.into()],
    )?;
    tx.note_change(Change::User(id));
    Ok(changed == 1)
}

/// Takes a user's address as proved, on the word of an operator.
pub(crate) fn take_as_verified(tx: &mut Tx<'_>, id: UserId, now: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "UPDATE users SET email_verified_at = COALESCE(email_verified_at, $2), unverified_until = NULL WHERE id = $1",
        &[id.into(), now.into()],
    )
    .map(drop)
}

/// Sets the language of a user's mails. False when there is no such user.
pub(crate) fn set_locale(tx: &mut Tx<'_>, id: UserId, locale: Locale) -> Result<bool, Fault> {
    let changed =
        tx.execute("UPDATE users SET locale = $2 WHERE id = $1", &[id.into(), locale.as_str().into()])?;
    Ok(changed == 1)
}

/// Deletes at most `limit` accounts that nobody ever used and whose time to prove their address is over, and tells whose.
///
/// Where the proof has become optional, accounts that once waited for it are in use.
pub(crate) fn delete_unverified(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<UserId>, Fault> {
    let ids = tx.query(
        "SELECT id FROM users WHERE unverified_until <= $1 AND last_login_at IS NULL
         ORDER BY unverified_until LIMIT $2",
        &[now.into(), limit.into()],
        |row| Ok(UserId::from_uuid(column(row, 0)?)),
    )?;
    let mut deleted = Vec::new();
    for id in ids {
        // Asked once more by the statement that deletes: the proof may have come in between.
        let gone = tx.execute(
            "DELETE FROM users WHERE id = $1 AND unverified_until <= $2 AND last_login_at IS NULL",
            &[id.into(), now.into()],
        )?;
        if gone == 1 {
            tx.note_change(Change::User(id));
            deleted.push(id);
        }
    }
    Ok(deleted)
}

/// What became of a change of address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EmailChange {
    Done,
    NoSuchUser,
    Taken,
}

/// Sets another address: links that went to the old one die. `verified_at` tells when its owner proved that he reads
/// mail there, if he has.
pub(crate) fn set_email(
    tx: &mut Tx<'_>,
    id: UserId,
    email: &EmailAddress,
    verified_at: Option<Timestamp>,
) -> Result<EmailChange, Fault> {
    let changed = tx.execute_unique(
        "UPDATE users SET email = $2, email_canonical = $3, email_verified_at = $4,
             unverified_until = CASE WHEN CAST($4 AS BIGINT) IS NULL THEN unverified_until END
         WHERE id = $1",
        &[id.into(), email.as_str().into(), email.canonical().into(), verified_at.into()],
    )?;
    match changed {
        None => Ok(EmailChange::Taken),
        Some(0) => Ok(EmailChange::NoSuchUser),
        Some(_) => {
            tx.note_change(Change::User(id));
            one_time_tokens::delete_all_of(tx, id)?;
            Ok(EmailChange::Done)
        }
    }
}

/// Keeps a user from logging in: every session ends, every token dies. False when there is no such user.
pub(crate) fn disable(tx: &mut Tx<'_>, id: UserId, now: Timestamp) -> Result<bool, Fault> {
    let changed = tx.execute(
        "UPDATE users SET disabled_at = COALESCE(disabled_at, $2) WHERE id = $1",
        &[id.into(), now.into()],
    )?;
    sessions::end_all_of(tx, id)?;
    one_time_tokens::delete_all_of(tx, id)?;
    Ok(changed == 1)
}

/// Lets a user log in again. False when there is no such user.
pub(crate) fn enable(tx: &mut Tx<'_>, id: UserId) -> Result<bool, Fault> {
    let changed = tx.execute("UPDATE users SET disabled_at = NULL WHERE id = $1", &[id.into()])?;
    Ok(changed == 1)
}

/// Deletes a user with everything that is his. False when there is no such user.
pub(crate) fn delete(tx: &mut Tx<'_>, id: UserId) -> Result<bool, Fault> {
    // Sessions and tokens go with the row: their foreign keys cascade.
    tx.note_change(Change::User(id));
    Ok(tx.execute("DELETE FROM users WHERE id = $1", &[id.into()])? == 1)
}
