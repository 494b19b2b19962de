//! `/account/activity`: what happened to the account, page by page.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::super::super::state::AppState;
use super::super::asked::Asked;
use super::super::frame::Frame;
use super::super::happening::Happenings;
use super::super::member::Member;
use super::super::texts::ActivityTexts;

/// On one page.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "pages/activity.html")]
struct ActivityPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static ActivityTexts,
    happenings: Happenings,
}

/// `GET /account/activity`, and with `?before=` what was before an event. Somebody else's event tells nothing: the events are
/// the owner's in any case.
pub(in super::super) async fn activity(
    State(app): State<AppState>,
    member: Member,
    asked: Asked,
) -> Response {
    let frame = member.frame(&app);
    let t = &frame.t.account.activity;
    let before = asked.text("before").parse().ok();
    match app.auth.store().list_events(member.user.id, before, Happenings::to_read(SHOWN)).await {
        Ok(events) => {
            let happenings = Happenings::new(events, SHOWN, &frame);
            frame.page(StatusCode::OK, &ActivityPage { frame: &frame, t, happenings })
        }
        Err(fault) => frame.trouble(fault.into()),
    }
}
