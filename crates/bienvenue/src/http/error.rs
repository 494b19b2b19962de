//! The one place that gives an error of a flow its status and its words: by `accounts` and `administration`.
//!
//! A refusal has a [`Code`] out of the catalogue. How it is told is up to the face that was asked: [`IntoResponse`] tells it
//! as the teaching project does and leaves it beside the answer, where [`Face`](super::face::Face) finds it.

mod accounts;
mod administration;
pub(super) mod code;
pub(super) mod problem;
mod reference;

use std::borrow::Cow;
use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bienvenue_core::email::EmailRejected;
use bienvenue_core::password::PasswordRejected;

pub(super) use code::Code;
pub use reference::errors_reference;

use super::reply::{Body, json};
use crate::fault::Fault;

/// A refusal: what the caller is told, and what the log is told besides.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    code: Code,
    /// What is to be said of this one beyond its code. Never anything that the caller wrote.
    says: Option<Cow<'static, str>>,
    field: Option<&'static str>,
    min_length: Option<usize>,
    retry_after: Option<Duration>,
    cause: Option<Fault>,
}

impl ApiError {
    /// A refusal of which its code says all.
    pub(super) const fn new(code: Code) -> Self {
        Self { code, says: None, field: None, min_length: None, retry_after: None, cause: None }
    }

    /// With words of its own: a clause without a capital letter and a full stop.
    pub(super) fn says(mut self, words: impl Into<Cow<'static, str>>) -> Self {
        self.says = Some(words.into());
        self
    }

    /// About this field or parameter.
    pub(super) const fn about(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// What kind of refusal it is.
    pub(super) const fn code(&self) -> Code {
        self.code
    }

    /// Which field or parameter it is about.
    pub(super) const fn field(&self) -> Option<&'static str> {
        self.field
    }

    /// The fewest characters of a password, where it has too few.
    pub(super) const fn min_length(&self) -> Option<usize> {
        self.min_length
    }

    /// After how many seconds it is worth asking again, if that is known.
    pub(super) fn retry_after(&self) -> Option<u64> {
        self.retry_after.map(whole_seconds)
    }

    /// A field that the request has to have and has not.
    pub(super) fn missing(field: &'static str) -> Self {
        let code = match field {
            "email" => Code::EmailMissing,
            "password" | "current_password" | "new_password" => Code::PasswordMissing,
            _ => Code::FieldMissing,
        };
        Self::new(code).says(format!("{field} is missing")).about(field)
    }

    /// Adds to an answer what is told beside its body, and leaves the refusal beside it: for the log, and for the answer's
    /// face.
    pub(super) fn accompany(self, response: &mut Response) {
        if let Some(wait) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
        }
        response.extensions_mut().insert(self);
    }

    /// What went wrong, for the log.
    pub(super) const fn cause(&self) -> Option<&Fault> {
        self.cause.as_ref()
    }

    fn email(rejected: EmailRejected) -> Self {
        let code = match rejected {
            EmailRejected::Empty => Code::EmailMissing,
            EmailRejected::TooLong => Code::EmailTooLong,
            EmailRejected::Malformed => Code::EmailInvalid,
        };
        Self::new(code).says(rejected.to_string()).about("email")
    }

    fn password(rejected: PasswordRejected) -> Self {
        let (code, min_length) = match rejected {
            PasswordRejected::Empty => (Code::PasswordMissing, None),
            PasswordRejected::TooShort { min } => (Code::PasswordTooShort, Some(min)),
            PasswordRejected::TooLong | PasswordRejected::TooManyCharacters { .. } => {
                (Code::PasswordTooLong, None)
            }
            PasswordRejected::Context => (Code::PasswordContext, None),
            PasswordRejected::Common => (Code::PasswordCommon, None),
            PasswordRejected::Breached => (Code::PasswordBreached, None),
        };
        Self { min_length, ..Self::new(code) }.says(rejected.to_string()).about("password")
    }

    fn new_password(rejected: PasswordRejected) -> Self {
        Self::password(rejected).says(format!("new {rejected}")).about("new_password")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.code.classic_status();
        let words = self.says.as_deref().or(status.canonical_reason());
        let mut response = json(status, &Body::message(words.unwrap_or_default()));
        self.accompany(&mut response);
        response
    }
}

/// Whole seconds, rounded up: to come back too early is to be refused again.
fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        const SOON: Duration = Duration::from_secs(1);
        let (error, retry_after) = match &fault {
            Fault::Overloaded { retry_after } => {
                (Self::new(Code::TooBusy).says("Too busy, try again soon"), Some(*retry_after))
            }
            Fault::TooManyAttempts { retry_after } => {
                // Nothing failed, so the log has no cause of it.
                return Self { retry_after: Some(*retry_after), ..Self::new(Code::TooManyAttempts) };
            }
            Fault::Unavailable(_) => (Self::new(Code::Unavailable), Some(SOON)),
            Fault::Internal(_) => (Self::new(Code::Internal), None),
        };
        Self { retry_after, cause: Some(fault), ..error }
    }
}
