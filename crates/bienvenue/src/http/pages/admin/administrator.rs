//! An administrator, and the forms that he sends.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::Response;

use super::super::super::error::{ApiError, Code};
use super::super::super::extract::Fields;
use super::super::super::state::{App, AppState};
use super::super::frame::{Area, Frame};
use super::super::member::{Member, MemberForm};
use super::super::nowhere;

/// The owner of a live session who is an administrator, as the database says now. Strangers are led to sign in; to other users
/// the page does not exist (ASVS 8.2.1).
pub(in super::super) struct Administrator(pub(super) Member);

impl Administrator {
    pub(super) fn frame<'p>(&self, app: &'p App) -> Frame<'p> {
        self.0.frame_of(app, Area::Administration)
    }

    /// The page of a refusal, or what the refusal asks for.
    pub(super) fn refuse(&self, app: &App, error: ApiError, page: &str) -> Response {
        match error.code() {
            Code::ReauthenticationRequired | Code::NoSession => self.0.refuse(app, error, page),
            _ => self.frame(app).trouble(error),
        }
    }
}

impl FromRequestParts<AppState> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        let member = Member::from_request_parts(parts, app).await?;
        if member.user.admin_since.is_none() {
            let error = ApiError::new(Code::NotFound);
            return Err(nowhere::tell(app, &member.visitor, &parts.headers, parts.uri.path(), error));
        }
        Ok(Self(member))
    }
}

/// A form of an administrator, with the seal of his session. Who he is comes first: a wrong seal tells nobody else anything.
pub(in super::super) struct AdministratorForm {
    pub(super) administrator: Administrator,
    pub(super) fields: Fields,
}

impl FromRequest<AppState> for AdministratorForm {
    type Rejection = Response;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        Administrator::from_request_parts(&mut parts, app).await?;
        let form = MemberForm::from_request(Request::from_parts(parts, body), app).await?;
        Ok(Self { administrator: Administrator(form.member), fields: form.fields })
    }
}
