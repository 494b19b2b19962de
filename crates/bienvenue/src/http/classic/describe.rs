//! The teaching project's routes in the OpenAPI document.

use super::super::describe::Description;
use super::super::error::Code;

const CREDENTIALS: &[&str] = &["email", "password"];

pub(in crate::http) fn index() -> Description {
    Description::classic("index", "A greeting")
        .says(200, "It works.")
        .done(303, "The way to the pages, for who prefers `text/html` to JSON.")
}

pub(in crate::http) fn register() -> Description {
    Description::classic("classicRegister", "Register")
        .takes_form(CREDENTIALS)
        .says(200, "The user is registered.")
        .refuses(Code::OF_NEW_ADDRESS)
        .refuses(Code::OF_NEW_PASSWORD)
        .refuses(&[Code::TooManyAttempts, Code::TooBusy])
}

pub(in crate::http) fn login() -> Description {
    Description::classic("classicLogin", "Log in")
        .takes_form(CREDENTIALS)
        .says(200, "The session's secret is in the cookie.")
        .sets_cookie(200)
        .refuses(&[Code::WrongCredentials, Code::TooManyAttempts, Code::TooBusy])
}

pub(in crate::http) fn logout() -> Description {
    Description::classic("classicLogout", "Log out")
        .for_cookie()
        .done(302, "The session has ended; the cookie is cleared.")
        .sets_cookie(302)
}

pub(in crate::http) fn profile() -> Description {
    Description::classic("classicProfile", "Whose session this is")
        .for_cookie()
        .says(200, "The address of the session's user.")
}

pub(in crate::http) fn request_reset() -> Description {
    Description::classic("classicRequestReset", "Ask for a reset token")
        .takes_form(&["email"])
        .says(200, "The token is in the answer. In `serve` no token is in any answer.")
        .refuses(&[Code::TokenRefused, Code::TooManyAttempts, Code::MailNotConfigured])
}

pub(in crate::http) fn reset_password() -> Description {
    Description::classic("classicResetPassword", "Set a new password with a reset token")
        .takes_form(&["email", "reset_token", "new_password"])
        .says(200, "The new password holds, and every session of the user has ended.")
        .refuses(&[Code::TokenRefused])
        .refuses(Code::OF_NEW_PASSWORD)
        .refuses(&[Code::TooManyAttempts, Code::TooBusy, Code::MailNotConfigured])
}

pub(in crate::http) fn alive() -> Description {
    Description::classic("alive", "Whether the process answers").says(200, "It does.")
}

pub(in crate::http) fn ready() -> Description {
    Description::classic("ready", "Whether the database answers too").says(200, "It does.")
}
