//! `/api/v1/email-change`: the proof of a new address.

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
use crate::Client;

/// What the link in the mail leads to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EmailChange {
    /// The secret out of the link.
    #[schema(value_type = String, format = Password)]
    token: Zeroizing<String>,
}

pub(super) fn describe_complete() -> Description {
    Description::new("email-change", "completeEmailChange", "Take the new address")
        .takes::<EmailChange>()
        .done(204, "The account has the new address, and the old one is told.")
        .refuses(&[Code::FieldMissing, Code::TokenRefused, Code::EmailTaken, Code::TooManyAttempts])
}

/// `POST /api/v1/email-change/complete`: take the address that the link went to.
pub(super) async fn complete(
    State(app): State<AppState>,
    client: Client,
    Json(asked): Json<EmailChange>,
) -> Result<Response, ApiError> {
    app.auth.change_email(asked.token.as_str(), &client).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
