//! What is asked on each face: whatever needs the database.

use serde_json::{Value, json as value};

use super::super::{EMAIL, NEW_PASSWORD, PASSWORD};
use super::{Prepared, WAITING};
use crate::support::{Content, form, object};

/// A request that would succeed.
pub(super) struct Ask {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) content: Option<Content>,
    /// Whether it changes anything.
    pub(super) writes: bool,
}

impl Prepared {
    pub(super) fn classic(&self) -> Vec<Ask> {
        let pair = [("email", EMAIL), ("password", PASSWORD)];
        let newcomer = [("email", "new@example.org"), ("password", PASSWORD)];
        let reset = [("email", EMAIL), ("reset_token", self.reset.expose()), ("new_password", NEW_PASSWORD)];
        let ask = |method, path: &str, fields: &[(&str, &str)]| Ask {
            method,
            path: path.to_owned(),
            content: (!fields.is_empty()).then(|| form(fields)),
            writes: method != "GET",
        };
        vec![
            ask("POST", "/users", &newcomer),
            ask("POST", "/sessions", &pair),
            ask("GET", "/profile", &[]),
            ask("DELETE", "/sessions", &[]),
            ask("POST", "/reset_password", &pair[..1]),
            ask("PUT", "/reset_password", &reset),
        ]
    }

    pub(super) fn api(&self) -> Vec<Ask> {
        let ask = |method, path: &str, body: Value| Ask {
            method,
            path: format!("/api/v1/{path}"),
            content: (!body.is_null()).then(|| object(&body)),
            writes: method != "GET",
        };
        let pair = value!({"email": EMAIL, "password": PASSWORD});
        let verification = value!({"token": self.verification, "password": PASSWORD});
        let reset = value!({"token": self.reset.expose(), "new_password": NEW_PASSWORD});
        let change = value!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
        vec![
            ask("POST", "users", value!({"email": "new@example.org", "password": PASSWORD})),
            ask("POST", "sessions", pair),
            ask("POST", "email-verification", value!({"email": WAITING})),
            ask("POST", "email-verification/complete", verification),
            ask("POST", "email-change/complete", value!({"token": self.change})),
            ask("POST", "password-reset", value!({"email": EMAIL})),
            ask("POST", "password-reset/complete", reset),
            ask("GET", "me", Value::Null),
            ask("GET", "me/events", Value::Null),
            ask("GET", "sessions", Value::Null),
            ask("POST", "me/password", change),
            ask("POST", "me/email", value!({"email": "else@example.org"})),
            ask("PUT", "me/locale", value!({"locale": "fr"})),
            ask("POST", "me/export", Value::Null),
            ask("POST", "sessions/current/reauthenticate", value!({"password": PASSWORD})),
            ask("DELETE", &format!("sessions/{}", self.session_id), Value::Null),
            ask("DELETE", "sessions", Value::Null),
            ask("DELETE", "sessions/current", Value::Null),
            ask("DELETE", "me", Value::Null),
        ]
    }

    pub(super) fn pages(&self) -> Vec<Ask> {
        let ask = |path: &str, fields: &[(&str, &str)]| Ask {
            method: "POST",
            path: path.to_owned(),
            content: Some(form(fields)),
            writes: true,
        };
        vec![
            ask("/verify-email", &[("token", &self.verification), ("password", PASSWORD)]),
            ask("/verify-email", &[("token", &self.verification), ("new_password", NEW_PASSWORD)]),
            ask("/reset-password", &[("token", self.reset.expose()), ("new_password", NEW_PASSWORD)]),
            ask("/confirm-email", &[("token", &self.change)]),
        ]
    }

    /// The pages of people who sign in, and of those who have.
    pub(super) fn pages_of_people(&self) -> Vec<Ask> {
        let ask = |path: &str, fields: &[(&str, &str)]| {
            let sealed: Vec<_> = fields.iter().copied().chain([("csrf", self.seal.as_str())]).collect();
            Ask { method: "POST", path: path.to_owned(), content: Some(form(&sealed)), writes: true }
        };
        let look = |path: &str| Ask { method: "GET", path: path.to_owned(), content: None, writes: false };
        let passwords = [("current_password", PASSWORD), ("new_password", NEW_PASSWORD)];
        vec![
            ask("/login", &[("email", EMAIL), ("password", PASSWORD)]),
            ask("/register", &[("email", "new@example.org"), ("password", PASSWORD)]),
            ask("/forgot", &[("email", EMAIL)]),
            ask("/resend", &[("email", WAITING)]),
            look("/account"),
            look("/account/sessions"),
            look("/account/activity"),
            ask("/account/email", &[("email", "else@example.org")]),
            ask("/account/password", &passwords),
            ask("/account/sessions/end", &[("id", &self.session_id)]),
            ask("/account/sessions/end-others", &[]),
            ask("/account/export", &[]),
            ask("/account/delete", &[]),
            ask("/confirm", &[("password", PASSWORD)]),
            ask("/language", &[("lang", "fr")]),
            ask("/logout", &[]),
        ]
    }
}
