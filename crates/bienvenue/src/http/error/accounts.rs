//! What is told of the errors of what people do about their own accounts.

use super::{ApiError, Code};
use crate::flows::change_email::{ChangeEmailError, RequestEmailChangeError};
use crate::flows::change_password::ChangePasswordError;
use crate::flows::delete_account::DeleteAccountError;
use crate::flows::freshness::{FreshSessionError, ReauthenticateError};
use crate::flows::login::LoginError;
use crate::flows::register::RegisterError;
use crate::flows::reset_password::{RequestResetError, ResetPasswordError};
use crate::flows::verify_email::VerifyEmailError;

impl From<RegisterError> for ApiError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Email(rejected) => Self::email(rejected),
            RegisterError::Password(rejected) => Self::password(rejected),
            RegisterError::AlreadyExists(_) => {
                Self::new(Code::EmailTaken).says("email already registered").about("email")
            }
            RegisterError::Fault(fault) => fault.into(),
        }
    }
}

impl From<LoginError> for ApiError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::WrongCredentials => Self::new(Code::WrongCredentials),
            LoginError::Fault(fault) => fault.into(),
        }
    }
}

/// Told on the teaching project's routes only: the API answers alike for every address.
impl From<RequestResetError> for ApiError {
    fn from(error: RequestResetError) -> Self {
        match error {
            RequestResetError::UnknownEmail => Self::new(Code::TokenRefused),
            RequestResetError::Fault(fault) => fault.into(),
        }
    }
}

impl From<ResetPasswordError> for ApiError {
    fn from(error: ResetPasswordError) -> Self {
        match error {
            ResetPasswordError::TokenRefused => Self::new(Code::TokenRefused),
            ResetPasswordError::Password(rejected) => Self::new_password(rejected),
            ResetPasswordError::Fault(fault) => fault.into(),
        }
    }
}

impl From<VerifyEmailError> for ApiError {
    fn from(error: VerifyEmailError) -> Self {
        match error {
            VerifyEmailError::TokenRefused => Self::new(Code::TokenRefused),
            VerifyEmailError::WrongPassword => Self::new(Code::WrongPassword).about("password"),
            VerifyEmailError::Password(rejected) => Self::new_password(rejected),
            VerifyEmailError::Fault(fault) => fault.into(),
        }
    }
}

impl From<FreshSessionError> for ApiError {
    fn from(error: FreshSessionError) -> Self {
        match error {
            FreshSessionError::NoSession => Self::new(Code::NoSession),
            FreshSessionError::NotFresh => Self::new(Code::ReauthenticationRequired),
            FreshSessionError::Fault(fault) => fault.into(),
        }
    }
}

impl From<DeleteAccountError> for ApiError {
    fn from(error: DeleteAccountError) -> Self {
        match error {
            DeleteAccountError::Session(error) => error.into(),
            DeleteAccountError::LastAdmin => Self::new(Code::LastAdmin),
            DeleteAccountError::Fault(fault) => fault.into(),
        }
    }
}

impl From<ReauthenticateError> for ApiError {
    fn from(error: ReauthenticateError) -> Self {
        match error {
            ReauthenticateError::NoSession => Self::new(Code::NoSession),
            ReauthenticateError::WrongPassword => Self::new(Code::WrongPassword).about("password"),
            ReauthenticateError::Fault(fault) => fault.into(),
        }
    }
}

impl From<ChangePasswordError> for ApiError {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::NoSession => Self::new(Code::NoSession),
            ChangePasswordError::WrongPassword => Self::new(Code::WrongPassword).about("current_password"),
            ChangePasswordError::Password(rejected) => Self::new_password(rejected),
            ChangePasswordError::Fault(fault) => fault.into(),
        }
    }
}

impl From<RequestEmailChangeError> for ApiError {
    fn from(error: RequestEmailChangeError) -> Self {
        match error {
            RequestEmailChangeError::Email(rejected) => Self::email(rejected),
            RequestEmailChangeError::Session(error) => error.into(),
        }
    }
}

impl From<ChangeEmailError> for ApiError {
    fn from(error: ChangeEmailError) -> Self {
        match error {
            ChangeEmailError::TokenRefused => Self::new(Code::TokenRefused),
            ChangeEmailError::EmailTaken => Self::new(Code::EmailTaken).says("email already registered"),
            ChangeEmailError::Fault(fault) => fault.into(),
        }
    }
}
