//! The language of the caller's mails.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::locale::Locale;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::super::describe::Description;
use super::super::super::error::{ApiError, Code};
use super::super::super::extract::Json;
use super::super::super::state::AppState;
use super::super::caller::Caller;

/// A language.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::http::api) enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Fr => Self::Fr,
        }
    }
}

/// The language that is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct LocaleChange {
    /// Its tag.
    locale: Language,
}

impl LocaleChange {
    pub(in crate::http::api) fn locale(&self) -> Locale {
        self.locale.into()
    }
}

pub(in crate::http::api) fn describe_set_locale() -> Description {
    Description::new("me", "setLocale", "Choose the language of your mails")
        .for_session()
        .takes::<LocaleChange>()
        .done(204, "Mails are written in this language from now on.")
        .refuses(&[Code::FieldMissing])
}

/// `PUT /api/v1/me/locale`: choose the language of mails.
pub(in crate::http::api) async fn set_locale(
    State(app): State<AppState>,
    caller: Caller,
    Json(asked): Json<LocaleChange>,
) -> Result<Response, ApiError> {
    app.auth.set_locale(caller.user.id, asked.locale()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
