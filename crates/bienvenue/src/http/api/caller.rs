//! Who calls the API: the owner of a live session, by its cookie or by its token in `Authorization` (RFC 6750).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use zeroize::Zeroizing;

use super::super::error::{ApiError, Code};
use super::super::state::AppState;
use super::bearer::{ambiguous, bearer};
use super::sessions::Delivery;
use crate::CurrentUser;

/// The owner of a live session.
pub(in super::super) struct Caller {
    pub(in super::super) user: CurrentUser,
    secret: Zeroizing<String>,
    /// Whether a browser sent the secret by itself.
    pub(super) has_cookie: bool,
}

impl Caller {
    /// How another secret for the session is handed out: as this one was presented.
    pub(super) const fn delivery(&self) -> Delivery {
        if self.has_cookie { Delivery::Cookie } else { Delivery::Bearer }
    }

    /// The secret of the session.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let cookie = app.settings.cookies.session.read(&parts.headers)?;
        let (secret, has_cookie) = match (cookie, bearer(&parts.headers)?) {
            (Some(_), Some(_)) => return Err(ambiguous("a session cookie and an Authorization header")),
            (Some(secret), None) => (secret, true),
            (None, Some(secret)) => (secret, false),
            (None, None) => return Err(ApiError::new(Code::NoSession)),
        };
        let user = app.auth.check_session(secret).await?.ok_or(ApiError::new(Code::NoSession))?;
        Ok(Self { user, secret: Zeroizing::new(secret.to_owned()), has_cookie })
    }
}
