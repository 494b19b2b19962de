//! What stands before every route of the administration: a live key that has the route's scope.

use std::pin::Pin;

use axum::extract::{FromRequestParts, Request};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use bienvenue_core::scope::Scope;
use zeroize::Zeroizing;

use super::super::super::client;
use super::super::super::error::{ApiError, Code};
use super::super::super::state::{App, AppState};
use super::super::bearer::bearer;
use crate::{ByKey, Client, KeyInfo};

/// A handler that is not reached without the scope. Nothing but the header is read before.
#[derive(Clone)]
pub(super) struct Guarded<H> {
    pub(super) scope: Scope,
    pub(super) handler: H,
}

impl<H, T> Handler<T, AppState> for Guarded<H>
where
    H: Handler<T, AppState>,
    T: Send + 'static,
{
    type Future = Pin<Box<dyn Future<Output = Response> + Send>>;

    fn call(self, request: Request, app: AppState) -> Self::Future {
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match Holder::admit(&parts, &app, self.scope).await {
                Ok(holder) => {
                    parts.extensions.insert(holder);
                    self.handler.call(Request::from_parts(parts, body), app).await
                }
                Err(refusal) => refusal.into_response(),
            }
        })
    }
}

/// Whoever holds a live key with the scope of the route.
#[derive(Clone)]
pub(super) struct Holder {
    key: KeyInfo,
    client: Client,
    secret: Zeroizing<String>,
}

impl Holder {
    async fn admit(parts: &Parts, app: &AppState, scope: Scope) -> Result<Self, ApiError> {
        let secret = bearer(&parts.headers)?.ok_or(ApiError::new(Code::KeyRefused))?;
        let secret = Zeroizing::new(secret.to_owned());
        let client = client::of(parts, app);
        let key = app.auth.check_key(&secret, &client).await?;
        if !key.scopes.contain(scope) {
            return Err(ApiError::new(Code::InsufficientScope).says(format!("this takes the scope {scope}")));
        }
        Ok(Self { key, client, secret })
    }

    /// What can be done with the key.
    pub(super) fn acts<'a>(&'a self, app: &'a App) -> ByKey<'a> {
        app.auth.by_key(&self.key, &self.client)
    }

    /// What cursors are sealed with.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }
}

/// There is one behind every [`Guarded`]; elsewhere it is a defect, and nothing is done.
impl FromRequestParts<AppState> for Holder {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        parts.extensions.remove().ok_or(ApiError::new(Code::Internal))
    }
}
