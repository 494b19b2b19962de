//! Where users are signed in, and the end of it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::id::{SessionId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::Id;
use super::super::super::reply::json;
use super::super::super::state::AppState;
use super::super::cursor::ListName;
use super::super::page::Page;
use super::super::sessions::Ended;
use super::guard::Holder;
use crate::store::SessionInfo;
use crate::{SessionsOf, UserBy};

const LIST: ListName = ListName("sessions of a user");

/// A session of somebody. Its secret is known to nobody but its owner.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminSession)]
pub(super) struct SessionBody {
    /// Names the session; opens nothing.
    #[schema(format = "uuid")]
    id: String,
    /// Whose session it is.
    #[schema(format = "uuid")]
    user_id: String,
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

impl From<SessionInfo> for SessionBody {
    fn from(session: SessionInfo) -> Self {
        Self {
            id: session.id.to_string(),
            user_id: session.user_id.to_string(),
            created_at: session.created_at.to_rfc3339(),
            last_seen_at: session.last_seen_at.to_rfc3339(),
            authenticated_at: session.authenticated_at.to_rfc3339(),
            address: session.address,
            user_agent: session.user_agent,
            ends_at: session.ends_at.to_rfc3339(),
            expires_at: session.expires_at.to_rfc3339(),
        }
    }
}

pub(super) fn describe_list() -> Description {
    Description::new("admin", "adminListSessions", "Where a user is signed in")
        .names("id", "The `id` of a user.")
        .lists::<SessionBody>("His live sessions, the oldest first.")
}

/// `GET /api/v1/admin/users/{id}/sessions`: where a user is signed in.
pub(super) async fn list(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
    page: Page,
) -> Result<Response, ApiError> {
    let (store, secret) = (app.auth.store(), holder.secret());
    let after = page.after(LIST, secret)?.map(SessionId::from_uuid);
    store.find_user_by(UserBy::Id(id)).await?.ok_or(ApiError::new(Code::NotFound))?;
    let found = store.list_sessions(SessionsOf::User(id), after, page.to_read()).await?;
    Ok(page.answer(LIST, secret, found, |session| session.id.as_uuid(), SessionBody::from))
}

pub(super) fn describe_end_all() -> Description {
    Description::new("admin", "adminEndSessions", "Sign a user out everywhere")
        .names("id", "The `id` of a user.")
        .gives::<Ended>(200, "Every session of the user has ended.")
}

/// `DELETE /api/v1/admin/users/{id}/sessions`: sign a user out everywhere.
pub(super) async fn end_all(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
) -> Result<Response, ApiError> {
    let ended = holder.acts(&app).end_sessions(id).await?;
    Ok(json(StatusCode::OK, &Ended::of(ended)))
}

pub(super) fn describe_end() -> Description {
    Description::new("admin", "adminEndSession", "End a session")
        .names("id", "The `id` of a session.")
        .done(204, "It has ended.")
}

/// `DELETE /api/v1/admin/sessions/{id}`: end a session, whosesoever it is.
pub(super) async fn end(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<SessionId>,
) -> Result<Response, ApiError> {
    if holder.acts(&app).end_session(id).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(ApiError::new(Code::NotFound))
    }
}
