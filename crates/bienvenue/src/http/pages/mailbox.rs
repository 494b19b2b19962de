//! The mails of a service in development, which are kept instead of sent.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::super::error::{ApiError, Code};
use super::super::state::AppState;
use super::frame::Frame;
use super::texts::Texts;
use super::visitor::Visitor;
use crate::mail::ReceivedMail;

#[derive(Template)]
#[template(path = "pages/mailbox.html")]
struct MailboxPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static Texts,
    mails: Vec<ReceivedMail>,
}

/// `GET /dev/mail`: the last mails, the newest first. Not there where mails are sent.
pub(super) async fn mailbox(State(app): State<AppState>, visitor: Visitor) -> Response {
    let Some(mailbox) = &app.settings.mailbox else { return ApiError::new(Code::NotFound).into_response() };
    let frame = visitor.frame(&app);
    frame.page(StatusCode::OK, &MailboxPage { frame: &frame, t: frame.t, mails: mailbox.mails() })
}
