//! Who answers: handlers, whatever they take, by the methods of a path.

use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use axum::routing::MethodFilter;

use super::state::AppState;

/// An answer under way.
pub(super) type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// What can answer: a function that takes extractors, for which axum makes [`Answering`] and no other future.
pub(super) trait Answers<T>: Handler<T, AppState, Future = Answering> {}

impl<T, H: Handler<T, AppState, Future = Answering>> Answers<T> for H {}

/// A handler. It is kept here and not in a route of axum's: a layer around one costs each request two boxes more and moves it
/// five times.
#[derive(Clone)]
pub(super) struct Answer(Arc<dyn Fn(Request, AppState) -> Answering + Send + Sync>);

impl Answer {
    /// The answer of a handler.
    pub(super) fn of<T: 'static>(handler: impl Answers<T>) -> Self {
        Self(Arc::new(move |request, app| handler.clone().call(request, app)))
    }

    /// Begins to answer.
    pub(super) fn begin(&self, request: Request, app: AppState) -> Answering {
        self.0(request, app)
    }
}

/// The handlers of a path, each with the method by which it is asked.
#[derive(Clone, Default)]
pub(super) struct Methods(pub(super) Vec<(MethodFilter, Answer)>);

/// A path that is asked by `GET`, and by `HEAD` with it.
pub(super) fn get<T: 'static>(handler: impl Answers<T>) -> Methods {
    Methods(vec![(MethodFilter::GET, Answer::of(handler))])
}

/// A path that is asked by `POST`.
pub(super) fn post<T: 'static>(handler: impl Answers<T>) -> Methods {
    Methods::default().post(handler)
}

impl Methods {
    /// The same, asked by `POST` too.
    pub(super) fn post<T: 'static>(mut self, handler: impl Answers<T>) -> Self {
        self.0.push((MethodFilter::POST, Answer::of(handler)));
        self
    }
}
