//! What is served at once, and for how long.

use bienvenue::http::Limits;

use crate::config::key::{Key, integer, key, text};
use crate::config::reader::Reader;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key("limits.connections", integer(8_192), "Connections at once, 1 to 1000000; more wait to be accepted."),
    key(
        "limits.header_timeout",
        text("10s"),
        "For the header of a request, and how long an idle connection is kept, `1s` to `10m`.",
    ),
    key(
        "limits.request_timeout",
        text("30s"),
        "For a whole request, until its answer begins, `1s` to `10m`.",
    ),
    key(
        "limits.drain_timeout",
        text("20s"),
        "For requests and mails under way when the service is told to end, `1s` to `10m`.",
    ),
];

pub(super) fn read(reader: &mut Reader) -> Option<Limits> {
    let connections = reader.count("limits.connections", 1_000_000);
    let mut time = |name| reader.take(name, |value| value.duration("1s", "10m"));
    let header = time("limits.header_timeout");
    let request = time("limits.request_timeout");
    let drain = time("limits.drain_timeout");
    Some(Limits {
        max_connections: connections?,
        header_timeout: header?,
        request_timeout: request?,
        drain_timeout: drain?,
        ..Limits::default()
    })
}
