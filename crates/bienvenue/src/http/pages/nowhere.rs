//! What leads nowhere: a path that is not there, a method that it does not have, a request that is not let in. People are
//! told on a page, programs as ever.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};

use super::super::error::{ApiError, Code};
use super::super::face::Face;
use super::super::state::{App, AppState};
use super::are_preferred;
use super::visitor::Visitor;

/// Answers for a path that does not exist.
pub(in super::super) async fn no_such_path(
    State(app): State<AppState>,
    headers: HeaderMap,
    uri: Uri,
    visitor: Visitor,
) -> Response {
    tell(&app, &visitor, &headers, uri.path(), ApiError::new(Code::NotFound))
}

/// Axum adds `Allow` to whatever this answers.
pub(in super::super) async fn other_method(
    State(app): State<AppState>,
    method: Method,
    headers: HeaderMap,
    uri: Uri,
    visitor: Visitor,
) -> Response {
    if method == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    tell(&app, &visitor, &headers, uri.path(), ApiError::new(Code::MethodNotAllowed))
}

/// Answers to a request that was not let in.
pub(in super::super) fn refused(app: &AppState, request: Request, error: ApiError) -> Response {
    let (parts, _) = request.into_parts();
    tell(app, &Visitor::of(&parts, app), &parts.headers, parts.uri.path(), error)
}

/// The refusal, on a page if that is what is asked for.
pub(super) fn tell(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    path: &str,
    error: ApiError,
) -> Response {
    if Face::of(path) == Face::Classic && are_preferred(headers) {
        visitor.frame(app).trouble(error)
    } else {
        error.into_response()
    }
}
