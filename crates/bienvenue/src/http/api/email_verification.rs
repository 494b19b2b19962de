//! `/api/v1/email-verification`: the proof that a registrant reads mail at his address.

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
use crate::{Client, RegistrantProof};

/// Who waits for a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EmailVerificationRequest {
    /// The address of the registration, in whatever spelling.
    email: String,
}

/// What the link in the mail leads to. One of the two passwords comes with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EmailVerification {
    /// The secret out of the link.
    #[schema(value_type = String, format = Password)]
    token: Zeroizing<String>,
    /// The password of the registration: the caller is who registered.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Zeroizing<String>>,
    /// The password from now on: the caller is not who registered, or forgot what he chose. Whatever was set before is gone.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, min_length = 1, max_length = 1024)]
    new_password: Option<Zeroizing<String>>,
}

pub(super) fn describe_request() -> Description {
    Description::new("email-verification", "requestEmailVerification", "Ask for the link once more")
        .takes::<EmailVerificationRequest>()
        .done(202, "If an account waits for the proof of this address, a link is on its way. The answer is always the same.")
        .refuses(&[Code::EmailMissing, Code::TooManyAttempts, Code::MailNotConfigured])
}

/// `POST /api/v1/email-verification`: have the link of a registration sent once more.
pub(super) async fn request(
    State(app): State<AppState>,
    client: Client,
    Json(asked): Json<EmailVerificationRequest>,
) -> Result<Response, ApiError> {
    app.needs_mail()?;
    app.auth.resend_verification(&asked.email, &client).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}

pub(super) fn describe_complete() -> Description {
    Description::new("email-verification", "completeEmailVerification", "Prove the address")
        .takes::<EmailVerification>()
        .done(204, "The address is proved, and the account can be used.")
        .refuses(&[Code::FieldMissing, Code::TokenRefused, Code::WrongPassword])
        .refuses(Code::OF_NEW_PASSWORD)
        .refuses(&[Code::TooManyAttempts, Code::TooBusy])
}

/// `POST /api/v1/email-verification/complete`: prove the address.
pub(super) async fn complete(
    State(app): State<AppState>,
    client: Client,
    Json(asked): Json<EmailVerification>,
) -> Result<Response, ApiError> {
    let proof = match (&asked.password, &asked.new_password) {
        (Some(password), None) => RegistrantProof::Password(password),
        (None, Some(new_password)) => RegistrantProof::NewPassword(new_password),
        (None, None) => return Err(ApiError::missing("password")),
        (Some(_), Some(_)) => {
            let words = "send password or new_password, not both";
            return Err(ApiError::new(Code::InvalidField).says(words).about("new_password"));
        }
    };
    app.auth.verify_email(asked.token.as_str(), proof, &client).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
