//! Pages for people: where the links of mails lead.
//!
//! A link is followed by scanners before its receiver sees it, so fetching a page changes nothing and needs no secret: the
//! secret stands in the link's fragment, which is sent to nobody. The page's script puts it into the form, or people copy
//! it there; only the button, which posts, spends it (ASVS 3.5.3, 14.2.1).

mod assets;
mod link;
#[cfg(feature = "mail")]
mod mailbox;
mod texts;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

pub(super) use assets::{link_script, style};
pub(super) use link::{
    confirm_email, confirm_email_page, reset_password, reset_password_page, verify_email, verify_email_page,
};
#[cfg(feature = "mail")]
pub(super) use mailbox::mailbox;

use super::error::ApiError;
use super::state::App;
use crate::fault::Fault;

/// Nothing but what this service itself sends, no frames around or in it, no other place for a form to go (ASVS 3.4.3).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// Answers with a page.
fn page(status: StatusCode, page: &impl Template) -> Response {
    let Ok(html) = page.render() else {
        return ApiError::from(Fault::internal("a page was not rendered")).into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        // Not `no-referrer`: with that a browser sends our own form with `Origin: null`, which is refused.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (status, headers, html).into_response()
}

/// The name of the service.
fn product(app: &App) -> &str {
    app.auth.mail_sender().map_or("Bienvenue", |sender| &sender.product)
}
