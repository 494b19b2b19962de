//! What surrounds every request: an id, a line in the log, and an answer even if the handler panics.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, Method};
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::random::{Randomness, random_bytes};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::error::ApiError;
use super::face::Face;
use crate::fault::Fault;

/// Puts [`Observed`] around each route. Written out, because `axum::middleware::from_fn` costs two boxes and a clone of
/// the route for every request.
#[derive(Clone)]
pub(super) struct Observe {
    ids: Arc<RequestIds>,
}

impl Observe {
    pub(super) fn new(randomness: &dyn Randomness) -> Self {
        Self { ids: Arc::new(RequestIds::new(randomness)) }
    }
}

impl<S> Layer<S> for Observe {
    type Service = Observed<S>;

    fn layer(&self, inner: S) -> Observed<S> {
        Observed { inner, ids: Arc::clone(&self.ids) }
    }
}

/// A route that is observed.
#[derive(Clone)]
pub(super) struct Observed<S> {
    inner: S,
    ids: Arc<RequestIds>,
}

impl<S> Service<Request> for Observed<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Observation<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let line = Line {
            started: Instant::now(),
            id: self.ids.next(),
            face: Face::of(request.uri().path()),
            method: known_method(request.method()),
            route: request.extensions().get::<MatchedPath>().cloned(),
        };
        Observation { answer: self.inner.call(request), line }
    }
}

pin_project! {
    /// A request under way.
    pub(super) struct Observation<F> {
        #[pin]
        answer: F,
        line: Line,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Observation<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        // A handler that panics is answered here, so that its request has an id and a line as well.
        let polled = catch_unwind(AssertUnwindSafe(|| this.answer.poll(context)));
        let mut response = match polled {
            Ok(answer) => match ready!(answer) {
                Ok(response) => response,
                Err(never) => match never {},
            },
            Err(_panic) => ApiError::from(Fault::internal("the handler panicked")).into_response(),
        };
        this.line.write(&mut response);
        Poll::Ready(Ok(response))
    }
}

/// What the log is told of a request.
struct Line {
    started: Instant,
    id: RequestId,
    face: Face,
    method: &'static str,
    route: Option<MatchedPath>,
}

impl Line {
    /// Answers in the form of the face that was asked, with an `X-Request-Id`, and writes one line: method, route, status, duration.
    ///
    /// The route is the pattern that matched, never the path as sent, so nothing that a caller writes gets into the log. A
    /// successful `GET` is a detail (`debug`): session checks would drown everything else.
    fn write(&self, response: &mut Response) {
        let Self { started, id, face, method, route } = self;
        let id_text = id.as_str();
        let refusal = response.extensions_mut().remove::<ApiError>();
        face.shape(response, refusal.as_ref(), Some(id_text));
        let status = response.status().as_u16();
        let route = route.as_ref().map_or("-", MatchedPath::as_str);
        let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        if let Some(cause) = refusal.as_ref().and_then(ApiError::cause) {
            tracing::error!(target: "bienvenue::request", id = id_text, method, route, status, microseconds, ?cause, "request");
        } else if *method == "GET" && status < 400 {
            tracing::debug!(target: "bienvenue::request", id = id_text, method, route, status, microseconds, "request");
        } else {
            tracing::info!(target: "bienvenue::request", id = id_text, method, route, status, microseconds, "request");
        }
        if let Ok(id) = HeaderValue::from_str(id_text) {
            response.headers_mut().insert("x-request-id", id);
        }
    }
}

/// An id in sixteen hexadecimal digits.
struct RequestId([u8; 16]);

impl RequestId {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Ids of requests: unique in this process, and hardly ever alike between processes.
#[derive(Debug)]
struct RequestIds(AtomicU64);

impl RequestIds {
    /// Starts at a random point. Ids are no secrets: without randomness they start at 0.
    fn new(randomness: &dyn Randomness) -> Self {
        Self(AtomicU64::new(u64::from_le_bytes(random_bytes(randomness).unwrap_or_default())))
    }

    fn next(&self) -> RequestId {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let digits = b"0123456789abcdef";
        let digit = |place: usize| {
            let value = (number >> (60 - 4 * place)) & 15;
            digits.get(usize::try_from(value).unwrap_or_default()).copied().unwrap_or(b'0')
        };
        RequestId(std::array::from_fn(digit))
    }
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
