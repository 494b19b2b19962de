//! The secret of a session on its way to its owner.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::cookie::add_cookie;
use super::super::super::reply::json;
use super::super::super::session_cookie::session_cookie;
use super::super::super::state::App;
use super::types::{Delivery, SignedInBody};
use crate::LoggedIn;

/// Tells of a session and hands its secret out, in a cookie or in the body and never in both.
pub(in crate::http::api) fn hand_out(
    app: &App,
    status: StatusCode,
    delivery: Delivery,
    opened: &LoggedIn,
) -> Response {
    let secret = opened.session_id.expose();
    let token = (delivery == Delivery::Bearer).then_some(secret);
    let mut response = json(status, &SignedInBody::new(&opened.user, &opened.session, token));
    if delivery == Delivery::Cookie {
        add_cookie(&mut response, session_cookie(app, opened));
    }
    response
}
