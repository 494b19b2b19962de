//! What the store shows page by page, so that memory stays the same however much there is.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{EventId, KeyId, SessionId, UserId};

use super::events::{self, Event, EventQuery};
use super::sessions::{self, SessionInfo, SessionsOf};
use super::users::{self, User};
use super::{KeyInfo, Store, api_keys, user_search};
use crate::fault::Fault;

impl Store {
    /// At most `limit` users in the order in which they were made, beginning after the one given.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn list_users(&self, after: Option<UserId>, limit: u32) -> Result<Vec<User>, Fault> {
        self.read(move |tx| users::list(tx, after, limit.into())).await
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

    /// At most `limit` live sessions in the order in which they were opened, beginning after the one given.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn list_sessions(
        &self,
        of: SessionsOf,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<SessionInfo>, Fault> {
        let now = self.now();
        self.read(move |tx| sessions::list(tx, of, after, limit.into(), now)).await
    }

    /// At most `limit` of what happened to a user's account, the latest first, beginning before the event given.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn list_events(
        &self,
        user_id: UserId,
        before: Option<EventId>,
        limit: u32,
    ) -> Result<Vec<Event>, Fault> {
        self.read(move |tx| events::list(tx, user_id, before, limit.into())).await
    }

    /// At most `limit` events of all accounts and of none that are looked for, the latest first, beginning before the event
    /// given.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn search_events(
        &self,
        query: EventQuery,
        before: Option<EventId>,
        limit: u32,
    ) -> Result<Vec<Event>, Fault> {
        self.read(move |tx| events::search(tx, &query, before, limit.into())).await
    }

    /// At most `limit` API keys, live or not, in the order in which they were made, beginning after the one given.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn list_keys(&self, after: Option<KeyId>, limit: u32) -> Result<Vec<KeyInfo>, Fault> {
        self.read(move |tx| api_keys::list(tx, after, limit.into())).await
    }
}
