//! `/account/delete`: the end of the account.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::cookie::forget;
use super::super::super::error::ApiError;
use super::super::super::state::AppState;
use super::super::LOGIN;
use super::super::frame::Frame;
use super::super::member::{Member, MemberForm};
use super::super::notice::Notice;
use super::super::texts::DataTexts;

#[derive(Template)]
#[template(path = "pages/delete.html")]
struct DeletePage<'p> {
    frame: &'p Frame<'p>,
    t: &'static DataTexts,
    email: &'p str,
}

/// `GET /account/delete`, in a fresh session.
pub(in super::super) async fn delete_page(State(app): State<AppState>, member: Member) -> Response {
    if let Some(response) = member.must_confirm(&app) {
        return response;
    }
    let (frame, email) = (member.frame(&app), member.user.email.as_str());
    frame.page(StatusCode::OK, &DeletePage { frame: &frame, t: &frame.t.account.data, email })
}

/// `POST /account/delete`
pub(in super::super) async fn delete(State(app): State<AppState>, form: MemberForm) -> Response {
    let member = form.member;
    match app.auth.delete_account(member.secret(), member.client()).await.map_err(ApiError::from) {
        Ok(()) => {
            let mut response = Notice::Deleted.on(LOGIN, &app);
            forget(&mut response, &app.settings.cookies.session);
            response
        }
        Err(error) => member.refuse(&app, error, "/account/delete"),
    }
}
