//! One method of one path: who answers it, and how it is described. The router and the OpenAPI document are made of the same
//! rows, so that neither knows a route which the other does not.

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use utoipa::openapi::path::HttpMethod;

use super::describe::Description;
use super::error::Code;
use super::state::AppState;

/// A row of a table of routes.
pub(super) struct Route {
    pub(super) path: &'static str,
    pub(super) method: HttpMethod,
    pub(super) description: Description,
    answers: MethodRouter<AppState>,
}

impl Route {
    /// `GET`, and `HEAD` with it.
    pub(super) fn get<H: Handler<T, AppState>, T: 'static>(
        path: &'static str,
        handler: H,
        description: Description,
    ) -> Self {
        Self { path, method: HttpMethod::Get, description, answers: on(MethodFilter::GET, handler) }
    }

    /// `POST`.
    pub(super) fn post<H: Handler<T, AppState>, T: 'static>(
        path: &'static str,
        handler: H,
        description: Description,
    ) -> Self {
        Self { path, method: HttpMethod::Post, description, answers: on(MethodFilter::POST, handler) }
            .changes()
    }

    /// `PUT`.
    pub(super) fn put<H: Handler<T, AppState>, T: 'static>(
        path: &'static str,
        handler: H,
        description: Description,
    ) -> Self {
        Self { path, method: HttpMethod::Put, description, answers: on(MethodFilter::PUT, handler) }.changes()
    }

    /// `DELETE`.
    pub(super) fn delete<H: Handler<T, AppState>, T: 'static>(
        path: &'static str,
        handler: H,
        description: Description,
    ) -> Self {
        Self { path, method: HttpMethod::Delete, description, answers: on(MethodFilter::DELETE, handler) }
            .changes()
    }

    /// What changes something is not for other sites to ask for.
    fn changes(self) -> Self {
        Self { description: self.description.refuses(&[Code::CrossSite]), ..self }
    }

    /// The method as it is written in a request.
    pub(super) const fn method_name(&self) -> &'static str {
        match self.method {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
            HttpMethod::Put => "PUT",
            HttpMethod::Delete => "DELETE",
            HttpMethod::Patch => "PATCH",
            HttpMethod::Head => "HEAD",
            HttpMethod::Options => "OPTIONS",
            HttpMethod::Trace => "TRACE",
        }
    }

    /// Who answers it.
    pub(super) fn answers(&self) -> MethodRouter<AppState> {
        self.answers.clone()
    }
}
