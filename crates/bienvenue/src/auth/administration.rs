//! What [`Auth`] does for those who look after the accounts of others.

use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::token::PlainToken;

use super::Auth;
use crate::client::Client;
use crate::fault::Fault;
use crate::flows::admin::figures::{self, Figures};
use crate::flows::admin::first::{self, FirstAdminError};
use crate::flows::admin::{AdminError, Authority, access, reset, sessions};

impl Auth {
    /// A secret with which somebody who has an account becomes the first administrator, if there is no user yet. To be shown
    /// to whoever starts the service, and to nobody else.
    ///
    /// # Errors
    ///
    /// [`Fault`] when it could not be stored.
    pub async fn offer_first_admin(&self) -> Result<Option<PlainToken>, Fault> {
        first::offer(&self.0).await
    }

    /// Makes the owner of a fresh session the first administrator, with the secret that was offered at the start.
    ///
    /// # Errors
    ///
    /// [`FirstAdminError`]; the secret can still be used unless it is refused.
    pub async fn become_first_admin(
        &self,
        session_id: impl AsRef<str>,
        token: impl AsRef<str>,
        client: &Client,
    ) -> Result<(), FirstAdminError> {
        first::become_first(&self.0, session_id.as_ref(), token.as_ref(), client).await
    }

    /// Keeps another user from signing in and ends his sessions, or lets him sign in again: in a fresh session of an
    /// administrator.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; nothing is changed then.
    pub async fn set_disabled(
        &self,
        session_id: impl AsRef<str>,
        user_id: UserId,
        is_disabled: bool,
        client: &Client,
    ) -> Result<(), AdminError> {
        let authority = Authority::of_session(&self.0, session_id.as_ref(), client)?;
        access::set(&self.0, authority, user_id, is_disabled).await
    }

    /// Ends one session of a user: in a fresh session of an administrator.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; the session may still be live then.
    pub async fn end_session_as_admin(
        &self,
        session_id: impl AsRef<str>,
        user_id: UserId,
        ended: SessionId,
        client: &Client,
    ) -> Result<(), AdminError> {
        let authority = Authority::of_session(&self.0, session_id.as_ref(), client)?;
        sessions::end(&self.0, authority, user_id, ended).await
    }

    /// Ends every session of a user and tells how many: in a fresh session of an administrator.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; the sessions may still be live then.
    pub async fn end_sessions_as_admin(
        &self,
        session_id: impl AsRef<str>,
        user_id: UserId,
        client: &Client,
    ) -> Result<u64, AdminError> {
        let authority = Authority::of_session(&self.0, session_id.as_ref(), client)?;
        sessions::end_all(&self.0, authority, user_id).await
    }

    /// Has a link for a new password sent to a user: in a fresh session of an administrator, who does not see it.
    ///
    /// # Errors
    ///
    /// [`AdminError`]; [`Fault::TooManyAttempts`] when the address was sent as many mails as it may be in an hour.
    pub async fn send_reset_as_admin(
        &self,
        session_id: impl AsRef<str>,
        user_id: UserId,
        client: &Client,
    ) -> Result<(), AdminError> {
        let authority = Authority::of_session(&self.0, session_id.as_ref(), client)?;
        reset::send(&self.0, authority, user_id).await
    }

    /// How often somebody signed in, failed and registered of late, and what waits.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn figures(&self) -> Result<Figures, Fault> {
        figures::read(&self.0).await
    }

    /// Counts what happened in the hours that are over, so that [`figures`](Self::figures) need not. To be called now and then.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer; what was counted until then stays.
    pub async fn sum_up_activity(&self) -> Result<(), Fault> {
        figures::sum_up(&self.0).await
    }
}
