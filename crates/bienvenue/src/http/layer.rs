//! For axum apps: a layer, and the extractor that tells a handler who is signed in.
//!
//! It asks what the service's own routes ask, by the same code, so a session that has ended opens nothing here either.

use std::task::{Context, Poll};

use axum::extract::{FromRequestParts, OptionalFromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{Method, Request};
use axum::response::Response;
use tower_layer::Layer;
use tower_service::Service;

use super::api::caller::Caller;
use super::error::{ApiError, Code};
use super::face::Face;
use super::pages::return_to::ReturnTo;
use super::pages::{LOGIN, are_preferred, see_other};
use super::state::{AppState, HttpSettings};
use crate::{Auth, CurrentUser as Known};

impl Auth {
    /// A layer for the routes of an axum app whose handlers take a [`CurrentUser`].
    ///
    /// It reads the cookie that [`HttpSettings::internet`] sets, or a bearer token; see [`AuthLayer::settings`].
    pub fn layer(&self) -> AuthLayer {
        AuthLayer { app: AppState::new(self.clone(), HttpSettings::internet()) }
    }
}

/// Lets handlers take a [`CurrentUser`]. Made by [`Auth::layer`]; it asks nothing by itself.
#[derive(Clone)]
#[must_use]
pub struct AuthLayer {
    app: AppState,
}

impl AuthLayer {
    /// For an app beside a [`router`](super::router) with other settings than [`HttpSettings::internet`]: the name of the
    /// cookie comes from them.
    pub fn settings(self, settings: HttpSettings) -> Self {
        Self { app: AppState::new(self.app.auth.clone(), settings) }
    }
}

impl<S> Layer<S> for AuthLayer {
    type Service = WithAuth<S>;

    fn layer(&self, inner: S) -> WithAuth<S> {
        WithAuth { inner, app: self.app.clone() }
    }
}

/// A service under an [`AuthLayer`].
#[derive(Clone)]
pub struct WithAuth<S> {
    inner: S,
    app: AppState,
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for WithAuth<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        request.extensions_mut().insert(self.app.clone());
        self.inner.call(request)
    }
}

/// Who is signed in: what a handler takes that is for signed-in users only, under [`Auth::layer`].
///
/// Nobody else gets to the handler. A browser that asks for a page is led to `/login` and then back, which is where a
/// [`router`](super::router) beside the app has its page; everybody else is answered 401, as a problem (RFC 9457). Where the
/// database cannot answer, it is 503. A handler that takes `Option<CurrentUser>` is for everybody, and is told `None` of a
/// stranger.
///
/// What another site has a browser send carries no cookie unless it is a link that is followed, because of `SameSite=Lax`.
/// So a `GET` must change nothing.
#[derive(Clone, Debug)]
pub struct CurrentUser(pub Known);

impl<S: Sync> FromRequestParts<S> for CurrentUser {
    /// The way to sign in, or why not.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        let found = find(parts).await?;
        found.ok_or_else(|| {
            let reads_pages = matches!(parts.method, Method::GET | Method::HEAD);
            if reads_pages && are_preferred(&parts.headers) {
                see_other(&ReturnTo::page(path_of(parts)).on(LOGIN))
            } else {
                Face::Api.refuse(ApiError::new(Code::NoSession))
            }
        })
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for CurrentUser {
    /// Why it could not be found out.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Response> {
        find(parts).await
    }
}

/// Whose session a request presents, if it is live.
async fn find(parts: &mut Parts) -> Result<Option<CurrentUser>, Response> {
    let Some(app) = parts.extensions.get::<AppState>().cloned() else {
        tracing::error!("a handler takes a CurrentUser and is not under Auth::layer");
        return Err(Face::Api.refuse(ApiError::new(Code::Internal)));
    };
    match Caller::from_request_parts(parts, &app).await {
        Ok(caller) => Ok(Some(CurrentUser(caller.user))),
        Err(error) if error.code() == Code::NoSession => Ok(None),
        Err(error) => {
            if let Some(cause) = error.cause() {
                tracing::error!(?cause, "it could not be found out whose session this is");
            }
            Err(Face::Api.refuse(error))
        }
    }
}

/// What the browser asked for, also in a part of an app that sees the end of the path only.
fn path_of(parts: &Parts) -> &str {
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
    uri.path_and_query().map_or("/", |path| path.as_str())
}
