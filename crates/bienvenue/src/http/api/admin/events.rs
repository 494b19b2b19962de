//! What happened, and what was refused.

use axum::extract::State;
use axum::response::Response;
use bienvenue_core::id::{EventId, UserId};
use bienvenue_core::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::{Fields, Query};
use super::super::super::state::AppState;
use super::super::cursor::ListName;
use super::super::page::Page;
use super::guard::Holder;
use crate::{Event, EventKind, EventQuery};

const LIST: ListName = ListName("all events");

/// Something that happened.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminEvent)]
pub(super) struct EventBody {
    /// Names the event.
    #[schema(format = "uuid")]
    id: String,
    /// What happened, such as `signed_in`. There will be more kinds.
    kind: String,
    /// When.
    #[schema(format = DateTime)]
    created_at: String,
    /// To whose account, if there is one. A user who is gone is an id that leads nowhere.
    #[schema(format = "uuid")]
    user_id: Option<String>,
    /// In which session, or to which.
    #[schema(format = "uuid")]
    session_id: Option<String>,
    /// Which administrator did it, if one did.
    #[schema(format = "uuid")]
    actor_id: Option<String>,
    /// By which API key it was done; of `key_created` and `key_revoked`, which one.
    #[schema(format = "uuid")]
    key_id: Option<String>,
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
            user_id: event.user_id.map(|id| id.to_string()),
            session_id: event.session_id.map(|id| id.to_string()),
            actor_id: event.actor_id.map(|id| id.to_string()),
            key_id: event.key_id.map(|id| id.to_string()),
            address: event.address,
            user_agent: event.user_agent,
        }
    }
}

pub(super) fn describe_list() -> Description {
    Description::new("admin", "adminListEvents", "What happened")
        .lists::<EventBody>("What happened to all accounts and to none, the latest first.")
        .filtered_by("user_id", "Only what happened to the account of this user.")
        .filtered_by("kind", "Only events of this kind, such as `sign_in_failed`.")
        .filtered_by("since", "Only events from this moment on, such as `2026-06-01T12:00:00Z` (RFC 3339).")
}

/// `GET /api/v1/admin/events`: what happened.
pub(super) async fn list(
    State(app): State<AppState>,
    holder: Holder,
    Query(asked): Query,
) -> Result<Response, ApiError> {
    let (page, query) = (Page::of(&asked, &["user_id", "kind", "since"])?, read(&asked)?);
    let before = page.after(LIST, holder.secret())?.map(EventId::from_uuid);
    let found = app.auth.store().search_events(query, before, page.to_read()).await?;
    Ok(page.answer(LIST, holder.secret(), found, |event| event.id.as_uuid(), EventBody::from))
}

fn read(asked: &Fields) -> Result<EventQuery, ApiError> {
    let kind = |name: &str| EventKind::ALL.into_iter().find(|kind| kind.as_str() == name);
    Ok(EventQuery {
        user_id: filter(asked, "user_id", "the id of a user", |text| text.parse::<UserId>().ok())?,
        kind: filter(asked, "kind", "a kind of event", kind)?,
        since: filter(asked, "since", "a moment such as 2026-06-01T12:00:00Z", Timestamp::from_rfc3339)?,
    })
}

fn filter<T>(
    asked: &Fields,
    name: &'static str,
    what: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, ApiError> {
    let Some(text) = asked.find(name) else { return Ok(None) };
    let wrong = || ApiError::new(Code::InvalidQuery).says(format!("{name} is {what}")).about(name);
    read(text).map(Some).ok_or_else(wrong)
}
