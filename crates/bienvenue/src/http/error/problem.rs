//! A refusal as the API tells it: `application/problem+json` (RFC 9457).

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiError, whole_seconds};

/// The media type of a problem.
pub(in crate::http) const MEDIA_TYPE: &str = "application/problem+json";

/// Where the catalogue is served; a problem's `type` is a place in it, relative to whatever host was asked.
pub(in crate::http) const CATALOGUE: &str = "/api/errors";

/// Why a request was refused (RFC 9457).
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Problem<'p> {
    /// Where this kind of refusal is described.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference")]
    kind: String,
    /// What happened, in a few words. The same for every refusal of this code.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// The name of this kind of refusal. It never changes: compare this one.
    code: &'static str,
    /// What happened this time, and what to do about it, for people.
    detail: Cow<'p, str>,
    /// Which field or parameter of the request it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    field: Option<&'static str>,
    /// The fewest characters that a password may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    min_length: Option<usize>,
    /// After how many seconds it is worth asking again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    retry_after: Option<u64>,
    /// The value of `X-Request-Id`, under which the service's log has this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<&'p str>,
}

/// Gives an answer that a refusal was made into this form. What else its headers say, such as `Allow`, stays.
pub(in crate::http) fn tell(refusal: &ApiError, request_id: Option<&str>, response: &mut Response) {
    let code = refusal.code;
    let status = code.api_status();
    let problem = Problem {
        kind: format!("{CATALOGUE}#{}", code.name()),
        title: code.title(),
        status: status.as_u16(),
        code: code.name(),
        detail: detail(refusal),
        field: refusal.field,
        min_length: refusal.min_length,
        retry_after: refusal.retry_after.map(whole_seconds),
        request_id,
    };
    let mut text = serde_json::to_vec(&problem).unwrap_or_default();
    text.push(b'\n');
    *response.status_mut() = status;
    *response.body_mut() = Body::from(text);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    if status == StatusCode::UNAUTHORIZED {
        // An answer of this status has to name a scheme (RFC 9110 §15.5.2), and this is the one we take (RFC 6750 §3).
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
}

/// What is said of this refusal in particular, as a sentence; else the help that its code has.
fn detail(refusal: &ApiError) -> Cow<'_, str> {
    let Some(says) = &refusal.says else { return Cow::Borrowed(refusal.code.help()) };
    let mut letters = says.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    Cow::Owned(first.into_iter().chain(letters).chain(['.']).collect())
}
