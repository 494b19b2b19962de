//! `/account/activity`: what happened to the account of late.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bienvenue_core::locale::Locale;

use super::super::super::state::AppState;
use super::super::frame::Frame;
use super::super::member::Member;
use super::super::texts::ActivityTexts;
use super::when::When;
use crate::wording::client_name;
use crate::{Event, EventKind};

/// The export has all of it.
const SHOWN: u32 = 50;

#[derive(Template)]
#[template(path = "pages/activity.html")]
struct ActivityPage<'p> {
    frame: &'p Frame<'p>,
    t: &'static ActivityTexts,
    happenings: Vec<Happening>,
}

/// An event, in words.
struct Happening {
    what: &'static str,
    when: When,
    device: Option<String>,
    address: Option<String>,
}

impl Happening {
    fn new(event: Event, t: &'static ActivityTexts, locale: Locale) -> Self {
        let kind = EventKind::ALL.into_iter().find(|kind| kind.as_str() == event.kind);
        Self {
            what: kind.map_or(t.unknown, t.kind),
            when: When::at(event.created_at, locale),
            device: event.user_agent.map(|name| client_name(&name, locale)),
            address: event.address,
        }
    }
}

/// `GET /account/activity`
pub(in super::super) async fn activity(State(app): State<AppState>, member: Member) -> Response {
    let frame = member.frame(&app);
    let t = &frame.t.account.activity;
    match app.auth.store().list_events(member.user.id, None, SHOWN).await {
        Ok(events) => {
            let show = |event| Happening::new(event, t, frame.locale);
            let happenings = events.into_iter().map(show).collect();
            frame.page(StatusCode::OK, &ActivityPage { frame: &frame, t, happenings })
        }
        Err(fault) => frame.trouble(fault.into()),
    }
}
