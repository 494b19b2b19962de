//! What surrounds every request: an id, and a line in the log.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::random::{Randomness, random_bytes};
use futures_util::FutureExt as _;

use super::error::{ApiError, Cause};
use super::state::AppState;
use crate::fault::Fault;

/// Ids of requests: unique in this process, and hardly ever alike between processes.
#[derive(Debug)]
pub(super) struct RequestIds(AtomicU64);

impl RequestIds {
    /// Starts at a random point. Ids are no secrets: without randomness they start at 0.
    pub(super) fn new(randomness: &dyn Randomness) -> Self {
        Self(AtomicU64::new(u64::from_le_bytes(random_bytes(randomness).unwrap_or_default())))
    }

    fn next(&self) -> String {
        format!("{:016x}", self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// Answers with an `X-Request-Id` and writes one line: method, route, status, duration.
///
/// The route is the pattern that matched, never the path as sent, so nothing that a caller writes gets into the log. A
/// successful `GET` is a detail (`debug`): session checks would drown everything else. A handler that panics is answered
/// here, so that its request has an id and a line as well.
pub(super) async fn observe(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = app.request_ids.next();
    let method = known_method(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered
        .unwrap_or_else(|_panic| ApiError::from(Fault::internal("the handler panicked")).into_response());

    let status = response.status().as_u16();
    let route = matched.as_ref().map_or("-", MatchedPath::as_str);
    let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    if let Some(Cause(cause)) = response.extensions_mut().remove::<Cause>() {
        tracing::error!(target: "bienvenue::request", id, method, route, status, microseconds, ?cause, "request");
    } else if method == "GET" && status < 400 {
        tracing::debug!(target: "bienvenue::request", id, method, route, status, microseconds, "request");
    } else {
        tracing::info!(target: "bienvenue::request", id, method, route, status, microseconds, "request");
    }
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

/// The method, for the log; whatever else a caller makes up is "other".
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
