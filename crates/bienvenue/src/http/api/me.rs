//! `/api/v1/me`: the caller's own account.

mod email;
mod events;
mod export;
mod locale;
mod password;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

pub(super) use self::email::{change_email, describe_change_email};
pub(super) use self::events::{describe_events, events};
pub(in crate::http) use self::export::download;
pub(super) use self::export::{describe_export, export};
pub(super) use self::locale::{Language, LocaleChange, describe_set_locale, set_locale};
pub(super) use self::password::{change_password, describe_change_password};
use super::super::cookie::forget;
use super::super::describe::Description;
use super::super::error::{ApiError, Code};
use super::super::reply::json;
use super::super::state::AppState;
use super::caller::Caller;
use super::users::UserBody;
use crate::Client;

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

pub(super) fn describe_delete() -> Description {
    Description::new("me", "deleteMe", "Delete your account")
        .for_session()
        .done(204, "The account is gone, with everything that names its owner. Every session has ended.")
        .sets_cookie(204)
        .refuses(&[Code::ReauthenticationRequired, Code::LastAdmin])
}

/// `DELETE /api/v1/me`: the end of the account.
pub(super) async fn delete(
    State(app): State<AppState>,
    client: Client,
    caller: Caller,
) -> Result<Response, ApiError> {
    app.auth.delete_account(caller.secret(), &client).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if caller.has_cookie {
        forget(&mut response, &app.settings.cookies.session);
    }
    Ok(response)
}
