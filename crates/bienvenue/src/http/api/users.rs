//! `/api/v1/users`: registration.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::id::UserId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::super::describe::Description;
use super::super::error::{ApiError, Code};
use super::super::extract::Json;
use super::super::reply::json;
use super::super::state::AppState;
use crate::store::User;
use crate::{Client, Registration};

/// Who wants an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUser {
    /// The address, which is how the user signs in.
    #[schema(format = Email, max_length = 254)]
    email: String,
    /// The password, exactly as it will be typed: as long as the service's policy asks, not one that is guessed at once, at
    /// most 1024 bytes.
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 1024)]
    password: Zeroizing<String>,
}

/// An account.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
pub(super) struct UserBody {
    /// Names the account for as long as it lives.
    #[schema(format = "uuid")]
    id: String,
    /// The address, as its owner spells it.
    email: String,
    /// Whether its owner has proved that he reads mail there.
    email_verified: bool,
    /// The language of his mails.
    locale: &'static str,
    /// When the account was made.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<&User> for UserBody {
    fn from(user: &User) -> Self {
        let id: UserId = user.id;
        Self {
            id: id.to_string(),
            email: user.email.as_str().to_owned(),
            email_verified: user.email_verified_at.is_some(),
            locale: user.locale.as_str(),
            created_at: user.created_at.to_rfc3339(),
        }
    }
}

pub(super) fn describe_create() -> Description {
    Description::new("users", "registerUser", "Register")
        .takes::<NewUser>()
        .gives::<UserBody>(201, "The account is there and can be used.")
        .done(
            202,
            "A mail tells the owner of the address how to go on. Whether the address is taken is not told.",
        )
        .refuses(Code::OF_NEW_ADDRESS)
        .refuses(Code::OF_NEW_PASSWORD)
        .refuses(&[Code::TooManyAttempts, Code::TooBusy])
}

/// `POST /api/v1/users`: register.
pub(super) async fn create(
    State(app): State<AppState>,
    client: Client,
    Json(asked): Json<NewUser>,
) -> Result<Response, ApiError> {
    match app.auth.sign_up(&asked.email, &asked.password, &client).await? {
        Registration::Done(user) => Ok(json(StatusCode::CREATED, &UserBody::from(&*user))),
        Registration::MailSent => Ok(StatusCode::ACCEPTED.into_response()),
    }
}
