//! The original's `DB`: the methods of the store that its users call by name.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{EventId, UserId};
use bienvenue_core::locale::Locale;
use bienvenue_core::password::hash::{DecoyFailed, HashKind, PasswordHash, decoy_like};
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::engine::Tx;
use super::events::{self, Event, EventKind};
use super::hash_kinds::{self, Decoy};
use super::one_time_tokens::Purpose;
use super::users::{EmailChange, User};
use super::{Store, outbox, sessions, users};
use crate::fault::Fault;

/// By what a user is looked for: the original's keyword arguments, of which a wrong one does not compile here.
#[derive(Clone, Debug)]
pub enum UserBy {
    /// The user with this id.
    Id(UserId),
    /// The user with this address, in whatever spelling.
    Email(EmailAddress),
    /// The user of this live session.
    SessionId(TokenDigest),
    /// The user whom this unused reset token was made for.
    ResetToken(TokenDigest),
}

/// What is to change about a user: the original's keyword arguments. What is not set stays as it is.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct UserChanges {
    pub(crate) email: Option<EmailAddress>,
    pub(crate) hashed_password: Option<PasswordHash>,
    pub(crate) disabled: Option<bool>,
}

impl UserChanges {
    /// Another address. Links that went to the old one die.
    pub fn email(mut self, email: EmailAddress) -> Self {
        self.email = Some(email);
        self
    }

    /// Another password. Every session of the user ends and every outstanding link dies.
    pub fn hashed_password(mut self, hash: PasswordHash) -> Self {
        self.hashed_password = Some(hash);
        self
    }

    /// Whether the user is kept from logging in. Disabling ends every session and kills every outstanding link.
    pub const fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = Some(disabled);
        self
    }
}

