//! `/account/data`: a copy of one's data, and the way to the end of the account.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::api;
use super::super::super::state::AppState;
use super::super::frame::Frame;
use super::super::member::{Member, MemberForm};
use super::super::texts::DataTexts;

#[derive(Template)]
#[template(path = "pages/data.html")]
struct DataPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static DataTexts,
}

/// `GET /account/data`
pub(in super::super) async fn data(State(app): State<AppState>, member: Member) -> Response {
    let frame = member.frame(&app);
    frame.page(StatusCode::OK, &DataPage { frame: &frame, t: &frame.t.account.data })
}

/// `POST /account/export`: the document of the API. Without a fresh session the way leads over the password and back to the
/// page with the button.
pub(in super::super) async fn export(State(app): State<AppState>, form: MemberForm) -> Response {
    let member = form.member;
    match api::download(&app, member.secret(), member.client()).await {
        Ok(document) => document,
        Err(error) => member.refuse(&app, error, "/account/data"),
    }
}
