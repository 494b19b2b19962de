//! A session whose owner proves once more who he is.

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
use super::{SignedInBody, hand_out};
use crate::Client;

/// The proof.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct Reauthentication {
    /// The password with which the caller signs in.
    #[schema(value_type = String, format = Password)]
    password: Zeroizing<String>,
}

pub(in crate::http::api) fn describe_reauthenticate() -> Description {
    Description::new("sessions", "reauthenticate", "Prove who you are once more")
        .for_session()
        .takes::<Reauthentication>()
        .gives::<SignedInBody<'_>>(
            200,
            "For ten minutes the session may change what matters. It has another secret now, handed out as the old one \
             was presented; the old one opens nothing any more.",
        )
        .sets_cookie(200)
        .refuses(&[Code::WrongPassword, Code::PasswordMissing, Code::TooManyAttempts, Code::TooBusy])
}

/// `POST /api/v1/sessions/current/reauthenticate`: make the session fresh (ASVS 7.5.1).
pub(in crate::http::api) async fn reauthenticate(
    State(app): State<AppState>,
    client: Client,
    caller: Caller,
    Json(asked): Json<Reauthentication>,
) -> Result<Response, ApiError> {
    let renewed = app.auth.reauthenticate(caller.secret(), &asked.password, &client).await?;
    Ok(hand_out(&app, StatusCode::OK, caller.delivery(), &renewed))
}