/// Why a user was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// Another user has this address, in this or another spelling.
    #[error("email already registered")]
    EmailTaken,
    /// The store could not answer.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a user was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateUserError {
    /// There is no user with this id.
    #[error("no such user")]
    NoSuchUser,
    /// Another user has the new address, in this or another spelling.
    #[error("email already registered")]
    EmailTaken,
    /// The store could not answer.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Store {
    /// Stores a new user and returns it. The original's `DB.add_user`.
    ///
    /// # Errors
    ///
    /// [`AddUserError::EmailTaken`], decided by one statement, however many ask at once.
    pub async fn add_user(
        &self,
        email: EmailAddress,
        hashed_password: PasswordHash,
    ) -> Result<User, AddUserError> {
        let now = self.now();
        let id = UserId::generate(now, self.randomness()).map_err(Fault::from)?;
        let decoy = self.decoy_like(&hashed_password)?;
        let user = User {
            id,
            email,
            hashed_password,
            password_changed_at: now,
            created_at: now,
            last_login_at: None,
            disabled_at: None,
            email_verified_at: None,
            unverified_until: None,
            locale: Locale::default(),
            admin_since: None,
        };
        self.write(move |tx| {
            note_kind(tx, decoy.as_ref(), now)?;
            if users::insert(tx, &user)? { Ok(user.clone()) } else { Err(AddUserError::EmailTaken) }
        })
        .await
    }

    /// The user who matches, if there is one. The original's `DB.find_user_by`.
    ///
    /// Where the original raises `NoResultFound` this is `None`; an attribute that does not exist, the original's
    /// `InvalidRequestError`, does not compile.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn find_user_by(&self, criterion: UserBy) -> Result<Option<User>, Fault> {
        let now = self.now();
        self.read(move |tx| match &criterion {
            UserBy::Id(id) => users::find_by_id(tx, *id),
            UserBy::Email(email) => users::find_by_email(tx, email),
            UserBy::SessionId(digest) => sessions::find_user(tx, digest, now),
            UserBy::ResetToken(digest) => users::find_by_token(tx, digest, Purpose::ResetPassword, now),
        })
        .await
    }

    /// Changes a user, all of it or nothing: an operator's act, which stands among the events of the account. The original's
    /// `DB.update_user`. The owner is not told; [`Auth::update_user`](crate::Auth::update_user) tells him.
    ///
    /// # Errors
    ///
    /// [`UpdateUserError::NoSuchUser`] and [`UpdateUserError::EmailTaken`]; nothing is changed then.
    pub async fn update_user(&self, id: UserId, changes: UserChanges) -> Result<User, UpdateUserError> {
        self.update_user_and(id, changes, |_, _, _| Ok(())).await
    }

    /// The same, and `tell` in the same transaction, with the user as he was.
    pub(crate) async fn update_user_and(
        &self,
        id: UserId,
        changes: UserChanges,
        tell: impl Fn(&mut Tx<'_>, &User, &UserChanges) -> Result<(), Fault> + Send + 'static,
    ) -> Result<User, UpdateUserError> {
        let now = self.now();
        let hash = changes.hashed_password.as_ref();
        let decoy = hash.map(|hash| self.decoy_like(hash)).transpose()?.flatten();
        let [address, password, access] = self.operator_events(id)?;
        self.write(move |tx| {
            let was = users::find_by_id(tx, id)?.ok_or(UpdateUserError::NoSuchUser)?;
            note_kind(tx, decoy.as_ref(), now)?;
            if let Some(email) = &changes.email {
                match users::set_email(tx, id, email, None)? {
                    EmailChange::Done => events::insert(tx, &address.of(EventKind::EmailChanged))?,
                    EmailChange::NoSuchUser => return Err(UpdateUserError::NoSuchUser),
                    EmailChange::Taken => return Err(UpdateUserError::EmailTaken),
                }
            }
            if let Some(hash) = &changes.hashed_password {
                users::set_password(tx, id, None, hash, now)?;
                events::insert(tx, &password.of(EventKind::PasswordSet))?;
            }
            if let Some(is_disabled) = changes.disabled {
                let kind = if is_disabled {
                    users::disable(tx, id, now)?;
                    EventKind::Disabled
                } else {
                    users::enable(tx, id)?;
                    EventKind::Enabled
                };
                events::insert(tx, &access.of(kind))?;
            }
            tell(tx, &was, &changes)?;
            users::find_by_id(tx, id)?.ok_or(UpdateUserError::NoSuchUser)
        })
        .await
    }

    /// A hash of the same kind that is nobody's. Nothing for one that cannot be verified.
    pub(super) fn decoy_like(&self, hash: &PasswordHash) -> Result<Option<Decoy>, Fault> {
        let Ok(kind) = HashKind::of(hash) else { return Ok(None) };
        match decoy_like(hash, self.randomness()) {
            Ok(hash) => Ok(Some(Decoy { kind, hash })),
            Err(DecoyFailed::NoRandomness(failed)) => Err(failed.into()),
            Err(DecoyFailed::Unusable(_)) => Ok(None),
        }
    }

    /// Deletes a user with all sessions and tokens. False when there is no such user. The owner is not told;
    /// [`Auth::delete_user`](crate::Auth::delete_user) tells him.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn delete_user(&self, id: UserId) -> Result<bool, Fault> {
        self.delete_user_and(id, |_, _| Ok(())).await
    }

    /// The same, and `tell` in the same transaction, with the user as he was.
    pub(crate) async fn delete_user_and(
        &self,
        id: UserId,
        tell: impl Fn(&mut Tx<'_>, &User) -> Result<(), Fault> + Send + 'static,
    ) -> Result<bool, Fault> {
        let [event, ..] = self.operator_events(id)?;
        self.write(move |tx| {
            let was = users::find_by_id(tx, id)?;
            let is_deleted = users::delete(tx, id)?;
            if let Some(was) = was.filter(|_| is_deleted) {
                events::insert(tx, &event.of(EventKind::Deleted))?;
                events::forget_person(tx, id)?;
                outbox::delete_all_of(tx, id)?;
                tell(tx, &was)?;
            }
            Ok(is_deleted)
        })
        .await
    }

    /// What an operator may do to an account in one act. Nobody knows from where.
    pub(super) fn operator_events(&self, user_id: UserId) -> Result<[Event; 3], Fault> {
        let created_at = self.now();
        let event = || {
            Ok::<_, Fault>(Event {
                id: EventId::generate(created_at, self.randomness())?,
                user_id: Some(user_id),
                kind: String::new(),
                session_id: None,
                actor_id: None,
                key_id: None,
                address: None,
                user_agent: None,
                created_at,
            })
        };
        Ok([event()?, event()?, event()?])
    }
}

/// Notes what a wrong guess has to cost from now on: hashes that come from elsewhere are of kinds of their own.
fn note_kind(tx: &mut Tx<'_>, decoy: Option<&Decoy>, now: Timestamp) -> Result<(), Fault> {
    decoy.map_or(Ok(()), |decoy| hash_kinds::note(tx, decoy, now))
}
