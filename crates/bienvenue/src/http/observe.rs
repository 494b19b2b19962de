//! What surrounds every request: a gate, an id, a line in the log, and an answer even if the handler panics.

use std::convert::Infallible;
use std::future::ready;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::response::{IntoResponse as _, Response};
use tower_service::Service;

use super::answer::{Answer, Answering};
use super::browser::{self, Hsts};
use super::client::Peer;
use super::cors::{Cors, Permit};
use super::error::ApiError;
use super::face::Face;
use super::gate::{self, Gate};
use super::pages;
use super::request_id::{RequestId, RequestIds};
use super::route::Route;
use super::state::AppState;
use super::traffic::Traffic;
use crate::fault::Fault;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts what surrounds every request around the handlers.
pub(super) struct Observe(Arc<Around>);

/// What all handlers share.
struct Around {
    ids: RequestIds,
    gate: Gate,
    cors: Option<Cors>,
    hsts: Option<Hsts>,
    traffic: Option<Traffic>,
    app: AppState,
}

impl Observe {
    pub(super) fn new(app: AppState, api: &[Route]) -> Self {
        let (ids, settings) = (RequestIds::new(app.auth.store().randomness()), &app.settings);
        let (gate, cors, hsts) = (settings.gate(), settings.cors(api), settings.told_hsts());
        let traffic = settings.traffic.clone();
        Self(Arc::new(Around { ids, gate, cors, hsts, traffic, app }))
    }

    /// A handler at a path, observed.
    pub(super) fn around(&self, path: &'static str, answer: Answer) -> Observed {
        let around = Arc::clone(&self.0);
        let row = around.traffic.as_ref().map_or(0, |traffic| traffic.row_of(path));
        Observed(Arc::new(Place { answer, path, row, around }))
    }
}

impl Around {
    /// The `traceparent` of a caller who is trusted, if that is to be told. Longer ones are of no version that is known.
    fn traceparent(&self, request: &Request) -> Option<Box<str>> {
        const LONGEST: usize = 55;
        let callers = self.app.settings.trace_callers();
        if callers.is_empty() {
            return None;
        }
        let Peer(peer) = request.extensions().get()?;
        let text = request.headers().get("traceparent")?.to_str().ok()?;
        let is_hex = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
        let is_trusted = callers.iter().any(|caller| caller.contains(*peer));
        (is_trusted && text.len() <= LONGEST && text.bytes().all(is_hex)).then(|| text.into())
    }
}

/// A handler that is observed: one pointer, because axum clones it for every request.
#[derive(Clone)]
pub(super) struct Observed(Arc<Place>);

/// A handler and where it is.
struct Place {
    answer: Answer,
    /// As it is named in the log.
    path: &'static str,
    /// Where the path's requests are counted.
    row: usize,
    around: Arc<Around>,
}

impl Service<Request> for Observed {
    type Response = Response;
    type Error = Infallible;
    type Future = Observation;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Observation {
        let around = &*self.0.around;
        let permit = around.cors.as_ref().and_then(|cors| cors.permit(&request, self.0.path));
        let refused = around.gate.refusal(&request, permit.as_deref().is_some_and(Permit::is_given));
        let line = Line {
            started: Instant::now(),
            id: around.ids.next(),
            face: Face::of(request.uri().path()),
            method: known_method(request.method()),
            permit,
            traceparent: around.traceparent(&request),
            place: Arc::clone(&self.0),
        };
        let answer = match refused {
            None => self.0.answer.begin(request, around.app.clone()),
            Some(code) => Box::pin(ready(pages::refused(&around.app, request, gate::refused(code)))),
        };
        Observation { answer, line }
    }
}

/// A request under way.
pub(super) struct Observation {
    answer: Answering,
    line: Line,
}

impl Future for Observation {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { answer, line } = &mut *self;
        // A handler that panics is answered here, so that its request has an id and a line as well.
        let mut response = match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(response)) => response,
            Err(_panic) => ApiError::from(Fault::internal("the handler panicked")).into_response(),
        };
        line.write(&mut response);
        Poll::Ready(Ok(response))
    }
}

/// What the log is told of a request.
struct Line {
    started: Instant,
    id: RequestId,
    face: Face,
    method: &'static str,
    permit: Option<Box<Permit>>,
    traceparent: Option<Box<str>>,
    place: Arc<Place>,
}

impl Line {
    /// Answers in the form of the face that was asked, with an `X-Request-Id`, and writes one line: method, route, status, duration.
    ///
    /// The route is the pattern that matched, never the path as sent, so nothing that a caller writes gets into the log. A
    /// successful `GET` is a detail (`debug`): session checks would drown everything else.
    fn write(&mut self, response: &mut Response) {
        let Self { started, id, face, method, permit, traceparent, place } = self;
        let Place { path: route, row, around, .. } = &**place;
        let traceparent = traceparent.as_deref();
        let id_text = id.as_str();
        let refusal = response.extensions_mut().remove::<ApiError>();
        face.shape(response, refusal.as_ref(), Some(id_text));
        let status = response.status().as_u16();
        let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        if let Some(traffic) = &around.traffic {
            traffic.note(*row, method, status, microseconds);
        }
        if let Some(cause) = refusal.as_ref().and_then(ApiError::cause) {
            tracing::error!(target: "bienvenue::request", id = id_text, method, route, status, microseconds, traceparent, ?cause, "request");
        } else if *method == "GET" && status < 400 {
            tracing::debug!(target: "bienvenue::request", id = id_text, method, route, status, microseconds, traceparent, "request");
        } else {
            tracing::info!(target: "bienvenue::request", id = id_text, method, route, status, microseconds, traceparent, "request");
        }
        let headers = response.headers_mut();
        browser::tell(headers, around.hsts);
        if let Some(permit) = permit.take() {
            permit.tell(headers);
        }
        if let Ok(id) = HeaderValue::from_str(id_text) {
            headers.insert(X_REQUEST_ID, id);
        }
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
