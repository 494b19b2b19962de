//! Somebody who is signed in, and the forms that he sends.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;
use zeroize::Zeroizing;

use super::super::error::{ApiError, Code};
use super::super::extract::Fields;
use super::super::state::{App, AppState};
use super::frame::{Area, Frame};
use super::return_to::ReturnTo;
use super::visitor::Visitor;
use super::{ACCOUNT, LOGIN, csrf, see_other};
use crate::{Client, SessionInfo, User};

/// The owner of a live session. Whoever is none is led to sign in, and then back.
pub(super) struct Member {
    pub(super) user: User,
    pub(super) session: SessionInfo,
    pub(super) visitor: Visitor,
    secret: Zeroizing<String>,
}

impl Member {
    /// The secret of the session.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    pub(super) const fn client(&self) -> &Client {
        &self.visitor.client
    }

    /// The frame of a page of his account, in the language of the account.
    pub(super) fn frame<'p>(&self, app: &'p App) -> Frame<'p> {
        self.frame_of(app, Area::Account { is_admin: self.user.admin_since.is_some() })
    }

    /// The frame of a page for him in this area.
    pub(super) fn frame_of<'p>(&self, app: &'p App, area: Area) -> Frame<'p> {
        Frame::new(app, self.user.locale, &self.visitor).of(area)
    }

    /// Leads to the proof that a page needs, and then back to it. Nothing if the last one is recent enough.
    pub(super) fn must_confirm(&self, app: &App) -> Option<Response> {
        (!app.auth.is_fresh(&self.session)).then(|| confirm_before(&self.visitor.path))
    }

    /// The page of a refusal, or what the refusal asks for: to sign in, or to prove once more who he is.
    pub(super) fn refuse(&self, app: &App, error: ApiError, page: &str) -> Response {
        match error.code() {
            Code::ReauthenticationRequired => confirm_before(page),
            Code::NoSession => see_other(&ReturnTo::page(page).on(LOGIN)),
            _ => self.frame(app).trouble(error),
        }
    }
}

/// Leads to the page that asks for the password, and then to this one.
pub(super) fn confirm_before(page: &str) -> Response {
    see_other(&ReturnTo::page(page).on("/confirm"))
}

impl FromRequestParts<AppState> for Member {
    /// The way to sign in, or a page that says what is wrong.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        let Ok(visitor) = Visitor::from_request_parts(parts, app).await;
        let back = if parts.method == Method::POST { ACCOUNT } else { &visitor.path };
        let stranger = || see_other(&ReturnTo::page(back).on(LOGIN));
        let trouble = |fault| visitor.frame(app).trouble(ApiError::from(fault));
        // Two session cookies: to sign in once more would not help, as one of them was planted.
        let read = app.settings.cookies.session.read(&parts.headers);
        read.map_err(|error| visitor.frame(app).trouble(error))?;
        let secret = visitor.secret.clone().ok_or_else(stranger)?;
        // The check notes that the session is in use.
        app.auth.check_session(secret.as_str()).await.map_err(trouble)?.ok_or_else(stranger)?;
        let found = app.auth.find_session(secret.as_str()).await.map_err(trouble)?;
        let (session, user) = found.ok_or_else(stranger)?;
        Ok(Self { user, session, visitor, secret })
    }
}

/// A form of somebody who is signed in, with the seal of his session.
pub(super) struct MemberForm {
    pub(super) member: Member,
    pub(super) fields: Fields,
}

impl FromRequest<AppState> for MemberForm {
    type Rejection = Response;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let mut member = Member::from_request_parts(&mut parts, app).await?;
        let fields = Fields::from_request(Request::from_parts(parts, body), app).await;
        let fields = fields.map_err(|error| member.frame(app).trouble(error))?;
        if !csrf::is_sealed(&member.secret, fields.text(csrf::FIELD)) {
            return Err(member.frame(app).stale());
        }
        member.visitor.return_to = ReturnTo::of(&fields, app);
        Ok(Self { member, fields })
    }
}
