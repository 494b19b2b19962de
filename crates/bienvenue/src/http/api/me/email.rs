//! Another address for the caller's account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::Json;
use super::super::super::state::AppState;
use super::super::caller::Caller;
use crate::Client;

/// The address that is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct EmailChangeRequest {
    /// The new address.
    #[schema(format = Email, max_length = 254)]
    email: String,
}

pub(in crate::http::api) fn describe_change_email() -> Description {
    Description::new("me", "requestEmailChange", "Ask for another address")
        .for_session()
        .takes::<EmailChangeRequest>()
        .done(
            202,
            "A link is on its way to the new address; the account has it once the link is followed. If somebody else has \
             that address, he is told, and nobody else.",
        )
        .refuses(&[
            Code::EmailMissing,
            Code::EmailInvalid,
            Code::EmailTooLong,
            Code::ReauthenticationRequired,
            Code::TooManyAttempts,
            Code::MailNotConfigured,
        ])
}

/// `POST /api/v1/me/email`: begin a change of address.
pub(in crate::http::api) async fn change_email(
    State(app): State<AppState>,
    client: Client,
    caller: Caller,
    Json(asked): Json<EmailChangeRequest>,
) -> Result<Response, ApiError> {
    app.needs_mail()?;
    app.auth.request_email_change(caller.secret(), &asked.email, &client).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}
