//! JSON as the contract has it: compact, one newline at the end, no charset in the type.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
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
    json_in(HeaderMap::new(), status, body)
}

/// The same in [`room_of`] a request.
pub(super) fn json_in(mut headers: HeaderMap, status: StatusCode, body: &impl Serialize) -> Response {
    let mut text = serde_json::to_vec(body).unwrap_or_default();
    text.push(b'\n');
    headers.reserve(ROOM);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut response = Response::new(axum::body::Body::from(text));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The map that held a request's headers, empty, for those of its answer. hyper keeps that map for the next request of the
/// connection, so that one map goes round and nobody pays for another. For what is asked for most.
pub(super) fn room_of(request: Request) -> HeaderMap {
    let mut headers = request.into_parts().0.headers;
    headers.clear();
    headers
}
