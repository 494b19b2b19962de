//! What [`Auth`] does with sessions beyond the original: where they were opened, which there are, their end.

use bienvenue_core::id::{SessionId, UserId};

use super::Auth;
use crate::client::Client;
use crate::fault::Fault;
use crate::flows::end_all_sessions;
use crate::flows::freshness;
use crate::flows::login::{self, LoggedIn, LoginError};
use crate::flows::sessions::{self, SignIn};
use crate::store::{SessionInfo, User};

impl Auth {
    /// Like [`login`](Self::login), and notes from where: the user sees it in the list of his sessions, and is told of a
    /// sign-in from where he never was before.
    ///
    /// # Errors
    ///
    /// [`LoginError::WrongCredentials`] for any wrong pair.
    pub async fn sign_in(&self, email: &str, password: &str, how: &SignIn) -> Result<LoggedIn, LoginError> {
        login::login(&self.0, email, password, how).await
    }

    /// Like [`end_session`](Self::end_session), and notes from where.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer; the session may still be live then.
    pub async fn sign_out(&self, session_id: impl AsRef<str>, client: &Client) -> Result<bool, Fault> {
        sessions::end(&self.0, session_id.as_ref(), client).await
    }

    /// A live session and its user, read from the store.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn find_session(
        &self,
        session_id: impl AsRef<str>,
    ) -> Result<Option<(SessionInfo, User)>, Fault> {
        sessions::find(&self.0, session_id.as_ref()).await
    }

    /// Whether the owner of a session asked to be remembered when he signed in.
    pub fn is_remembered(&self, session: &SessionInfo) -> bool {
        sessions::is_remembered(&self.0, session)
    }

    /// Whether the last proof of a session's owner is recent enough to change what matters.
    pub fn is_fresh(&self, session: &SessionInfo) -> bool {
        freshness::is_fresh(session, &self.0.policy, self.0.store.now())
    }

    /// Ends one session of a user by its public id. False when he has none of this id.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer; the session may still be live then.
    pub async fn end_session_of(
        &self,
        user_id: UserId,
        id: SessionId,
        client: &Client,
    ) -> Result<bool, Fault> {
        sessions::end_of(&self.0, user_id, id, client).await
    }

    /// Ends every session of a user but this one, and tells how many.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer; the sessions may still be live then.
    pub async fn end_other_sessions(
        &self,
        user_id: UserId,
        session_id: impl AsRef<str>,
        client: &Client,
    ) -> Result<u64, Fault> {
        sessions::end_others(&self.0, user_id, session_id.as_ref(), client).await
    }

    /// Ends one session by its public id. False when there was none.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer; the session may still be live then.
    pub async fn revoke_session(&self, id: SessionId) -> Result<bool, Fault> {
        sessions::revoke(&self.0, id).await
    }

    /// Ends every session of everybody that was opened before this began, and tells how many. Users are signed out a
    /// hundred at a time, in force for each hundred at once.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer; some sessions may have ended then, and the others have not.
    pub async fn end_all_sessions(&self) -> Result<u64, Fault> {
        end_all_sessions::end_all_sessions(&self.0).await
    }
}
