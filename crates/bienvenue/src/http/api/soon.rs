//! Methods of [`Auth`] that the API calls by the names and signatures which they are going to have. Once they are there the
//! compiler finds them first, and this file goes with its imports.

use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::token::{PlainToken, TokenDigest};

use crate::client::Client;
use crate::store::engine::column;
use crate::{
    Auth, Fault, LoginError, RegisterError, RequestResetError, ResetPasswordError, SessionInfo, SessionsOf,
    User, UserBy,
};

/// How somebody signs in.
pub(super) struct SignIn;

impl SignIn {
    pub(super) fn from(_: Client) -> Self {
        Self
    }

    pub(super) const fn briefly(self) -> Self {
        self
    }
}

/// A login that succeeded.
pub(super) struct SignedIn {
    pub(super) user: User,
    pub(super) session_id: PlainToken,
    pub(super) session: SessionInfo,
}

/// What became of a registration.
pub(super) enum Registration {
    Done(Box<User>),
    #[expect(dead_code, reason = "no mail goes out yet")]
    MailSent,
}

pub(super) trait Soon {
    async fn sign_up(&self, email: &str, password: &str, _: &Client) -> Result<Registration, RegisterError>;
    async fn sign_in(&self, email: &str, password: &str, _: &SignIn) -> Result<SignedIn, LoginError>;
    async fn sign_out(&self, secret: &str, _: &Client) -> Result<bool, Fault>;
    async fn find_session(&self, secret: &str) -> Result<Option<(SessionInfo, User)>, Fault>;
    async fn end_session_of(&self, user_id: UserId, id: SessionId, _: &Client) -> Result<bool, Fault>;
    async fn end_other_sessions(&self, user_id: UserId, secret: &str, _: &Client) -> Result<u64, Fault>;
    async fn request_password_reset(&self, email: &str, _: &Client) -> Result<(), Fault>;
    async fn reset_password(&self, token: &str, password: &str, _: &Client)
    -> Result<(), ResetPasswordError>;
}

impl Soon for Auth {
    async fn sign_up(&self, email: &str, password: &str, _: &Client) -> Result<Registration, RegisterError> {
        Ok(Registration::Done(Box::new(self.register_user(email, password).await?)))
    }

    async fn sign_in(&self, email: &str, password: &str, _: &SignIn) -> Result<SignedIn, LoginError> {
        let opened = self.login(email, password).await?;
        let found = self.find_session(opened.session_id.expose()).await?;
        let (session, user) = found.ok_or(LoginError::WrongCredentials)?;
        Ok(SignedIn { user, session_id: opened.session_id, session })
    }

    async fn sign_out(&self, secret: &str, _: &Client) -> Result<bool, Fault> {
        self.end_session(secret).await
    }

    async fn find_session(&self, secret: &str) -> Result<Option<(SessionInfo, User)>, Fault> {
        let Some(digest) = TokenDigest::of(secret) else { return Ok(None) };
        let Some(user) = self.store().find_user_by(UserBy::SessionId(digest)).await? else { return Ok(None) };
        let id = self
            .store()
            .read(move |tx| {
                tx.query_opt("SELECT id FROM sessions WHERE digest = $1", &[(&digest).into()], |row| {
                    Ok::<_, Fault>(SessionId::from_uuid(column(row, 0)?))
                })
            })
            .await?;
        let sessions = self.store().list_sessions(SessionsOf::User(user.id), None, 10_000).await?;
        Ok(sessions.into_iter().find(|session| Some(session.id) == id).map(|session| (session, user)))
    }

    async fn end_session_of(&self, user_id: UserId, id: SessionId, _: &Client) -> Result<bool, Fault> {
        let sessions = self.store().list_sessions(SessionsOf::User(user_id), None, 10_000).await?;
        let is_own = sessions.iter().any(|session| session.id == id);
        if is_own { self.revoke_session(id).await } else { Ok(false) }
    }

    async fn end_other_sessions(&self, user_id: UserId, secret: &str, _: &Client) -> Result<u64, Fault> {
        let Some((kept, _)) = self.find_session(secret).await? else { return Ok(0) };
        let mut ended = 0;
        for session in self.store().list_sessions(SessionsOf::User(user_id), None, 10_000).await? {
            if session.id != kept.id && self.revoke_session(session.id).await? {
                ended += 1;
            }
        }
        Ok(ended)
    }

    async fn request_password_reset(&self, email: &str, _: &Client) -> Result<(), Fault> {
        match self.get_reset_password_token(email).await {
            Ok(_) | Err(RequestResetError::UnknownEmail) => Ok(()),
            Err(RequestResetError::Fault(fault)) => Err(fault),
        }
    }

    async fn reset_password(
        &self,
        token: &str,
        password: &str,
        _: &Client,
    ) -> Result<(), ResetPasswordError> {
        self.update_password(token, password).await
    }
}
