//! Where log events go.

mod line;
#[cfg(not(feature = "otel"))]
mod no_otlp;
#[cfg(feature = "otel")]
pub(crate) mod otlp;

use tracing::level_filters::LevelFilter;
use tracing::{Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Registry, fmt, reload};

use crate::config::LogFormat;
use line::Lines;
#[cfg(not(feature = "otel"))]
pub(crate) use no_otlp::{Exporter, Spans};
#[cfg(feature = "otel")]
pub(crate) use otlp::{Exporter, Spans};

/// `bienvenue dev`: a quiet line for each request, and what else is worth telling.
pub(crate) fn for_development() {
    let layer = fmt::layer().event_format(Lines).with_ansi(false).log_internal_errors(false);
    // Successful GETs are a detail elsewhere; who learns wants to see them.
    let shown = ours(Level::INFO).with_target("bienvenue::request", Level::DEBUG);
    tracing_subscriber::registry().with(shown).with(layer).init();
}

/// Decides what is logged from now on.
#[derive(Debug)]
pub(crate) struct LevelSwitch(reload::Handle<Targets, Registry>);

impl LevelSwitch {
    /// Logs events from this level on. Without a log there is nothing to switch.
    pub(crate) fn set(&self, level: Level) {
        let _ = self.0.reload(ours(level));
    }
}

/// `bienvenue serve`: on standard output, for whatever collects it; and `spans` of requests, if they are wanted.
pub(crate) fn for_the_internet(level: Level, format: LogFormat, spans: Option<Spans>) -> LevelSwitch {
    let registry = tracing_subscriber::registry();
    let (shown, switch) = reload::Layer::new(ours(level));
    match spans {
        None => registry.with(shown).with(log(format)).init(),
        // Each with a filter of its own: a span is made of a line that the log may leave out.
        Some(spans) => {
            let requests = Targets::new().with_target("bienvenue::request", Level::DEBUG);
            registry.with(log(format).with_filter(shown)).with(spans.with_filter(requests)).init();
        }
    }
    LevelSwitch(switch)
}

fn log<S: Subscriber + for<'s> LookupSpan<'s>>(format: LogFormat) -> Box<dyn Layer<S> + Send + Sync> {
    let layer = fmt::layer().with_ansi(false).log_internal_errors(false);
    match format {
        LogFormat::Json => {
            Box::new(layer.json().flatten_event(true).with_current_span(false).with_span_list(false))
        }
        LogFormat::Text => Box::new(layer),
    }
}

/// Commands: warnings on standard error, beside what was asked for.
pub(crate) fn for_commands() {
    let layer = fmt::layer()
        .event_format(Lines)
        .with_ansi(false)
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    tracing_subscriber::registry().with(ours(Level::WARN)).with(layer).init();
}

/// Our own events from `level` on; of other crates warnings at most.
fn ours(level: Level) -> Targets {
    let others = LevelFilter::from_level(level).min(LevelFilter::WARN);
    Targets::new().with_default(others).with_target("bienvenue", level)
}
