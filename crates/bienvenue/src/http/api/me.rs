//! `/api/v1/me`: the caller's own account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::describe::Description;
use super::super::error::{ApiError, Code};
use super::super::reply::json;
use super::super::state::AppState;
use super::caller::Caller;
use super::soon::Soon as _;
use super::users::UserBody;

pub(super) fn describe_show() -> Description {
    Description::new("me", "getMe", "Your account")
        .for_session()
        .gives::<UserBody>(200, "The caller's account.")
}

/// `GET /api/v1/me`: whose session this is.
pub(super) async fn show(State(app): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    let found = app.auth.find_session(caller.secret()).await?;
    let (_, user) = found.ok_or(ApiError::new(Code::NoSession))?;
    Ok(json(StatusCode::OK, &UserBody::from(&user)))
}
