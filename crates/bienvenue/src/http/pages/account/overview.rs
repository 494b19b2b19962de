//! `/account`: who one is here.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::state::AppState;
use super::super::frame::Frame;
use super::super::member::Member;
use super::super::texts::AccountTexts;
use super::super::when::When;

#[derive(Template)]
#[template(path = "pages/overview.html")]
struct OverviewPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static AccountTexts,
    email: &'p str,
    is_verified: bool,
    since: When,
}

/// `GET /account`
pub(in super::super) async fn overview(State(app): State<AppState>, member: Member) -> Response {
    let (frame, user) = (member.frame(&app), &member.user);
    let page = OverviewPage {
        frame: &frame,
        t: &frame.t.account,
        email: user.email.as_str(),
        is_verified: user.email_verified_at.is_some(),
        since: When::at(user.created_at, frame.locale),
    };
    frame.page(StatusCode::OK, &page)
}
