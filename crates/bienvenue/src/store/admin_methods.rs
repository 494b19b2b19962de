//! Who looks after the accounts of others, as the operator has it.

use bienvenue_core::id::UserId;

use super::admins::RoleChange;
use super::events::{self, EventKind};
use super::{Store, admins};
use crate::fault::Fault;

impl Store {
    /// Makes a user an administrator: an operator's act, which stands among the events of the account.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn grant_admin(&self, id: UserId) -> Result<RoleChange, Fault> {
        let (now, [event, ..]) = (self.now(), self.operator_events(id)?);
        self.write(move |tx| {
            let change = admins::grant(tx, id, now)?;
            if change == RoleChange::Done {
                events::insert(tx, &event.of(EventKind::AdminGranted))?;
            }
            Ok(change)
        })
        .await
    }

    /// Makes an administrator a user like any other, unless he is the last one. It is in force for his next request.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn revoke_admin(&self, id: UserId) -> Result<RoleChange, Fault> {
        let [event, ..] = self.operator_events(id)?;
        self.write(move |tx| {
            let change = admins::revoke(tx, id)?;
            if change == RoleChange::Done {
                events::insert(tx, &event.of(EventKind::AdminRevoked))?;
            }
            Ok(change)
        })
        .await
    }
}
