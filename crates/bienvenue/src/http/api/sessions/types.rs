//! What is sent and received about sessions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::super::users::UserBody;
use crate::store::{SessionInfo, User};

/// Who signs in, and how the session is handed out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct NewSession {
    /// The address, in whatever spelling.
    pub(super) email: String,
    /// The password.
    #[schema(value_type = String, format = Password)]
    pub(super) password: Zeroizing<String>,
    /// Whether the session outlives the browser's window, and lives longer unused.
    #[serde(default)]
    pub(super) remember: bool,
    /// How the secret is handed out.
    #[serde(default)]
    pub(super) delivery: Delivery,
}

/// How the secret of a session is handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::http::api) enum Delivery {
    /// In a cookie that no script can read: for browsers.
    #[default]
    Cookie,
    /// As `token` in the answer, to be sent as `Authorization: Bearer`: for programs. No cookie is set.
    Bearer,
}

/// A session that was opened.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedIn)]
pub(in crate::http::api) struct SignedInBody<'s> {
    /// The session.
    session: SessionBody,
    /// Its secret, shown this once, where `delivery` is `bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    token: Option<&'s str>,
    /// Who signed in.
    user: UserBody,
}

/// A session. Its secret is never shown again.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(in crate::http::api) struct SessionBody {
    /// Names the session; opens nothing.
    #[schema(format = "uuid")]
    id: String,
    /// Whether it is the one that this request came with, or opened.
    current: bool,
    /// When it was opened.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last used, to the minute.
    #[schema(format = DateTime)]
    last_seen_at: String,
    /// When its owner last proved who he is.
    #[schema(format = DateTime)]
    authenticated_at: String,
    /// The network address that it was opened from, if that is known.
    address: Option<String>,
    /// What the client that opened it says it is.
    user_agent: Option<String>,
    /// When it ends unless it is used again.
    #[schema(format = DateTime)]
    ends_at: String,
    /// When it ends at the latest.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// How many sessions have ended.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api) struct Ended {
    /// Their number.
    ended: u64,
}

impl Ended {
    pub(in crate::http::api) const fn of(ended: u64) -> Self {
        Self { ended }
    }
}

impl<'s> SignedInBody<'s> {
    pub(super) fn new(user: &User, session: &SessionInfo, token: Option<&'s str>) -> Self {
        Self { session: SessionBody::new(session, true), token, user: user.into() }
    }
}

impl SessionBody {
    pub(in crate::http::api) fn new(session: &SessionInfo, current: bool) -> Self {
        Self {
            id: session.id.to_string(),
            current,
            created_at: session.created_at.to_rfc3339(),
            last_seen_at: session.last_seen_at.to_rfc3339(),
            authenticated_at: session.authenticated_at.to_rfc3339(),
            address: session.address.clone(),
            user_agent: session.user_agent.clone(),
            ends_at: session.ends_at.to_rfc3339(),
            expires_at: session.expires_at.to_rfc3339(),
        }
    }
}
