//! An id in a path.

use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use super::super::error::{ApiError, Code};

/// The one parameter of a path. What is no id names nothing, as an id that nobody has.
pub(in crate::http) struct Id<T>(pub(in crate::http) T);

/// A UUID with its hyphens, so that a thing has one path.
const CHARS: usize = 36;

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let parameters = RawPathParams::from_request_parts(parts, state).await.ok();
        let text = parameters.as_ref().and_then(|parameters| parameters.iter().next());
        let text = text.map(|(_, text)| text).filter(|text| text.len() == CHARS);
        text.and_then(|text| text.parse().ok()).map(Self).ok_or(ApiError::new(Code::NotFound))
    }
}
