//! The mails of a service in development, which are kept instead of sent.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::super::error::{ApiError, Code};
use super::super::state::AppState;
use super::texts::{Texts, texts};
use super::{page, product};
use crate::Client;
use crate::mail::ReceivedMail;

#[derive(Template)]
#[template(path = "pages/mailbox.html")]
struct MailboxPage<'p> {
    t: &'static Texts,
    product: &'p str,
    mails: Vec<ReceivedMail>,
}

/// `GET /dev/mail`: the last mails, the newest first. Not there where mails are sent.
pub(in crate::http) async fn mailbox(State(app): State<AppState>, client: Client) -> Response {
    let Some(mailbox) = &app.settings.mailbox else { return ApiError::new(Code::NotFound).into_response() };
    let t = texts(client.locale());
    page(StatusCode::OK, &MailboxPage { t, product: product(&app), mails: mailbox.mails() })
}
