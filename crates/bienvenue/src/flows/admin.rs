//! What administrators do to the accounts of others, and how one becomes an administrator.
//!
//! Each act asks in its own transaction whether whoever does it is still an administrator and has just proved who he is, so
//! that to take the role away is in force for the next request (ASVS 8.3.2). What was done stands among the events of the
//! account, with who did it. Nobody's password is seen or set here (ASVS 6.4.6).

pub(crate) mod access;
pub(crate) mod figures;
pub(crate) mod first;
pub(crate) mod reset;
pub(crate) mod sessions;

use bienvenue_core::id::UserId;
use bienvenue_core::token::TokenDigest;

use super::freshness::{self, FreshSessionError};
use super::record::Record;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::policy::Policy;
use crate::store::engine::Tx;
use crate::store::{User, admins, users};

/// Why an administrator's act was not done.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The session that acts is not live, or its last proof is too long ago.
    #[error(transparent)]
    Session(#[from] FreshSessionError),
    /// Whoever acts is no administrator.
    #[error("not an administrator")]
    NotAdmin,
    /// There is no such user, or none to whom this could be done.
    #[error("no such user")]
    NoSuchUser,
    /// Administrators do not do this to their own account.
    #[error("an administrator does not do this to his own account")]
    OwnAccount,
    /// It could not be done.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Who acts, in which session and from where, and on whose account.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    session: TokenDigest,
    subject: UserId,
    record: Record,
    policy: Policy,
}

impl Act {
    pub(crate) fn new(
        parts: &Parts,
        session_id: &str,
        subject: UserId,
        client: &Client,
    ) -> Result<Self, AdminError> {
        let session = TokenDigest::of(session_id).ok_or(FreshSessionError::NoSession)?;
        Ok(Self { session, subject, record: Record::new(parts, client)?, policy: parts.policy })
    }

    /// Whoever acts, if he may, and the user on whose account he does. All administrators' rows are locked from then on: two
    /// who disable each other at once act one after the other, and the second has no session any more.
    fn begin(&self, tx: &mut Tx<'_>) -> Result<(Record, User), AdminError> {
        admins::lock(tx)?;
        let (_, actor) = freshness::require(tx, &self.session, &self.policy, self.record.now)?;
        if actor.admin_since.is_none() {
            return Err(AdminError::NotAdmin);
        }
        let subject = users::find_by_id(tx, self.subject)?.ok_or(AdminError::NoSuchUser)?;
        Ok((self.record.clone().by(actor.id), subject))
    }

    /// The same for what nobody does to himself by accident.
    fn begin_on_another(&self, tx: &mut Tx<'_>) -> Result<(Record, User), AdminError> {
        let (record, subject) = self.begin(tx)?;
        if record.actor_id() == Some(subject.id) {
            Err(AdminError::OwnAccount)
        } else {
            Ok((record, subject))
        }
    }
}
