//! What the API says of itself.

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use super::super::describe::Description;
use super::super::error::errors_reference;
use super::super::openapi::openapi_document;

static OPENAPI: LazyLock<Bytes> = LazyLock::new(|| openapi_document().into());
static ERRORS: LazyLock<Bytes> = LazyLock::new(|| errors_reference().into());

pub(super) fn describe_openapi() -> Description {
    Description::new("documents", "getOpenapi", "This document").gives_object(200, "OpenAPI 3.1, in JSON.")
}

/// `GET /api/openapi.json`: every route, for programs that read such documents.
pub(super) async fn openapi() -> Response {
    document(OPENAPI.clone(), "application/json")
}

pub(super) fn describe_errors() -> Description {
    Description::new("documents", "getErrors", "What the codes of refusals mean").gives_text(
        200,
        "text/markdown",
        "The catalogue that `type` of a problem points to, in Markdown.",
    )
}

/// `GET /api/errors`: what `type` of a problem points to.
pub(super) async fn errors() -> Response {
    document(ERRORS.clone(), "text/markdown; charset=utf-8")
}

fn document(bytes: Bytes, media_type: &'static str) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], bytes).into_response()
}
