//! `/confirm`: the password once more, before what matters (ASVS 7.5.1).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::cookie::add_cookie;
use super::super::super::error::{ApiError, Code};
use super::super::super::session_cookie::session_cookie;
use super::super::super::state::AppState;
use super::super::frame::Frame;
use super::super::member::{Member, MemberForm};
use super::super::return_to::ReturnTo;
use super::super::see_other;
use super::super::slip::Slip;
use super::super::texts::ConfirmTexts;

#[derive(Template)]
#[template(path = "pages/confirm.html")]
struct ConfirmPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static ConfirmTexts,
    return_to: &'p ReturnTo,
    email: &'p str,
    slip: Slip,
}

impl<'p> ConfirmPage<'p> {
    fn new(frame: &'p Frame<'p>, member: &'p Member, slip: Slip) -> Self {
        let (return_to, email) = (&member.visitor.return_to, member.user.email.as_str());
        Self { frame, t: &frame.t.account.confirm, return_to, email, slip }
    }
}

/// `GET /confirm`
pub(in super::super) async fn confirm_page(State(app): State<AppState>, member: Member) -> Response {
    let frame = member.frame(&app);
    frame.page(StatusCode::OK, &ConfirmPage::new(&frame, &member, Slip::default()))
}

/// `POST /confirm`: the session has another secret afterwards.
pub(in super::super) async fn confirm(
    State(app): State<AppState>,
    MemberForm { member, fields }: MemberForm,
) -> Response {
    let password = fields.text("password");
    match app.auth.reauthenticate(member.secret(), password, member.client()).await.map_err(ApiError::from) {
        Ok(renewed) => {
            let mut response = see_other(member.visitor.return_to.place());
            add_cookie(&mut response, session_cookie(&app, &renewed));
            response
        }
        Err(error) if error.code() == Code::NoSession => member.refuse(&app, error, "/account"),
        Err(error) => {
            let frame = member.frame(&app);
            let slip = Slip::of(&error, frame.t);
            frame.refusal(error, &ConfirmPage::new(&frame, &member, slip))
        }
    }
}
