//! The figures as text for Prometheus, and a listener's routes for them.
//!
//! They belong on a listener of their own that strangers do not reach (ASVS 13.4.5): they tell nobody's name and no secret,
//! but how busy a service is and what fails. To write them costs no SQL, whatever the database holds.

mod families;
mod process;
mod text;

use std::fmt::Write as _;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use self::families::FAMILIES;
use self::process::ProcessFigures;
use self::text::Text;
use super::origin::names_this_machine;
use super::traffic::{RouteFigures, Traffic};
use crate::Auth;
use crate::metrics::Metrics;

/// Prometheus' text format, version 0.0.4.
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_TYPE, TEXT),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// All that is told.
struct Figures {
    version: &'static str,
    auth: Metrics,
    routes: Vec<RouteFigures>,
    process: ProcessFigures,
}

/// What the listener works with.
#[derive(Clone)]
struct Source {
    version: &'static str,
    auth: Auth,
    traffic: Traffic,
    only_this_machine: bool,
}

/// `GET /metrics`, for a listener that strangers do not reach. `version` is of the program.
///
/// On a loopback listener, `only_this_machine` refuses requests that name another host: a browser here sends such ones when a
/// page turns its own name to this machine.
pub fn metrics_router(
    auth: Auth,
    traffic: Traffic,
    version: &'static str,
    only_this_machine: bool,
) -> Router {
    Router::new().route("/metrics", get(tell)).with_state(Source {
        version,
        auth,
        traffic,
        only_this_machine,
    })
}

async fn tell(State(source): State<Source>, request: Request) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if source.only_this_machine && !host.is_some_and(names_this_machine) {
        return (StatusCode::MISDIRECTED_REQUEST, HEADERS, "figures are told to this machine\n")
            .into_response();
    }
    let figures = Figures {
        version: source.version,
        auth: source.auth.metrics(),
        routes: source.traffic.routes(),
        process: ProcessFigures::read(),
    };
    (HEADERS, written(&figures)).into_response()
}

fn written(figures: &Figures) -> String {
    let mut text = Text::default();
    for family in FAMILIES {
        text.family(family, figures);
    }
    text.into_string()
}

/// What each figure means, in Markdown: `docs/metrics.md`.
pub fn metrics_reference() -> String {
    let mut text = String::from(HEAD);
    for family in FAMILIES {
        let labels: Vec<_> = family.labels.iter().map(|label| format!("`{label}`")).collect();
        let labels = if labels.is_empty() { "–".to_owned() } else { labels.join(", ") };
        let (name, kind, help) = (family.name, family.kind.as_str(), family.help);
        let _ = writeln!(text, "| `{name}` | {kind} | {labels} | {help} |");
    }
    text
}

const HEAD: &str = "\
# Metrics

<!-- Made by `bienvenue reference metrics`; a test compares it. Do not edit by hand. -->

`bienvenue serve` tells figures to Prometheus at `http://127.0.0.1:9464/metrics` where `metrics.listen` is
`\"127.0.0.1:9464\"`. It does not listen there unless told. `bienvenue top` shows the same to people.

Whoever reaches that listener may read them: no name, address or secret is among them, but how busy the service is and what
fails. On a loopback address, requests that name another host are refused. Prometheus on another machine takes
`metrics.reach = \"network\"`, and a network or a proxy in front that lets in nobody else.

To read them costs the database nothing. What takes SQL to know is looked up every 15 seconds, less often where that takes
long. A route is the pattern that was matched (`/api/v1/me/sessions/{id}`), never the path that was sent; `-` is every path
that is not there. A series appears with its first event. Counts begin anew with the process.

| Metric | Kind | Labels | Meaning |
|---|---|---|---|
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_prometheus_wants_them() {
        let mut names: Vec<_> = FAMILIES.iter().map(|family| family.name).collect();
        for family in FAMILIES {
            let is_ours = family.name.starts_with("bienvenue_") || family.name.starts_with("process_");
            assert!(is_ours && family.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
            let is_counter = family.kind == text::Kind::Counter;
            assert_eq!(is_counter, family.name.ends_with("_total"), "{}", family.name);
            assert!(
                !family.help.contains(['\n', '\\', '|']) && family.help.ends_with('.'),
                "{}",
                family.name
            );
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FAMILIES.len());
    }
}
