//! What happened to the caller's account.

use axum::extract::State;
use axum::response::Response;
use bienvenue_core::id::EventId;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::super::describe::Description;
use super::super::super::error::ApiError;
use super::super::super::state::AppState;
use super::super::caller::Caller;
use super::super::cursor::ListName;
use super::super::page::Page;
use crate::Event;

const LIST: ListName = ListName("events");

/// Something that happened to an account.
#[derive(Serialize, ToSchema)]
#[schema(as = Event)]
pub(in crate::http::api) struct EventBody {
    /// Names the event.
    #[schema(format = "uuid")]
    id: String,
    /// What happened, such as `signed_in` or `password_changed`. There will be more kinds.
    kind: String,
    /// When.
    #[schema(format = DateTime)]
    created_at: String,
    /// In which session, or to which, where there is one.
    #[schema(format = "uuid")]
    session_id: Option<String>,
    /// From which network address, if that is known.
    address: Option<String>,
    /// What the client says it is.
    user_agent: Option<String>,
}

impl From<Event> for EventBody {
    fn from(event: Event) -> Self {
        Self {
            id: event.id.to_string(),
            kind: event.kind,
            created_at: event.created_at.to_rfc3339(),
            session_id: event.session_id.map(|id| id.to_string()),
            address: event.address,
            user_agent: event.user_agent,
        }
    }
}

pub(in crate::http::api) fn describe_events() -> Description {
    Description::new("me", "listEvents", "What happened to your account")
        .for_session()
        .lists::<EventBody>("What happened to the caller's account, the latest first.")
}

/// `GET /api/v1/me/events`: what happened to the caller's account.
pub(in crate::http::api) async fn events(
    State(app): State<AppState>,
    caller: Caller,
    page: Page,
) -> Result<Response, ApiError> {
    let before = page.after(LIST, caller.secret())?.map(EventId::from_uuid);
    let found = app.auth.store().list_events(caller.user.id, before, page.to_read()).await?;
    Ok(page.answer(LIST, caller.secret(), found, |event| event.id.as_uuid(), EventBody::from))
}
