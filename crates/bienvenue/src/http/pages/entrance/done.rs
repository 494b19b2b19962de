//! What happens next, after a form that had a mail sent.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::state::{App, AppState};
use super::super::frame::Frame;
use super::super::texts::{DoneTexts, EntranceTexts};
use super::super::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/done.html")]
struct DonePage<'p> {
    frame: &'p Frame<'p>,
    t: &'static EntranceTexts,
    words: &'static DoneTexts,
    /// Where to ask once more.
    again: &'static str,
}

/// `GET /register/done`
pub(in super::super) async fn registered(State(app): State<AppState>, visitor: Visitor) -> Response {
    show(&app, &visitor, |t| &t.registered, "/resend")
}

/// `GET /forgot/done`
pub(in super::super) async fn forgot_done(State(app): State<AppState>, visitor: Visitor) -> Response {
    show(&app, &visitor, |t| &t.forgot.done, "/forgot")
}

/// `GET /resend/done`
pub(in super::super) async fn resend_done(State(app): State<AppState>, visitor: Visitor) -> Response {
    show(&app, &visitor, |t| &t.resend.done, "/resend")
}

fn show(
    app: &App,
    visitor: &Visitor,
    words: fn(&'static EntranceTexts) -> &'static DoneTexts,
    again: &'static str,
) -> Response {
    let frame = visitor.frame(app);
    let t = &frame.t.entrance;
    frame.page(StatusCode::OK, &DonePage { frame: &frame, t, words: words(t), again })
}
