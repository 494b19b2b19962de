//! The query of a path, as strict as a form.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::super::error::ApiError;
use super::Fields;

/// Every parameter, each once. Which names there may be is up to whoever reads them.
pub(in crate::http) struct Query(pub(in crate::http) Fields);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Fields::of_query(parts.uri.query().unwrap_or_default()).map(Self)
    }
}
