//! What surrounds every request: a gate, an id, a line in the log, and an answer even if the handler panics.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::response::{IntoResponse as _, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::browser::{self, Hsts};
use super::client::Peer;
use super::cors::{Cors, Permit};
use super::error::{ApiError, Code};
use super::face::Face;
use super::gate::{self, Gate};
use super::pages;
use super::request_id::{RequestId, RequestIds};
use super::route::Route;
use super::state::AppState;
use super::traffic::Traffic;
use crate::fault::Fault;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts [`Observed`] around each route. Written out, because `axum::middleware::from_fn` costs two boxes and a clone of
/// the route for every request.
#[derive(Clone)]
pub(super) struct Observe {
    around: Arc<Around>,
    /// Where the path's requests are counted.
    row: usize,
}

/// What all routes share; one pointer, because axum clones the layer for every request.
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
        Self { around: Arc::new(Around { ids, gate, cors, hsts, traffic, app }), row: 0 }
    }

    /// The same, around what answers at a path.
    pub(super) fn at(&self, path: &str) -> Self {
        let row = self.around.traffic.as_ref().map_or(0, |traffic| traffic.row_of(path));
        Self { around: Arc::clone(&self.around), row }
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

impl<S> Layer<S> for Observe {
    type Service = Observed<S>;

    fn layer(&self, inner: S) -> Observed<S> {
        Observed { inner, around: Arc::clone(&self.around), row: self.row }
    }
}

/// A route that is observed.
#[derive(Clone)]
pub(super) struct Observed<S> {
    inner: S,
    around: Arc<Around>,
    row: usize,
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
        let around = &*self.around;
        let permit = around.cors.as_ref().and_then(|cors| cors.permit(&request));
        let refused = around.gate.refusal(&request, permit.as_deref().is_some_and(Permit::is_given));
        let line = Line {
            started: Instant::now(),
            id: around.ids.next(),
            face: Face::of(request.uri().path()),
            method: known_method(request.method()),
            route: request.extensions().get::<MatchedPath>().cloned(),
            hsts: around.hsts,
            permit,
            traceparent: around.traceparent(&request),
            counted: around.traffic.clone().map(|traffic| (traffic, self.row)),
        };
        let (answer, refused) = match refused {
            None => (Some(self.inner.call(request)), None),
            Some(code) => (None, Some(Box::new(pages::refused(&around.app, request, gate::refused(code))))),
        };
        Observation { answer, refused, line }
    }
}

pin_project! {
    /// A request under way.
    pub(super) struct Observation<F> {
        // None if it was refused.
        #[pin]
        answer: Option<F>,
        refused: Option<Box<Response>>,
        line: Line,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Observation<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let polled = if let Some(answer) = this.answer.as_pin_mut() {
            // A handler that panics is answered here, so that its request has an id and a line as well.
            catch_unwind(AssertUnwindSafe(|| answer.poll(context)))
        } else {
            let refused = this.refused.take().map(|response| *response);
            let refused = refused.unwrap_or_else(|| ApiError::new(Code::Internal).into_response());
            Ok(Poll::Ready(Ok(refused)))
        };
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
    hsts: Option<Hsts>,
    permit: Option<Box<Permit>>,
    traceparent: Option<Box<str>>,
    counted: Option<(Traffic, usize)>,
}

impl Line {
    /// Answers in the form of the face that was asked, with an `X-Request-Id`, and writes one line: method, route, status, duration.
    ///
    /// The route is the pattern that matched, never the path as sent, so nothing that a caller writes gets into the log. A
    /// successful `GET` is a detail (`debug`): session checks would drown everything else.
    fn write(&mut self, response: &mut Response) {
        let Self { started, id, face, method, route, hsts, permit, traceparent, counted } = self;
        let traceparent = traceparent.as_deref();
        let id_text = id.as_str();
        let refusal = response.extensions_mut().remove::<ApiError>();
        face.shape(response, refusal.as_ref(), Some(id_text));
        let status = response.status().as_u16();
        let route = route.as_ref().map_or("-", MatchedPath::as_str);
        let microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        if let Some((traffic, row)) = counted {
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
        browser::tell(headers, *hsts);
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
