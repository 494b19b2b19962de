//! What the OpenAPI document says of a route, put together from what the route is made of: the type it takes, the type it
//! gives, the codes with which it refuses.

mod part;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use bienvenue_core::scope::Scope;
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, OperationBuilder, Parameter};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{RefOr, Response};

use self::part::{empty, holding, json_of, object};
use super::error::Code;
use super::error::problem::Problem;
use super::face::Face;
use super::reply::Body;

/// A route, described.
pub(super) struct Description {
    face: Face,
    tag: &'static str,
    id: &'static str,
    summary: &'static str,
    body: Option<RequestBody>,
    parameters: Vec<Parameter>,
    security: &'static [&'static str],
    scope: Option<Scope>,
    answers: BTreeMap<u16, Response>,
    codes: Vec<Code>,
    /// The types that it names.
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

impl Description {
    /// A route of the API. `id` is the name that generated clients give it.
    pub(super) fn new(tag: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::of(Face::Api, tag, id, summary).mentions::<Problem<'_>>()
    }

    /// A route of the teaching project, or what a supervisor asks.
    pub(super) fn classic(id: &'static str, summary: &'static str) -> Self {
        Self::of(Face::Classic, "classic", id, summary).mentions::<Body<'_>>()
    }

    fn of(face: Face, tag: &'static str, id: &'static str, summary: &'static str) -> Self {
        let (body, parameters, answers) = (None, Vec::new(), BTreeMap::new());
        // What can happen to any request.
        let codes = vec![Code::InvalidRequest, Code::MisdirectedRequest, Code::Unavailable, Code::Internal];
        Self {
            face,
            tag,
            id,
            summary,
            body,
            parameters,
            security: &[],
            scope: None,
            answers,
            codes,
            schemas: Vec::new(),
        }
    }

    /// Takes a JSON object of this type.
    pub(super) fn takes<T: ToSchema>(mut self) -> Self {
        self.body = Some(part::body([("application/json", json_of::<T>())]));
        self.mentions::<T>().takes_body().refuses(&[Code::InvalidField, Code::UnknownField])
    }

    /// Takes these texts, as a form, a multipart form or a JSON object.
    pub(super) fn takes_form(mut self, fields: &[&str]) -> Self {
        const TYPES: [&str; 3] =
            ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
        self.body = Some(part::body(TYPES.map(|media_type| (media_type, part::texts(fields)))));
        self.takes_body()
    }

    fn takes_body(self) -> Self {
        self.refuses(&[
            Code::InvalidBody,
            Code::UnsupportedMediaType,
            Code::BodyTooLarge,
            Code::RequestTimeout,
        ])
    }

    /// Answers with a JSON object of this type.
    pub(super) fn gives<T: ToSchema>(self, status: u16, says: &str) -> Self {
        self.answers(status, holding(says, "application/json", json_of::<T>())).mentions::<T>()
    }

