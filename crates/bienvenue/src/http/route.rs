//! One method of one path: who answers it, and how it is described. The router and the OpenAPI document are made of the same
//! rows, so that neither knows a route which the other does not.

use axum::routing::MethodFilter;
use utoipa::openapi::path::HttpMethod;

use super::answer::{Answer, Answers};
use super::describe::Description;
use super::error::Code;

/// A row of a table of routes.
pub(super) struct Route {
    pub(super) path: &'static str,
    pub(super) method: HttpMethod,
    pub(super) description: Description,
    answer: Answer,
}

impl Route {
    /// `GET`, and `HEAD` with it.
    pub(super) fn get<T: 'static>(
        path: &'static str,
        handler: impl Answers<T>,
        description: Description,
    ) -> Self {
        Self { path, method: HttpMethod::Get, description, answer: Answer::of(handler) }
    }

    /// `POST`.
    pub(super) fn post<T: 'static>(
        path: &'static str,
        handler: impl Answers<T>,
        description: Description,
    ) -> Self {
        Self { path, method: HttpMethod::Post, description, answer: Answer::of(handler) }.changes()
    }

    /// `PUT`.
    pub(super) fn put<T: 'static>(
        path: &'static str,
        handler: impl Answers<T>,
        description: Description,
    ) -> Self {
        Self { path, method: HttpMethod::Put, description, answer: Answer::of(handler) }.changes()
    }

    /// `DELETE`.
    pub(super) fn delete<T: 'static>(
        path: &'static str,
        handler: impl Answers<T>,
        description: Description,
    ) -> Self {
        Self { path, method: HttpMethod::Delete, description, answer: Answer::of(handler) }.changes()
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

    /// Who answers it, asked by which method.
    pub(super) fn answer(&self) -> (MethodFilter, Answer) {
        let method = match self.method {
            HttpMethod::Get => MethodFilter::GET,
            HttpMethod::Post => MethodFilter::POST,
            HttpMethod::Put => MethodFilter::PUT,
            HttpMethod::Delete => MethodFilter::DELETE,
            HttpMethod::Patch => MethodFilter::PATCH,
            HttpMethod::Head => MethodFilter::HEAD,
            HttpMethod::Options => MethodFilter::OPTIONS,
            HttpMethod::Trace => MethodFilter::TRACE,
        };
        (method, self.answer.clone())
    }
}
