//! What the store does for those who look after the accounts of others.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{KeyId, UserId};

use super::admins::RoleChange;
use super::events::{self, EventKind};
use super::users::User;
use super::{KeyInfo, Store, admins, api_keys, user_search};
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

    /// At most `limit` API keys, live or not, in the order in which they were made, beginning after the one given.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn list_keys(&self, after: Option<KeyId>, limit: u32) -> Result<Vec<KeyInfo>, Fault> {
        self.read(move |tx| api_keys::list(tx, after, limit.into())).await
    }

    /// At most `limit` users, those first who came last, beginning before the one given.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn newest_users(&self, before: Option<UserId>, limit: u32) -> Result<Vec<User>, Fault> {
        self.read(move |tx| user_search::newest(tx, before, limit.into())).await
    }

    /// At most `limit` users whose address begins so, in whatever case, in the order of their addresses, beginning after the
    /// one given.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn search_users(
        &self,
        beginning: &str,
        after: Option<EmailAddress>,
        limit: u32,
    ) -> Result<Vec<User>, Fault> {
        let beginning = beginning.to_lowercase();
        self.read(move |tx| user_search::by_address(tx, &beginning, after.as_ref(), limit.into())).await
    }
}
