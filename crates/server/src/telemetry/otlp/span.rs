//! A span as OTLP has it in JSON (opentelemetry-proto 1.x): ids in hexadecimal, times in nanoseconds as text.

use bienvenue::core::time::{Clock as _, SystemClock};
use serde_json::{Value, json};

use super::Fields;

/// `SPAN_KIND_SERVER`.
const SERVER: u8 = 2;
/// `STATUS_CODE_ERROR`.
const ERROR: u8 = 2;

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    trace_id: String,
    id: String,
    /// The caller's span, if a trusted one told.
    parent: Option<String>,
    method: String,
    route: String,
    status: u64,
    began_at: i64,
    ended_at: i64,
}

impl Span {
    /// The span of a line of the log; nothing where the caller's trace is not sampled.
    pub(super) fn of(fields: Fields, process: u64) -> Option<Self> {
        let Fields { id, method, route, traceparent, status, microseconds } = fields;
        let ended_at = SystemClock.now().as_micros();
        let (trace_id, parent) = match read_traceparent(&traceparent) {
            Some(caller) if !caller.is_sampled => return None,
            Some(caller) => (caller.trace_id, Some(caller.span_id)),
            None => (format!("{process:016x}{id}"), None),
        };
        let began_at = ended_at - i64::try_from(microseconds).unwrap_or_default();
        Some(Self { trace_id, id, parent, method, route, status, began_at, ended_at })
    }

    /// With the attributes that OpenTelemetry's conventions for HTTP servers name.
    fn json(&self) -> Value {
        // A path that is not there has no route.
        let route = Some(self.route.as_str()).filter(|route| *route != "-");
        let name = route.map_or_else(|| self.method.clone(), |route| format!("{} {route}", self.method));
        let text = |key: &str, value: &str| json!({"key": key, "value": {"stringValue": value}});
        let mut attributes = vec![text("http.request.method", &self.method)];
        attributes.extend(route.map(|route| text("http.route", route)));
        attributes.push(
            json!({"key": "http.response.status_code", "value": {"intValue": self.status.to_string()}}),
        );
        let mut span = json!({
            "traceId": self.trace_id,
            "spanId": self.id,
            "name": name,
            "kind": SERVER,
            "startTimeUnixNano": nanoseconds(self.began_at),
            "endTimeUnixNano": nanoseconds(self.ended_at),
            "attributes": attributes,
        });
        let more = [
            ("parentSpanId", self.parent.as_ref().map(|parent| json!(parent))),
            ("status", (self.status >= 500).then(|| json!({"code": ERROR}))),
        ];
        if let Value::Object(span) = &mut span {
            span.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        }
        span
    }
}

fn nanoseconds(micros: i64) -> String {
    format!("{micros}000")
}

/// The body of a request to the collector.
pub(super) fn batch(service: &str, spans: &[Span]) -> Vec<u8> {
    let spans: Vec<_> = spans.iter().map(Span::json).collect();
    let service = json!({"key": "service.name", "value": {"stringValue": service}});
    let scope = json!({"name": "bienvenue", "version": env!("CARGO_PKG_VERSION")});
    let spans = json!([{"scope": scope, "spans": spans}]);
    json!({"resourceSpans": [{"resource": {"attributes": [service]}, "scopeSpans": spans}]})
        .to_string()
        .into_bytes()
}

struct Caller {
    trace_id: String,
    span_id: String,
    is_sampled: bool,
}

/// `00-<trace id>-<span id>-<flags>` (W3C Trace Context §3.2). What does not fit to the letter counts for nothing.
fn read_traceparent(text: &str) -> Option<Caller> {
    let parts: Vec<_> = text.split('-').collect();
    let [version, trace_id, span_id, flags] = parts.as_slice() else { return None };
    let is_hex = |text: &str, length: usize| {
        text.len() == length
            && text.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit))
    };
    let is_id = |text: &str, length| is_hex(text, length) && text.bytes().any(|digit| digit != b'0');
    let is_good = *version == "00" && is_id(trace_id, 32) && is_id(span_id, 16) && is_hex(flags, 2);
    let flags = u8::from_str_radix(flags, 16).ok().filter(|_| is_good)?;
    let (trace_id, span_id) = ((*trace_id).to_owned(), (*span_id).to_owned());
    Some(Caller { trace_id, span_id, is_sampled: flags & 1 == 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn fields(traceparent: &str) -> Fields {
        Fields {
            id: "00f067aa0ba902b7".into(),
            method: "GET".into(),
            route: "/profile".into(),
            traceparent: traceparent.into(),
            status: 503,
            microseconds: 1_500,
        }
    }

    #[test]
    fn a_trace_is_continued_to_the_letter_or_begun() {
        let good = format!("00-{TRACE}-b7ad6b7169203331-01");
        let span = Span::of(fields(&good), 7).unwrap();
        assert_eq!((span.trace_id.as_str(), span.parent.as_deref()), (TRACE, Some("b7ad6b7169203331")));
        assert_eq!(Span::of(fields(&format!("00-{TRACE}-b7ad6b7169203331-00")), 7), None, "not sampled");
        for wrong in [
            "",
            "00",
            &good.to_uppercase(),
            &format!("01{}", &good[2..]),
            &format!("{good}-x"),
            &format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)),
            &format!("00-{TRACE}-{}-01", "0".repeat(16)),
            &format!("00-{TRACE}-b7ad6b716920333-01"),
        ] {
            let span = Span::of(fields(wrong), 7).unwrap();
            assert_eq!(
                (span.trace_id.as_str(), span.parent),
                ("000000000000000700f067aa0ba902b7", None),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_span_has_the_attributes_of_the_conventions() {
        let span = Span::of(fields(""), 7).unwrap();
        let body: Value = serde_json::from_slice(&batch("Acme", std::slice::from_ref(&span))).unwrap();
        let told = &body["resourceSpans"][0]["scopeSpans"][0]["spans"][0];
        assert_eq!(told["name"], "GET /profile");
        assert_eq!(told["attributes"][2]["value"]["intValue"], "503");
        assert_eq!((&told["kind"], &told["status"]["code"]), (&2.into(), &2.into()));
        assert!(told.get("parentSpanId").is_none());
        let times = ["startTimeUnixNano", "endTimeUnixNano"]
            .map(|name| told[name].as_str().unwrap().parse::<i64>().unwrap());
        assert_eq!(times[1] - times[0], 1_500_000);
    }
}
