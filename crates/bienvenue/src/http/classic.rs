//! The teaching project's routes.

pub(super) mod describe;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::email::EmailAddress;

use super::cookie::{add_cookie, forget};
use super::error::{ApiError, Code};
use super::extract::Fields;
use super::pages;
use super::reply::{Body, json, json_in, room_of};
use super::state::{AppState, ResetTokens};
use crate::{Client, CurrentUser, SignIn};

/// `GET /`: a greeting for programs, and the way to the pages for who would rather read one.
pub(super) async fn index(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    if !pages::are_preferred(&headers) {
        return Ok(json(StatusCode::OK, &Body::message("Bienvenue")));
    }
    let is_signed_in = match app.settings.cookies.session.read(&headers) {
        Ok(Some(session_id)) => app.auth.check_session(session_id).await?.is_some(),
        Ok(None) | Err(_) => false,
    };
    Ok(pages::welcome(is_signed_in))
}

/// `POST /users`: register.
pub(super) async fn register(
    State(app): State<AppState>,
    client: Client,
    fields: Fields,
) -> Result<Response, ApiError> {
    let email = fields.text("email");
    // Where the answer must not tell whether the address was taken, it is this one too.
    app.auth.sign_up(email, fields.text("password"), &client).await?;
    Ok(json(StatusCode::OK, &Body::about(email, "user created")))
}

/// `POST /sessions`: log in.
pub(super) async fn login(
    State(app): State<AppState>,
    client: Client,
    fields: Fields,
) -> Result<Response, ApiError> {
    let email = fields.text("email");
    let logged_in = app.auth.sign_in(email, fields.text("password"), &SignIn::from(client)).await?;
    let mut response = json(StatusCode::OK, &Body::about(email, "logged in"));
    add_cookie(&mut response, app.settings.cookies.session.set(logged_in.session_id.expose()));
    Ok(response)
}

/// `DELETE /sessions`: log out, then 302 to `/` (clients of the contract compare the status).
pub(super) async fn logout(
    State(app): State<AppState>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let session_id = app.settings.cookies.session.read(&headers)?.ok_or(ApiError::new(Code::NoSession))?;
    if !app.auth.sign_out(session_id, &client).await? {
        return Err(ApiError::new(Code::NoSession));
    }
    let mut response = StatusCode::FOUND.into_response();
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/"));
    forget(&mut response, &app.settings.cookies.session);
    Ok(response)
}

/// `GET /profile`: whose session this is.
pub(super) async fn profile(State(app): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let user = current_user(&app, request.headers()).await?;
    Ok(json_in(room_of(request), StatusCode::OK, &Body::email(&user.email)))
}

/// `POST /reset_password`: ask for a reset token.
///
/// By mail, the answer is the same for every address, and only the mail holds the token.
pub(super) async fn request_reset(
    State(app): State<AppState>,
    client: Client,
    fields: Fields,
) -> Result<Response, ApiError> {
    require_resets(&app)?;
    let email = fields.text("email");
    if app.settings.reset_tokens == ResetTokens::ByMail {
        app.auth.request_password_reset(email, &client).await?;
        return Ok(json(StatusCode::OK, &Body::email(email)));
    }
    let token = app.auth.get_reset_password_token(email).await?;
    let body = Body { reset_token: Some(token.expose()), ..Body::email(email) };
    Ok(json(StatusCode::OK, &body))
}

/// `PUT /reset_password`: spend it on a new password.
pub(super) async fn reset_password(
    State(app): State<AppState>,
    client: Client,
    fields: Fields,
) -> Result<Response, ApiError> {
    require_resets(&app)?;
    let (email, token) = (fields.text("email"), fields.text("reset_token"));
    let address = EmailAddress::parse(email).map_err(|_| ApiError::new(Code::TokenRefused))?;
    app.auth.update_password_of(&address, token, fields.text("new_password"), &client).await?;
    Ok(json(StatusCode::OK, &Body::about(email, "Password updated")))
}

async fn current_user(app: &AppState, headers: &HeaderMap) -> Result<CurrentUser, ApiError> {
    let session_id = app.settings.cookies.session.read(headers)?.ok_or(ApiError::new(Code::NoSession))?;
    app.auth.check_session(session_id).await?.ok_or(ApiError::new(Code::NoSession))
}

/// Where a token can go nowhere but into the reply, and strangers read replies, there are no resets.
fn require_resets(app: &AppState) -> Result<(), ApiError> {
    match (app.settings.reset_tokens, app.auth.mail_sender()) {
        (ResetTokens::InReply, _) | (ResetTokens::ByMail, Some(_)) => Ok(()),
        (ResetTokens::ByMail, None) => Err(ApiError::new(Code::MailNotConfigured)
            .says("Password reset is not available: this service has no way to send mail")),
    }
}
