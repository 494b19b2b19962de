//! What is told of the errors of what administrators and API keys do.

use super::{ApiError, Code};
use crate::flows::admin::AdminError;
use crate::flows::admin::create::CreateUserError;
use crate::flows::admin::first::FirstAdminError;
use crate::flows::admin::keys::{CheckKeyError, CreateKeyError};
use crate::flows::admin::password::AdminPasswordError;

/// Who is no administrator is not told that there is something to administer.
impl From<AdminError> for ApiError {
    fn from(error: AdminError) -> Self {
        match error {
            AdminError::Session(error) => error.into(),
            AdminError::NotAdmin | AdminError::NoSuchUser => Self::new(Code::NotFound),
            AdminError::KeyRefused => Self::new(Code::KeyRefused),
            AdminError::LastAdmin => Self::new(Code::LastAdmin),
            AdminError::OwnAccount => Self::new(Code::OwnAccount),
            AdminError::Fault(fault) => fault.into(),
        }
    }
}

impl From<CheckKeyError> for ApiError {
    fn from(error: CheckKeyError) -> Self {
        match error {
            CheckKeyError::Refused => Self::new(Code::KeyRefused),
            CheckKeyError::Fault(fault) => fault.into(),
        }
    }
}

impl From<CreateKeyError> for ApiError {
    fn from(error: CreateKeyError) -> Self {
        let says = error.to_string();
        match error {
            CreateKeyError::Name => Self::new(Code::InvalidField).says(says).about("name"),
            CreateKeyError::NoScope => Self::new(Code::InvalidField).says(says).about("scope"),
            CreateKeyError::Expired => Self::new(Code::InvalidField).says(says).about("expires_at"),
            CreateKeyError::MoreScopes => Self::new(Code::InsufficientScope).says(says).about("scope"),
            CreateKeyError::Admin(error) => error.into(),
        }
    }
}

impl From<CreateUserError> for ApiError {
    fn from(error: CreateUserError) -> Self {
        match error {
            CreateUserError::Admin(error) => error.into(),
            CreateUserError::Register(error) => error.into(),
        }
    }
}

impl From<AdminPasswordError> for ApiError {
    fn from(error: AdminPasswordError) -> Self {
        match error {
            AdminPasswordError::Admin(error) => error.into(),
            AdminPasswordError::Password(rejected) => Self::password(rejected),
        }
    }
}

impl From<FirstAdminError> for ApiError {
    fn from(error: FirstAdminError) -> Self {
        match error {
            FirstAdminError::Session(error) => error.into(),
            FirstAdminError::TokenRefused => Self::new(Code::TokenRefused),
            FirstAdminError::Fault(fault) => fault.into(),
        }
    }
}
