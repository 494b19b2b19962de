//! `/api/v1/password-reset`: a new password for somebody who reads mail at the address.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::super::describe::Description;
use super::super::error::{ApiError, Code};
use super::super::extract::Json;
use super::super::state::AppState;
use crate::client::Client;

/// Who forgot a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordResetRequest {
    /// The address of the account, in whatever spelling.
    email: String,
}

/// What the link in the mail leads to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordReset {
    /// The secret out of the link.
    #[schema(value_type = String, format = Password)]
    token: Zeroizing<String>,
    /// The password from now on.
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 1024)]
    new_password: Zeroizing<String>,
}

pub(super) fn describe_request() -> Description {
    Description::new("password-reset", "requestPasswordReset", "Ask for a new password")
        .takes::<PasswordResetRequest>()
        .done(202, "If somebody has this address, a link is on its way to it. The answer is the same for every address.")
        .refuses(&[Code::EmailMissing, Code::TooManyAttempts, Code::MailNotConfigured])
}

/// `POST /api/v1/password-reset`: have a link sent. Nothing about the answer tells who has an account (ASVS 6.3.8).
pub(super) async fn request(
    State(app): State<AppState>,
    client: Client,
    Json(asked): Json<PasswordResetRequest>,
) -> Result<Response, ApiError> {
    app.needs_mail()?;
    app.auth.request_password_reset(&asked.email, &client).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}

pub(super) fn describe_complete() -> Description {
    Description::new("password-reset", "completePasswordReset", "Set the new password")
        .takes::<PasswordReset>()
        .done(204, "The new password holds, and every session of the user has ended.")
        .refuses(&[Code::FieldMissing, Code::TokenRefused])
        .refuses(Code::OF_NEW_PASSWORD)
        .refuses(&[Code::TooManyAttempts, Code::TooBusy])
}

/// `POST /api/v1/password-reset/complete`: spend the link on a new password.
pub(super) async fn complete(
    State(app): State<AppState>,
    client: Client,
    Json(asked): Json<PasswordReset>,
) -> Result<Response, ApiError> {
    app.auth.reset_password(asked.token.as_str(), &asked.new_password, &client).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
