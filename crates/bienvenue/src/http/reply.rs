//! JSON as the contract has it: compact, one newline at the end, no charset in the type.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::browser::ROOM;

/// What the teaching project's routes answer.
// Fields stand in alphabetical order, which is the order they are sent in.
#[derive(Serialize, ToSchema)]
#[schema(as = ClassicAnswer)]
pub(super) struct Body<'b> {
    /// The address that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) email: Option<&'b str>,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) message: Option<&'b str>,
    /// A secret that sets a new password once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) reset_token: Option<&'b str>,
}

impl<'b> Body<'b> {
    pub(super) const fn message(message: &'b str) -> Self {
        Self { email: None, message: Some(message), reset_token: None }
    }

    pub(super) const fn email(email: &'b str) -> Self {
        Self { email: Some(email), message: None, reset_token: None }
    }

    pub(super) const fn about(email: &'b str, message: &'b str) -> Self {
        Self { email: Some(email), message: Some(message), reset_token: None }
    }
}

/// A reply with this body. It is put together by hand: what axum would do gives it another type first, and moves the
/// headers as they grow.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let mut text = serde_json::to_vec(body).unwrap_or_default();
    text.push(b'\n');
    let mut response = Response::new(axum::body::Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.reserve(ROOM);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
