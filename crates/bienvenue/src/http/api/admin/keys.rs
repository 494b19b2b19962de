//! Keys: which there are, another, the end of one.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::id::KeyId;
use bienvenue_core::scope::Scopes;
use bienvenue_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::{Id, Json};
use super::super::super::reply::json;
use super::super::super::state::AppState;
use super::super::cursor::ListName;
use super::super::page::Page;
use super::guard::Holder;
use crate::{KeyInfo, NewKey};

const LIST: ListName = ListName("keys");

/// A key. Its secret is never shown again.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub(super) struct KeyBody {
    /// Names the key; opens nothing.
    #[schema(format = "uuid")]
    id: String,
    /// What people call it.
    name: String,
    /// What it may do: scopes with a space between them.
    scope: String,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// The key that made it, where no operator did.
    #[schema(format = "uuid")]
    maker_id: Option<String>,
    /// From when on it opens nothing, if it ends by itself.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// When it was last used, to the minute.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
    /// Since when it opens nothing, if it was revoked.
    #[schema(format = DateTime)]
    revoked_at: Option<String>,
    /// The key that revoked it, where no operator did.
    #[schema(format = "uuid")]
    revoker_id: Option<String>,
}

impl From<KeyInfo> for KeyBody {
    fn from(key: KeyInfo) -> Self {
        let told = |moment: Option<Timestamp>| moment.map(Timestamp::to_rfc3339);
        Self {
            id: key.id.to_string(),
            name: key.name,
            scope: key.scopes.to_string(),
            created_at: key.created_at.to_rfc3339(),
            maker_id: key.maker_id.map(|id| id.to_string()),
            expires_at: told(key.expires_at),
            last_used_at: told(key.last_used_at),
            revoked_at: told(key.revoked_at),
            revoker_id: key.revoker_id.map(|id| id.to_string()),
        }
    }
}

/// A key that is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewApiKey)]
pub(super) struct NewKeyBody {
    /// What people call it: one line.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What it may do: scopes that the key in use has too, with a space between them.
    #[schema(min_length = 1)]
    scope: String,
    /// From when on it opens nothing (RFC 3339). At the latest when the key in use ends.
    #[serde(default)]
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

impl NewKeyBody {
    fn read(self) -> Result<NewKey, ApiError> {
        let wrong = |field, says: String| ApiError::new(Code::InvalidField).says(says).about(field);
        let scopes: Scopes = self
            .scope
            .parse()
            .map_err(|error: bienvenue_core::scope::UnknownScope| wrong("scope", error.to_string()))?;
        let expires_at = match self.expires_at.as_deref().map(Timestamp::from_rfc3339) {
            Some(None) => {
                return Err(wrong(
                    "expires_at",
                    "expires_at is a moment such as 2027-01-01T00:00:00Z".to_owned(),
                ));
            }
            Some(read) => read,
            None => None,
        };
        Ok(NewKey { name: self.name, scopes, expires_at })
    }
}

/// A key that was made.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeApiKey)]
pub(super) struct MadeKeyBody<'k> {
    /// The key.
    key: KeyBody,
    /// Its secret, shown this once, to be sent as `Authorization: Bearer`.
    secret: &'k str,
}

pub(super) fn describe_list() -> Description {
    Description::new("admin", "adminListKeys", "Which keys there are")
        .lists::<KeyBody>("Keys, live or not, the oldest first.")
}

/// `GET /api/v1/admin/keys`: which keys there are.
pub(super) async fn list(
    State(app): State<AppState>,
    holder: Holder,
    page: Page,
) -> Result<Response, ApiError> {
    let after = page.after(LIST, holder.secret())?.map(KeyId::from_uuid);
    let found = app.auth.store().list_keys(after, page.to_read()).await?;
    Ok(page.answer(LIST, holder.secret(), found, |key| key.id.as_uuid(), KeyBody::from))
}

pub(super) fn describe_create() -> Description {
    Description::new("admin", "adminCreateKey", "Make another key")
        .takes::<NewKeyBody>()
        .gives::<MadeKeyBody<'_>>(
            201,
            "It may do no more than the key in use, lives no longer, and is revoked with it.",
        )
        .refuses(&[Code::FieldMissing])
}

/// `POST /api/v1/admin/keys`: make another key.
pub(super) async fn create(
    State(app): State<AppState>,
    holder: Holder,
    Json(asked): Json<NewKeyBody>,
) -> Result<Response, ApiError> {
    let (secret, key) = holder.acts(&app).create_key(asked.read()?).await?;
    Ok(json(StatusCode::CREATED, &MadeKeyBody { key: key.into(), secret: secret.expose() }))
}

pub(super) fn describe_revoke() -> Description {
    Description::new("admin", "adminRevokeKey", "Revoke a key")
        .names("id", "The `id` of a live key, be it the one in use.")
        .done(204, "It opens nothing from the next request on, nor do the keys that it has made.")
}

/// `DELETE /api/v1/admin/keys/{id}`: revoke a key and all that it has made.
pub(super) async fn revoke(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id<KeyId>,
) -> Result<Response, ApiError> {
    if holder.acts(&app).revoke_key(id).await?.is_empty() {
        Err(ApiError::new(Code::NotFound))
    } else {
        Ok(StatusCode::NO_CONTENT.into_response())
    }
}
