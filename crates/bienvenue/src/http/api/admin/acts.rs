//! What is done to an account. Its owner is told of it as of an operator's act on the command line.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::id::UserId;
use serde::Deserialize;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::{Id, Json};
use super::super::super::state::AppState;
use super::super::me::LocaleChange;
use super::guard::Holder;

fn act(id: &'static str, summary: &'static str, says: &str) -> Description {
    Description::new("admin", id, summary).names("id", "The `id` of a user.").done(204, says)
}

/// The answer to an act that was done.
fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

pub(super) fn describe_disable() -> Description {
    act(
        "adminDisableUser",
        "Keep a user from signing in",
        "Every session has ended, and every outstanding link is dead.",
    )
    .refuses(&[Code::LastAdmin])
}

/// `POST /api/v1/admin/users/{id}/disable`
pub(super) async fn disable(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
) -> Result<Response, ApiError> {
    holder.acts(&app).set_disabled(id, true).await?;
    Ok(done())
}

pub(super) fn describe_enable() -> Description {
    act("adminEnableUser", "Let a user sign in again", "He may.").refuses(&[Code::LastAdmin])
}

/// `POST /api/v1/admin/users/{id}/enable`
pub(super) async fn enable(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
) -> Result<Response, ApiError> {
    holder.acts(&app).set_disabled(id, false).await?;
    Ok(done())
}

pub(super) fn describe_verify() -> Description {
    act("adminVerifyUser", "Take a user's address as proved", "It counts as proved.")
}

/// `POST /api/v1/admin/users/{id}/verify`
pub(super) async fn verify(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
) -> Result<Response, ApiError> {
    holder.acts(&app).verify_email(id).await?;
    Ok(done())
}

pub(super) fn describe_set_locale() -> Description {
    act("adminSetLocale", "Choose the language of a user's mails", "Mails are written in it from now on.")
        .takes::<LocaleChange>()
        .refuses(&[Code::FieldMissing])
}

/// `PUT /api/v1/admin/users/{id}/locale`
pub(super) async fn set_locale(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
    Json(asked): Json<LocaleChange>,
) -> Result<Response, ApiError> {
    holder.acts(&app).set_locale(id, asked.locale()).await?;
    Ok(done())
}

pub(super) fn describe_send_reset() -> Description {
    Description::new("admin", "adminSendPasswordReset", "Have a link for a new password sent to a user")
        .names("id", "The `id` of a user who may sign in.")
        .done(202, "A mail is on its way to its owner, and to nobody else.")
        .refuses(&[Code::MailNotConfigured, Code::TooManyAttempts])
}

/// `POST /api/v1/admin/users/{id}/password-reset`
pub(super) async fn send_reset(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
) -> Result<Response, ApiError> {
    app.needs_mail()?;
    holder.acts(&app).send_reset(id).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}

/// A password from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AdminPassword {
    /// Exactly as it will be typed.
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 1024)]
    password: Zeroizing<String>,
}

pub(super) fn describe_set_password() -> Description {
    act("adminSetPassword", "Set a user's password", "It holds. Every session of the user has ended.")
        .takes::<AdminPassword>()
        .refuses(Code::OF_NEW_PASSWORD)
        .refuses(&[Code::TooBusy])
}

/// `PUT /api/v1/admin/users/{id}/password`
pub(super) async fn set_password(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
    Json(asked): Json<AdminPassword>,
) -> Result<Response, ApiError> {
    holder.acts(&app).set_password(id, &asked.password).await?;
    Ok(done())
}

pub(super) fn describe_delete() -> Description {
    act("adminDeleteUser", "Delete an account", "It is gone, with everything that names its owner.")
        .refuses(&[Code::LastAdmin])
}

/// `DELETE /api/v1/admin/users/{id}`
pub(super) async fn delete(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<UserId>,
) -> Result<Response, ApiError> {
    holder.acts(&app).delete_user(id).await?;
    Ok(done())
}
