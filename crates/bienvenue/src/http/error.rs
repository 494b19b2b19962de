//! The one place that gives an error of a flow its status and its words.

use std::borrow::Cow;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::reply::{Body, json};
use crate::fault::Fault;
use crate::flows::login::LoginError;
use crate::flows::register::RegisterError;
use crate::flows::reset_password::{RequestResetError, ResetPasswordError};

/// A refusal: what the caller is told, and what the log is told besides.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    message: Cow<'static, str>,
    retry_after: Option<Duration>,
    cause: Option<Fault>,
}

/// The cause of a failure, on its way to the log beside the response.
#[derive(Clone, Debug)]
pub(super) struct Cause(pub(super) Fault);

impl ApiError {
    pub(super) const fn new(status: StatusCode, message: &'static str) -> Self {
        Self { status, message: Cow::Borrowed(message), retry_after: None, cause: None }
    }

    /// A request that cannot be understood, or asks for what cannot be.
    pub(super) fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), ..Self::new(StatusCode::BAD_REQUEST, "") }
    }

    /// Wrong credentials.
    pub(super) const fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized")
    }

    /// No session, or no token, that allows this.
    pub(super) const fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = json(self.status, &Body::message(&self.message));
        if let Some(wait) = self.retry_after {
            // Whole seconds, rounded up: to come back too early is to be refused again.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        if let Some(cause) = self.cause {
            response.extensions_mut().insert(Cause(cause));
        }
        response
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        const SOON: Duration = Duration::from_secs(1);
        let (status, message, retry_after) = match &fault {
            Fault::Overloaded { retry_after } => {
                (StatusCode::SERVICE_UNAVAILABLE, "Too busy, try again soon", Some(*retry_after))
            }
            Fault::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", Some(SOON)),
            Fault::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error", None),
        };
        Self { retry_after, cause: Some(fault), ..Self::new(status, message) }
    }
}

impl From<RegisterError> for ApiError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Email(rejected) => Self::bad_request(rejected.to_string()),
            RegisterError::Password(rejected) => Self::bad_request(rejected.to_string()),
            RegisterError::AlreadyExists(_) => Self::bad_request("email already registered"),
            RegisterError::Fault(fault) => fault.into(),
        }
    }
}

impl From<LoginError> for ApiError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::WrongCredentials => Self::unauthorized(),
            LoginError::Fault(fault) => fault.into(),
        }
    }
}

impl From<RequestResetError> for ApiError {
    fn from(error: RequestResetError) -> Self {
        match error {
            RequestResetError::UnknownEmail => Self::forbidden(),
            RequestResetError::Fault(fault) => fault.into(),
        }
    }
}

impl From<ResetPasswordError> for ApiError {
    fn from(error: ResetPasswordError) -> Self {
        match error {
            ResetPasswordError::TokenRefused => Self::forbidden(),
            ResetPasswordError::Password(rejected) => Self::bad_request(format!("new {rejected}")),
            ResetPasswordError::Fault(fault) => fault.into(),
        }
    }
}
