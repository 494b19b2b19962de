//! All that is stored of the caller's account.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use bienvenue_core::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::reply::json;
use super::super::super::state::{App, AppState};
use super::super::caller::Caller;
use super::super::sessions::SessionBody;
use super::super::users::UserBody;
use super::events::EventBody;
use crate::Client;

/// What is stored of an account, but for its secrets.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountExport)]
pub(in crate::http::api) struct ExportBody {
    /// The account.
    user: UserBody,
    /// Since when its owner looks after the accounts of others, if he does.
    #[schema(format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    admin_since: Option<String>,
    /// Its live sessions, the oldest first.
    sessions: Vec<SessionBody>,
    /// What happened to it, the latest first.
    events: Vec<EventBody>,
}

pub(in crate::http::api) fn describe_export() -> Description {
    Description::new("me", "exportMe", "All that is stored of your account")
        .for_session()
        .gives::<ExportBody>(200, "The account, its sessions and its events, in one document.")
        .refuses(&[Code::ReauthenticationRequired])
}

/// `POST /api/v1/me/export`: all that is stored of the caller's account. It is written down that it was asked for, so it is
/// no `GET` (ASVS 3.5.3).
pub(in crate::http::api) async fn export(
    State(app): State<AppState>,
    client: Client,
    caller: Caller,
) -> Result<Response, ApiError> {
    download(&app, caller.secret(), &client).await
}

/// The same for the pages.
pub(in crate::http) async fn download(
    app: &App,
    session_id: &str,
    client: &Client,
) -> Result<Response, ApiError> {
    let export = app.auth.export_account(session_id, client).await?;
    let current = app.auth.find_session(session_id).await?.map(|(session, _)| session.id);
    let show = |session| SessionBody::new(&session, Some(session.id) == current);
    let body = ExportBody {
        user: UserBody::from(&export.user),
        admin_since: export.user.admin_since.map(Timestamp::to_rfc3339),
        sessions: export.sessions.into_iter().map(show).collect(),
        events: export.events.into_iter().map(EventBody::from).collect(),
    };
    let mut response = json(StatusCode::OK, &body);
    let attachment = HeaderValue::from_static("attachment; filename=\"account.json\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, attachment);
    Ok(response)
}
