//! `/account/password`: another password (ASVS 6.2.2, 6.2.3).

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
use super::super::notice::Notice;
use super::super::slip::Slip;
use super::super::texts::PasswordTexts;
use crate::SignIn;

const PATH: &str = "/account/password";

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static PasswordTexts,
    /// For password managers, which ask whose password it is.
    email: &'p str,
    slip: Slip,
}

impl<'p> PasswordPage<'p> {
    fn new(frame: &'p Frame<'p>, member: &'p Member, slip: Slip) -> Self {
        Self { frame, t: &frame.t.account.password, email: member.user.email.as_str(), slip }
    }
}

/// `GET /account/password`
pub(in super::super) async fn password_page(State(app): State<AppState>, member: Member) -> Response {
    let frame = member.frame(&app);
    frame.page(StatusCode::OK, &PasswordPage::new(&frame, &member, Slip::default()))
}

/// `POST /account/password`
pub(in super::super) async fn change_password(
    State(app): State<AppState>,
    MemberForm { member, fields }: MemberForm,
) -> Response {
    let (current, new) = (fields.text("current_password"), fields.text("new_password"));
    let how = SignIn::from(member.client().clone());
    match app.auth.change_password(member.secret(), current, new, &how).await.map_err(ApiError::from) {
        Ok(opened) => {
            let mut response = Notice::PasswordChanged.on(PATH, &app);
            add_cookie(&mut response, session_cookie(&app, &opened));
            response
        }
        Err(error) if error.code() == Code::NoSession => member.refuse(&app, error, PATH),
        Err(error) => {
            let frame = member.frame(&app);
            let slip = Slip::of(&error, frame.t);
            frame.refusal(error, &PasswordPage::new(&frame, &member, slip))
        }
    }
}
