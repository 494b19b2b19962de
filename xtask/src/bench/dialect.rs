//! How one registers, logs in and asks whose session it is: ours, and the words of other services for it.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};

use crate::http;

/// The address of the one user that most measures need.
pub(super) const EMAIL: &str = "bench@example.com";
/// Our form for that user, to register and to log in with.
pub(super) const FORM: &str = "email=bench%40example.com&password=b4l0u-b4l0u";

/// A service's words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// Path and body of the request that makes the user.
    pub(super) register: (&'static str, &'static str),
    /// Path and body of a login.
    pub(super) login: (&'static str, &'static str),
    /// The cookie that it sets.
    pub(super) cookie: &'static str,
    /// Where the session check is.
    pub(super) check: &'static str,
}

impl Dialect {
    /// `bienvenue dev`, and the original.
    pub(super) const CLASSIC: Self = Self {
        register: ("/users", FORM),
        login: ("/sessions", FORM),
        cookie: "session_id",
        check: "/profile",
    };
    /// `bienvenue serve`.
    pub(super) const INTERNET: Self = Self { cookie: "__Host-session_id", ..Self::CLASSIC };
    /// fastapi-users.
    pub(super) const FASTAPI_USERS: Self = Self {
        register: ("/auth/register", r#"{"email":"bench@example.com","password":"b4l0u-b4l0u"}"#),
        login: ("/auth/login", "username=bench%40example.com&password=b4l0u-b4l0u"),
        cookie: "session_id",
        check: "/users/me",
    };
    /// better-auth.
    pub(super) const BETTER_AUTH: Self = Self {
        register: (
            "/api/auth/sign-up/email",
            r#"{"name":"Bench","email":"bench@example.com","password":"b4l0u-b4l0u"}"#,
        ),
        login: ("/api/auth/sign-in/email", r#"{"email":"bench@example.com","password":"b4l0u-b4l0u"}"#),
        cookie: "better-auth.session_token",
        check: "/api/auth/get-session",
    };

    /// Registers the user, logs in and sees that the check knows it; the cookie as it is sent.
    pub(super) fn open_session(self, address: SocketAddr) -> Result<String> {
        let (path, body) = self.register;
        let registered = http::request(address, "POST", path, body, None)?;
        if !(200..300).contains(&registered.status) {
            bail!("POST {path} gave {}", registered.status);
        }
        let (path, body) = self.login;
        let login = http::request(address, "POST", path, body, None)?;
        let session = login
            .cookie(self.cookie)
            .with_context(|| format!("POST {path} gave {} and no cookie", login.status))?;
        let cookie = format!("{}={session}", self.cookie);
        let checked = http::request(address, "GET", self.check, "", Some(&cookie))?;
        if checked.status != 200 || !checked.body().contains(EMAIL) {
            bail!("GET {} does not know the session: {} {}", self.check, checked.status, checked.body());
        }
        Ok(cookie)
    }
}
