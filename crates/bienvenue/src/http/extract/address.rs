//! A network address in a path.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use super::super::error::{ApiError, Code};

/// The one parameter of a path. What is no address names nothing.
pub(in crate::http) struct Address(pub(in crate::http) IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let parameters = RawPathParams::from_request_parts(parts, state).await.ok();
        let text = parameters.as_ref().and_then(|parameters| parameters.iter().next()).map(|(_, text)| text);
        text.and_then(|text| text.parse().ok()).map(Self).ok_or(ApiError::new(Code::NotFound))
    }
}
