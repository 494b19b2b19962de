//! Whoever looks at a page, signed in or not.

use std::convert::Infallible;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::Response;
use bienvenue_core::locale::Locale;
use zeroize::Zeroizing;

use super::super::client;
use super::super::extract::Fields;
use super::super::state::{App, AppState};
use super::frame::Frame;
use super::notice::Notice;
use super::return_to::ReturnTo;
use crate::{Client, Fault};

/// Whoever looks at a page.
#[derive(Clone)]
pub(in super::super) struct Visitor {
    pub(super) client: Client,
    /// The page to come back to: the one that is looked at.
    pub(super) path: String,
    /// Where he wants to be led.
    pub(super) return_to: ReturnTo,
    pub(super) notice: Option<Notice>,
    /// The session that he presents; whether it is live is not known yet.
    pub(super) secret: Option<Zeroizing<String>>,
}

impl Visitor {
    pub(super) fn locale(&self) -> Locale {
        self.client.locale()
    }

    /// The frame of a page for everybody.
    pub(super) fn frame<'p>(&self, app: &'p App) -> Frame<'p> {
        Frame::new(app, self.locale(), self)
    }

    /// Whether the session that he presents is live.
    pub(super) async fn is_signed_in(&self, app: &App) -> Result<bool, Fault> {
        match &self.secret {
            Some(secret) => Ok(app.auth.check_session(secret.as_str()).await?.is_some()),
            None => Ok(false),
        }
    }
}

impl Visitor {
    /// Whoever sent this.
    pub(super) fn of(parts: &Parts, app: &AppState) -> Self {
        let query = Fields::of_query(parts.uri.query().unwrap_or_default()).unwrap_or_default();
        // Two session cookies are none: it is not for us to say whose session is meant.
        let secret = app.settings.cookies.session.read(&parts.headers).ok().flatten();
        let return_to = ReturnTo::of(&query, app);
        Self {
            // Of the query nothing else is kept: a scanner may have put the secret of a link there.
            path: return_to.on(parts.uri.path()),
            return_to,
            notice: Notice::of(&parts.headers, app),
            secret: secret.map(|secret| Zeroizing::new(secret.to_owned())),
            client: client::of(parts, app),
        }
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        Ok(Self::of(parts, app))
    }
}

/// A form that anybody may send.
pub(super) struct VisitorForm {
    pub(super) visitor: Visitor,
    pub(super) fields: Fields,
}

impl FromRequest<AppState> for VisitorForm {
    /// A page that says what is wrong.
    type Rejection = Response;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(visitor) = Visitor::from_request_parts(&mut parts, app).await;
        let fields = Fields::from_request(Request::from_parts(parts, body), app).await;
        let fields = fields.map_err(|error| visitor.frame(app).trouble(error))?;
        let return_to = ReturnTo::of(&fields, app);
        let path = return_to.on(visitor.path.split('?').next().unwrap_or_default());
        Ok(Self { visitor: Visitor { path, return_to, ..visitor }, fields })
    }
}
