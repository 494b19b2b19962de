//! Events as lines for people.

use std::fmt::{self, Write as _};

use bienvenue::core::time::{Clock as _, SystemClock};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::moment;

/// A request as `06:14:43Z  POST    /users   200   251.3 ms`; anything else as time, level and words.
pub(super) struct Lines;

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        write!(line, "{}  ", moment::time_of_day(SystemClock.now()))?;
        if event.metadata().target() == "bienvenue::request" {
            fields.write_request(&mut line)?;
        } else {
            let level = match *event.metadata().level() {
                Level::ERROR => "error: ",
                Level::WARN => "warning: ",
                _ => "",
            };
            write!(line, "{level}{}{}", fields.message, fields.others)?;
        }
        writeln!(line)
    }
}

/// The fields of an event.
#[derive(Default)]
struct Fields {
    message: String,
    method: String,
    route: String,
    status: u64,
    microseconds: u64,
    /// Each as ` name=value`.
    others: String,
}

impl Fields {
    fn write_request(&self, line: &mut Writer<'_>) -> fmt::Result {
        let (milliseconds, tenths) = (self.microseconds / 1_000, self.microseconds % 1_000 / 100);
        let Self { method, route, status, others, .. } = self;
        write!(line, "{method:<7} {route:<17} {status}  {milliseconds:>5}.{tenths} ms{others}")
    }
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "status" => self.status = value,
            "microseconds" => self.microseconds = value,
            _ => self.record_debug(field, &value),
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => value.clone_into(&mut self.message),
            "method" => value.clone_into(&mut self.method),
            "route" => value.clone_into(&mut self.route),
            // Whoever reads along needs no id to find the line.
            "id" => {}
            _ => self.record_debug(field, &value),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.others, "  {name}={value:?}"),
        };
    }
}
