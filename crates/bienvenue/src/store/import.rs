//! Users brought along from elsewhere, many at once.

use std::collections::BTreeMap;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{EventId, UserId};
use bienvenue_core::locale::Locale;
use bienvenue_core::password::hash::{HashKind, HashScheme, PasswordHash, decoy_hash};
use bienvenue_core::time::Timestamp;

use super::Store;
use super::engine::Tx;
use super::events::{self, Event, EventKind};
use super::hash_kinds::{self, Decoy};
use super::users::{self, User};
use crate::fault::Fault;

/// A user of another system, as far as it is known.
#[derive(Clone, Debug)]
pub struct ImportedUser {
    /// The address.
    pub email: EmailAddress,
    /// The hash of the password. Without one the user sets a password by mail, and opens nothing before.
    pub hashed_password: Option<PasswordHash>,
    /// The id, where it is to stay.
    pub id: Option<UserId>,
    /// When the account was made.
    pub created_at: Option<Timestamp>,
    /// When the password was last set.
    pub password_changed_at: Option<Timestamp>,
    /// When a session was last opened.
    pub last_login_at: Option<Timestamp>,
    /// When the owner proved that he reads mail at the address.
    pub email_verified_at: Option<Timestamp>,
    /// Until when the account waits for that proof, if it does: it cannot be used before.
    pub unverified_until: Option<Timestamp>,
    /// Since when the user may not log in.
    pub disabled_at: Option<Timestamp>,
    /// The language of his mails.
    pub locale: Option<Locale>,
}

impl ImportedUser {
    /// A user of whom nothing but the address is known.
    pub const fn new(email: EmailAddress) -> Self {
        Self {
            email,
            hashed_password: None,
            id: None,
            created_at: None,
            password_changed_at: None,
            last_login_at: None,
            email_verified_at: None,
            unverified_until: None,
            disabled_at: None,
            locale: None,
        }
    }
}

/// What became of one user of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The account is there now.
    Added,
    /// There is an account with this address; it stays as it is.
    AlreadyThere,
    /// Another account has this id; nobody was added.
    IdTaken,
}

/// Whether an import changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// Users are added.
    Write,
    /// It is only told what would become of them.
    DryRun,
}

/// What ends the transaction of an import.
enum End {
    /// A dry run is undone.
    Dry(Vec<Imported>),
    Fault(Fault),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Store {
    /// Adds users with the hashes that they bring along, all of them or none, and tells what became of each, in their order. Who
    /// is there already stays as he is, so whatever was interrupted can be done again. Each one added has an event.
    ///
    /// One transaction holds them all: give it some hundred at a time.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer. Nobody was added then, unless the fault says that nobody knows.
    pub async fn import_users(
        &self,
        users: Vec<ImportedUser>,
        mode: ImportMode,
    ) -> Result<Vec<Imported>, Fault> {
        let now = self.now();
        let decoys = self.decoys_of(&users)?;
        let rows = users.into_iter().map(|user| self.row(user, now)).collect::<Result<Vec<_>, _>>()?;
        if !decoys.is_empty() && mode == ImportMode::Write {
            // Before the first such user is there, and in a transaction of their own: imports that run side by side would wait for
            // each other's.
            self.write(move |tx| decoys.iter().try_for_each(|decoy| hash_kinds::note(tx, decoy, now)))
                .await?;
        }
        let ended = self
            .write(move |tx| {
                let outcomes =
                    rows.iter().map(|(user, event)| add(tx, user, event)).collect::<Result<Vec<_>, _>>()?;
                if mode == ImportMode::DryRun { Err(End::Dry(outcomes)) } else { Ok(outcomes) }
            })
            .await;
        match ended {
            Ok(outcomes) | Err(End::Dry(outcomes)) => Ok(outcomes),
            Err(End::Fault(fault)) => Err(fault),
        }
    }

    /// One decoy for each kind of hash that a wrong guess does not cost yet, as far as these users tell.
    fn decoys_of(&self, users: &[ImportedUser]) -> Result<Vec<Decoy>, Fault> {
        let mut decoys = BTreeMap::new();
        for hash in users.iter().filter_map(|user| user.hashed_password.as_ref()) {
            let Ok(kind) = HashKind::of(hash) else { continue };
            if let std::collections::btree_map::Entry::Vacant(vacant) = decoys.entry(kind)
                && let Some(decoy) = self.decoy_like(hash)?
            {
                vacant.insert(decoy);
            }
        }
        Ok(decoys.into_values().collect())
    }

    /// The rows of a user.
    fn row(&self, user: ImportedUser, now: Timestamp) -> Result<(User, Event), Fault> {
        let id = match user.id {
            Some(id) => id,
            None => UserId::generate(now, self.randomness())?,
        };
        let hashed_password = match user.hashed_password {
            Some(hash) => hash,
            // Costs what any other costs, and nobody knows a password for it.
            None => decoy_hash(&HashScheme::ARGON2ID, self.randomness())?,
        };
        let created_at = user.created_at.unwrap_or(now);
        let event = Event {
            id: EventId::generate(now, self.randomness())?,
            user_id: Some(id),
            actor_id: None,
            key_id: None,
            kind: EventKind::Imported.as_str().to_owned(),
            session_id: None,
            address: None,
            user_agent: None,
            created_at: now,
        };
        let user = User {
            id,
            email: user.email,
            hashed_password,
            password_changed_at: user.password_changed_at.unwrap_or(created_at),
            created_at,
            last_login_at: user.last_login_at,
            disabled_at: user.disabled_at,
            email_verified_at: user.email_verified_at,
            unverified_until: user.unverified_until,
            locale: user.locale.unwrap_or_default(),
            admin_since: None,
        };
        Ok((user, event))
    }
}

fn add(tx: &mut Tx<'_>, user: &User, event: &Event) -> Result<Imported, Fault> {
    if users::insert(tx, user)? {
        events::insert(tx, event)?;
        return Ok(Imported::Added);
    }
    let is_there = users::find_by_email(tx, &user.email)?.is_some();
    Ok(if is_there { Imported::AlreadyThere } else { Imported::IdTaken })
}
