//! What the address of a page asks for.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::super::extract::Fields;
use super::super::state::AppState;

/// The parameters of a page. An address that cannot be read asks for nothing.
pub(super) struct Asked(Fields);

impl Asked {
    /// The text of a parameter; empty if it is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.text(name)
    }
}

impl FromRequestParts<AppState> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self(Fields::of_query(parts.uri.query().unwrap_or_default()).unwrap_or_default()))
    }
}
