//! What administrators do to the accounts of others, and how one becomes an administrator.
//!
//! Each act asks in its own transaction whether whoever does it is still an administrator and has just proved who he is, so
//! that to take the role away is in force for the next request (ASVS 8.3.2); or whether the key by which it is done is still
//! live. The command line does some of it by the same flows. What was done stands among the events of the account, with who
//! did it or by which key. No administrator sees or sets a password here (ASVS 6.4.6); a key can set one.

pub(crate) mod access;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod figures;
pub(crate) mod first;
pub(crate) mod keys;
pub(crate) mod locale;
pub(crate) mod password;
pub(crate) mod reset;
pub(crate) mod sessions;
pub(crate) mod throttle;
pub(crate) mod verify;

use bienvenue_core::id::{KeyId, UserId};
use bienvenue_core::token::TokenDigest;

use super::freshness::{self, FreshSessionError};
use super::record::Record;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::policy::Policy;
use crate::store::engine::Tx;
use crate::store::{KeyInfo, User, admins, api_keys, users};

/// Why an administrator's act was not done.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The session that acts is not live, or its last proof is too long ago.
    #[error(transparent)]
    Session(#[from] FreshSessionError),
    /// Whoever acts is no administrator.
    #[error("not an administrator")]
    NotAdmin,
    /// The key by which somebody acts was revoked or has expired.
    #[error("the key cannot be used")]
    KeyRefused,
    /// There is no such user, or none to whom this could be done.
    #[error("no such user")]
    NoSuchUser,
    /// Administrators do not do this to their own account.
    #[error("an administrator does not do this to his own account")]
    OwnAccount,
    /// Nobody would look after the accounts of others any more: somebody else has to become an administrator first.
    #[error("the last administrator stays")]
    LastAdmin,
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Who acts, by what right and from where.
#[derive(Clone, Debug)]
pub(crate) struct Authority {
    right: Right,
    record: Record,
    policy: Policy,
}

/// By what right somebody acts.
#[derive(Clone, Copy, Debug)]
enum Right {
    /// It is a fresh session of an administrator.
    Session(TokenDigest),
    /// It is a live key. Whether its scopes allow the act was asked before: they never change.
    Key(KeyId),
    /// He sits at the machine, at the command line. Whoever can open the database need not be asked anything.
    Operator,
}

impl Authority {
    /// Of whoever holds this session, if it is an administrator's.
    pub(crate) fn of_session(parts: &Parts, session_id: &str, client: &Client) -> Result<Self, AdminError> {
        let session = TokenDigest::of(session_id).ok_or(FreshSessionError::NoSession)?;
        Ok(Self::new(parts, Right::Session(session), client)?)
    }

    /// Of whoever holds this key.
    pub(crate) fn of_key(parts: &Parts, key: &KeyInfo, client: &Client) -> Result<Self, Fault> {
        Self::new(parts, Right::Key(key.id), client)
    }

    /// Of whoever can open the database.
    pub(crate) fn of_operator(parts: &Parts) -> Result<Self, Fault> {
        Self::new(parts, Right::Operator, &Client::unknown())
    }

    fn new(parts: &Parts, right: Right, client: &Client) -> Result<Self, Fault> {
        Ok(Self { right, record: Record::new(parts, client)?, policy: parts.policy })
    }

    /// The key by which somebody acts, if he does by one.
    const fn key(&self) -> Option<KeyId> {
        match self.right {
            Right::Key(id) => Some(id),
            Right::Session(_) | Right::Operator => None,
        }
    }

    /// Begins an act, if whoever acts still may. All administrators' rows are locked from then on where one of them acts: two
    /// who disable each other at once act one after the other, and the second has no session any more. A key's own row is, so
    /// that what was done by a key was done before it was revoked.
    fn begin(&self, tx: &mut Tx<'_>) -> Result<Record, AdminError> {
        match self.right {
            Right::Session(session) => {
                admins::lock(tx)?;
                let (_, actor) = freshness::require(tx, &session, &self.policy, self.record.now)?;
                if actor.admin_since.is_none() {
                    return Err(AdminError::NotAdmin);
                }
                Ok(self.record.clone().by(actor.id))
            }
            Right::Key(id) if api_keys::hold(tx, id, self.record.now)? => {
                Ok(self.record.clone().with_key(id))
            }
            Right::Key(_) => Err(AdminError::KeyRefused),
            Right::Operator => Ok(self.record.clone()),
        }
    }

    /// The same, and the user on whose account is acted.
    fn begin_on(&self, tx: &mut Tx<'_>, subject: UserId) -> Result<(Record, User), AdminError> {
        let record = self.begin(tx)?;
        let subject = users::find_by_id(tx, subject)?.ok_or(AdminError::NoSuchUser)?;
        Ok((record, subject))
    }

    /// The same for what nobody does to himself by accident, and for what nobody does to the last administrator.
    fn begin_on_another(&self, tx: &mut Tx<'_>, subject: UserId) -> Result<(Record, User), AdminError> {
        let (record, mut subject) = self.begin_on(tx, subject)?;
        if record.actor_id() == Some(subject.id) {
            return Err(AdminError::OwnAccount);
        }
        if subject.admin_since.is_some() {
            admins::lock(tx)?;
            // Once more: somebody may have made him a user like any other meanwhile.
            subject = users::find_by_id(tx, subject.id)?.ok_or(AdminError::NoSuchUser)?;
            if subject.admin_since.is_some() && admins::is_last(tx, subject.id)? {
                return Err(AdminError::LastAdmin);
            }
        }
        Ok((record, subject))
    }
}