    /// Answers as the teaching project does.
    pub(super) fn says(self, status: u16, says: &str) -> Self {
        self.answers(status, holding(says, "application/json", json_of::<Body<'_>>()))
    }

    /// Answers with a JSON object of any names.
    pub(super) fn gives_object(self, status: u16, says: &str) -> Self {
        self.answers(status, holding(says, "application/json", object()))
    }

    /// Answers with a text.
    pub(super) fn gives_text(self, status: u16, media_type: &str, says: &str) -> Self {
        self.answers(status, holding(says, media_type, part::text()))
    }

    /// Answers with a status and no body.
    pub(super) fn done(self, status: u16, says: &str) -> Self {
        self.answers(status, empty(says))
    }

    fn answers(mut self, status: u16, response: Response) -> Self {
        self.answers.insert(status, response);
        self
    }

    /// Sets or clears a cookie with the answer of this status.
    pub(super) fn sets_cookie(self, status: u16) -> Self {
        self.tells(status, "Set-Cookie", "The session's cookie.")
    }

    /// Says something in a header of the answer of this status.
    pub(super) fn tells(mut self, status: u16, name: &str, says: &str) -> Self {
        if let Some(response) = self.answers.get_mut(&status) {
            response.headers.insert(name.to_owned(), part::header(says).into());
        }
        self
    }

    /// Can be asked for with `name=1`.
    pub(super) fn can_ask(mut self, name: &str, says: &str) -> Self {
        self.parameters.push(part::flag(name, says));
        self
    }

    /// Asks for a session, by cookie or token.
    pub(super) fn for_session(mut self) -> Self {
        self.security = &["cookie", "bearer"];
        self.refuses(&[Code::NoSession, Code::AmbiguousCredentials])
    }

    /// Asks for an API key with this scope.
    pub(super) fn for_key(mut self, scope: Scope) -> Self {
        self.security = &["key"];
        self.scope = Some(scope);
        self.refuses(&[
            Code::KeyRefused,
            Code::InsufficientScope,
            Code::AmbiguousCredentials,
            Code::TooManyAttempts,
        ])
    }

    /// Asks for a session, by cookie.
    pub(super) fn for_cookie(mut self) -> Self {
        self.security = &["cookie"];
        self.refuses(&[Code::NoSession, Code::AmbiguousCredentials])
    }

    /// Answers with a page of a list of this type.
    pub(super) fn lists<T: ToSchema>(mut self, says: &str) -> Self {
        self.parameters.extend(part::page_parameters());
        let page = holding(says, "application/json", part::page_of(json_of::<T>()));
        self.answers(200, page).mentions::<T>().refuses(&[Code::InvalidQuery, Code::InvalidCursor])
    }

    /// Shows only some items of a list, where this parameter of the query says which.
    pub(super) fn filtered_by(mut self, parameter: &str, says: &str) -> Self {
        self.parameters.push(part::filter(parameter, says));
        self
    }

    /// Names something in its path by a text.
    pub(super) fn names_text(mut self, parameter: &str, says: &str) -> Self {
        self.parameters.push(part::name(parameter, says));
        self.refuses(&[Code::NotFound])
    }

    /// Names something in its path.
    pub(super) fn names(mut self, parameter: &str, says: &str) -> Self {
        self.parameters.push(part::id(parameter, says));
        self.refuses(&[Code::NotFound])
    }

    /// Can refuse with these codes.
    pub(super) fn refuses(mut self, codes: &[Code]) -> Self {
        self.codes.extend_from_slice(codes);
        self
    }

    fn mentions<T: ToSchema>(mut self) -> Self {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
        self
    }

    /// The operation in the document.
    pub(super) fn operation(&self) -> Operation {
        let mut operation = OperationBuilder::new()
            .tag(self.tag)
            .operation_id(Some(self.id))
            .summary(Some(self.summary))
            .request_body(self.body.clone());
        for parameter in &self.parameters {
            operation = operation.parameter(parameter.clone());
        }
        for scheme in self.security {
            let scopes = self.scope.iter().map(|scope| scope.as_str());
            operation = operation.security(SecurityRequirement::new(*scheme, scopes));
        }
        for (status, response) in self.answers.iter().map(|(status, response)| (*status, response.clone())) {
            operation = operation.response(status.to_string(), response);
        }
        for (status, codes) in self.refusals() {
            operation = operation.response(status.as_str(), part::refusal(self.face, status, &codes));
        }
        operation.build()
    }

    /// The codes by the status that they have on this face.
    fn refusals(&self) -> BTreeMap<StatusCode, Vec<Code>> {
        let mut refusals: BTreeMap<_, Vec<Code>> = BTreeMap::new();
        for code in Code::ALL.iter().filter(|code| self.codes.contains(code)) {
            let status = match self.face {
                Face::Api => code.api_status(),
                Face::Classic => code.classic_status(),
            };
            refusals.entry(status).or_default().push(*code);
        }
        refusals
    }
}
