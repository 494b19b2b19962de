//! What happened to an account, in words.

use super::frame::Frame;
use super::when::When;
use crate::Event;
use crate::wording::client_name;

/// A page of it.
pub(super) struct Happenings {
    pub(super) rows: Vec<Happening>,
    /// Behind which event the next page begins, if there is one.
    pub(super) older: Option<String>,
}

/// An event.
pub(super) struct Happening {
    pub(super) what: &'static str,
    pub(super) when: When,
    pub(super) device: Option<String>,
    pub(super) address: Option<String>,
    /// The administrator who did it, if one did.
    pub(super) actor: Option<String>,
}

impl Happenings {
    /// How many events to read for a page: one more, to know whether there is another.
    pub(super) fn to_read(shown: usize) -> u32 {
        u32::try_from(shown + 1).unwrap_or(u32::MAX)
    }

    /// The page that begins with these events.
    pub(super) fn new(mut events: Vec<Event>, shown: usize, frame: &Frame<'_>) -> Self {
        let is_last = events.len() <= shown;
        events.truncate(shown);
        let older = events.last().filter(|_| !is_last).map(|event| event.id.to_string());
        Self { rows: events.into_iter().map(|event| Happening::new(event, frame)).collect(), older }
    }
}

impl Happening {
    fn new(event: Event, frame: &Frame<'_>) -> Self {
        let t = &frame.t.account.activity;
        Self {
            what: t.kind.of(&event.kind).unwrap_or(t.unknown),
            when: When::at(event.created_at, frame.locale),
            device: event.user_agent.map(|name| client_name(&name, frame.locale)),
            address: event.address,
            actor: event.actor_id.map(|id| id.to_string()),
        }
    }
}
