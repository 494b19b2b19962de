//! What is logged, and where spans are sent.

use bienvenue::outgoing::Outgoing;
use tracing::Level;

use crate::config::key::{Default, Key, Literal, key, text};
use crate::config::reader::Reader;
use crate::config::value::Value;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "traces.endpoint",
        Default::Means { what: "nowhere", example: Literal::Text("http://127.0.0.1:4318/v1/traces") },
        "Where a span of each request is sent, by OTLP/HTTP in JSON. Takes a program that was built with the feature `otel`. A trace that a \
         proxy in `trusted_proxies` began is continued.",
    ),
    key("log.level", text("info"), "What is logged: `error`, `warn`, `info`, `debug` or `trace`."),
    key("log.format", text("json"), "How: `json`, an object on each line, or `text`."),
];

/// What is read of them.
pub(super) struct Telemetry {
    pub(super) traces_endpoint: Option<String>,
    pub(super) log_level: Level,
    pub(super) log_format: LogFormat,
}

/// How log events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// An object on each line.
    Json,
    /// For people.
    Text,
}

pub(super) fn read(reader: &mut Reader) -> Option<Telemetry> {
    let traces_endpoint = reader.take("traces.endpoint", endpoint);
    let levels = [
        ("error", Level::ERROR),
        ("warn", Level::WARN),
        ("info", Level::INFO),
        ("debug", Level::DEBUG),
        ("trace", Level::TRACE),
    ];
    let level = reader.take("log.level", |value| value.choice(&levels));
    let formats = [("json", LogFormat::Json), ("text", LogFormat::Text)];
    let format = reader.take("log.format", |value| value.choice(&formats));
    Some(Telemetry { traces_endpoint, log_level: level?, log_format: format? })
}

/// Whether it can be asked is the library's to say.
fn endpoint(value: &Value) -> Result<String, String> {
    let url = value.text()?;
    Outgoing::new(url).map(|_| url.to_owned()).map_err(|error| error.to_string())
}
