//! `/api/v1/sessions`: sign in, see where one is signed in, sign out.

mod hand_out;
mod reauthenticate;
mod types;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::id::SessionId;

pub(super) use self::hand_out::hand_out;
pub(super) use self::reauthenticate::{describe_reauthenticate, reauthenticate};
use self::types::NewSession;
pub(super) use self::types::{Delivery, Ended, SessionBody, SignedInBody};
use super::super::client::Browser;
use super::super::cookie::{add_cookie, forget};
use super::super::describe::Description;
use super::super::error::{ApiError, Code};
use super::super::extract::{Id, Json};
use super::super::reply::json;
use super::super::state::AppState;
use super::caller::Caller;
use super::cursor::ListName;
use super::page::Page;
use crate::{Client, SessionsOf, SignIn};

const LIST: ListName = ListName("sessions");

pub(super) fn describe_create() -> Description {
    Description::new("sessions", "signIn", "Sign in")
        .takes::<NewSession>()
        .gives::<SignedInBody<'_>>(201, "A session is open. Its secret is in the cookie, or in `token`.")
        .sets_cookie(201)
        .refuses(&[
            Code::WrongCredentials,
            Code::EmailMissing,
            Code::PasswordMissing,
            Code::TooManyAttempts,
            Code::TooBusy,
        ])
}

/// `POST /api/v1/sessions`: sign in.
pub(super) async fn create(
    State(app): State<AppState>,
    browser: Browser,
    Json(asked): Json<NewSession>,
) -> Result<Response, ApiError> {
    let (client, device) = match asked.delivery {
        Delivery::Cookie => browser.introduce(&app)?,
        Delivery::Bearer => (browser.into_client(), None),
    };
    let how = SignIn::from(client);
    let how = if asked.remember { how } else { how.briefly() };
    let opened = app.auth.sign_in(&asked.email, &asked.password, &how).await?;
    let mut response = hand_out(&app, StatusCode::CREATED, asked.delivery, &opened);
    add_cookie(&mut response, device);
    Ok(response)
}

pub(super) fn describe_list() -> Description {
    Description::new("sessions", "listSessions", "Where you are signed in")
        .for_session()
        .lists::<SessionBody>("The caller's live sessions, the oldest first.")
}

/// `GET /api/v1/sessions`: the caller's live sessions.
pub(super) async fn list(
    State(app): State<AppState>,
    caller: Caller,
    page: Page,
) -> Result<Response, ApiError> {
    let after = page.after(LIST, caller.secret())?.map(SessionId::from_uuid);
    let current = app.auth.find_session(caller.secret()).await?.ok_or(ApiError::new(Code::NoSession))?.0.id;
    let of = SessionsOf::User(caller.user.id);
    let found = app.auth.store().list_sessions(of, after, page.to_read()).await?;
    let show = |session| SessionBody::new(&session, session.id == current);
    Ok(page.answer(LIST, caller.secret(), found, |session| session.id.as_uuid(), show))
}

pub(super) fn describe_end_others() -> Description {
    Description::new("sessions", "endOtherSessions", "Sign out everywhere else")
        .for_session()
        .gives::<Ended>(200, "Every session of the caller but this one has ended.")
}

/// `DELETE /api/v1/sessions`: end every session of the caller but this one.
pub(super) async fn end_others(
    State(app): State<AppState>,
    client: Client,
    caller: Caller,
) -> Result<Response, ApiError> {
    let ended = app.auth.end_other_sessions(caller.user.id, caller.secret(), &client).await?;
    Ok(json(StatusCode::OK, &Ended::of(ended)))
}

pub(super) fn describe_end() -> Description {
    Description::new("sessions", "endSession", "End one of your sessions")
        .for_session()
        .names("id", "The `id` of a session of the caller.")
        .done(204, "The session has ended.")
}

/// `DELETE /api/v1/sessions/{id}`: end one of the caller's sessions. Somebody else's does not exist (ASVS 8.2.2).
pub(super) async fn end(
    State(app): State<AppState>,
    client: Client,
    caller: Caller,
    Id(id): Id<SessionId>,
) -> Result<Response, ApiError> {
    if !app.auth.end_session_of(caller.user.id, id, &client).await? {
        return Err(ApiError::new(Code::NotFound));
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) fn describe_sign_out() -> Description {
    Description::new("sessions", "signOut", "Sign out")
        .for_session()
        .done(204, "The session has ended; a cookie that presented it is cleared.")
        .sets_cookie(204)
}

/// `DELETE /api/v1/sessions/current`: sign out.
pub(super) async fn sign_out(
    State(app): State<AppState>,
    client: Client,
    caller: Caller,
) -> Result<Response, ApiError> {
    if !app.auth.sign_out(caller.secret(), &client).await? {
        return Err(ApiError::new(Code::NoSession));
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if caller.has_cookie {
        forget(&mut response, &app.settings.cookies.session);
    }
    Ok(response)
}
