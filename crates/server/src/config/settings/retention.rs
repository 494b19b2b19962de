//! How long is kept what nobody needs for ever.

use bienvenue::Retention;

use crate::config::key::{Key, key, text};
use crate::config::reader::Reader;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key("retention.events", text("365d"), "How long is known what happened to an account, `1d` to `3650d`."),
    key(
        "retention.devices",
        text("365d"),
        "How long a device is known that a user is not seen at any more, `1d` to `3650d`.",
    ),
];

pub(super) fn read(reader: &mut Reader) -> Option<Retention> {
    let events = reader.take("retention.events", |value| value.duration("1d", "3650d"));
    let devices = reader.take("retention.devices", |value| value.duration("1d", "3650d"));
    Some(Retention { events: events?, devices: devices? })
}
