//! Another password for the caller's account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::Json;
use super::super::super::state::AppState;
use super::super::caller::Caller;
use super::super::sessions::{SignedInBody, hand_out};
use crate::{Client, SignIn};

/// The old password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct PasswordChange {
    /// The password with which the caller signs in.
    #[schema(value_type = String, format = Password)]
    current_password: Zeroizing<String>,
    /// The password from now on.
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 1024)]
    new_password: Zeroizing<String>,
}

pub(in crate::http::api) fn describe_change_password() -> Description {
    Description::new("me", "changePassword", "Change your password")
        .for_session()
        .takes::<PasswordChange>()
        .gives::<SignedInBody<'_>>(
            200,
            "The new password holds. Every session has ended; the caller has a new one, whose secret is handed out as the \
             old one was presented.",
        )
        .sets_cookie(200)
        .refuses(&[Code::WrongPassword]).refuses(Code::OF_NEW_PASSWORD).refuses(&[Code::TooManyAttempts, Code::TooBusy])
}

/// `POST /api/v1/me/password`: change the password (ASVS 6.2.2, 6.2.3).
pub(in crate::http::api) async fn change_password(
    State(app): State<AppState>,
    client: Client,
    caller: Caller,
    Json(asked): Json<PasswordChange>,
) -> Result<Response, ApiError> {
    let (current, new) = (&asked.current_password, &asked.new_password);
    let opened = app.auth.change_password(caller.secret(), current, new, &SignIn::from(client)).await?;
    Ok(hand_out(&app, StatusCode::OK, caller.delivery(), &opened))
}
