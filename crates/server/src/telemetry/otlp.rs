//! Traces for OpenTelemetry: a span for each request, over OTLP/HTTP in JSON.
//!
//! By hand, because OpenTelemetry's own crates are more than all others that this program needs for logs, and a span of ours
//! is what a request's line of the log says: method, route, status and time, never an address, a path or a secret. So
//! nothing is added to the way of a request: the event of that line becomes the span when it is over. Whoever reads it
//! slowly, or not at all, slows nobody: spans wait in a bounded queue, and those that find it full are dropped and counted.

mod span;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bienvenue::core::random::{OsRandomness, random_bytes};
use bienvenue::outgoing::{Outgoing, Question, Unreached};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use self::span::{Span, batch};

/// Spans that wait to be sent.
const QUEUE: usize = 4_096;
/// Spans of one request to the collector.
const BATCH: usize = 512;
/// How long a span waits for others.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long the collector may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Makes spans out of the lines of requests.
pub(crate) struct Spans {
    queue: Sender<Span>,
    dropped: Arc<AtomicU64>,
    /// The first half of the trace ids that begin here; the other is the id of the request.
    process: u64,
}

/// Sends spans away.
#[derive(Debug)]
pub(crate) struct Exporter {
    collector: Outgoing,
    service: String,
    queue: Receiver<Span>,
    /// Taken out of the queue and not sent yet.
    batch: Vec<Span>,
    dropped: Arc<AtomicU64>,
    told: u64,
}

/// What makes spans and what sends them to this collector.
pub(crate) fn pipeline(collector: Outgoing, service: &str) -> (Spans, Exporter) {
    let (send, queue) = channel(QUEUE);
    let dropped = Arc::new(AtomicU64::new(0));
    let process = random_bytes(&OsRandomness).map_or(1, u64::from_le_bytes).max(1);
    let spans = Spans { queue: send, dropped: Arc::clone(&dropped), process };
    (spans, Exporter { collector, service: service.to_owned(), queue, batch: Vec::new(), dropped, told: 0 })
}

impl<S: Subscriber> Layer<S> for Spans {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        if let Some(span) = Span::of(fields, self.process)
            && self.queue.try_send(span).is_err()
        {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What the line of a request says.
#[derive(Debug, Default)]
struct Fields {
    id: String,
    method: String,
    route: String,
    traceparent: String,
    status: u64,
    microseconds: u64,
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "status" => self.status = value,
            "microseconds" => self.microseconds = value,
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let place = match field.name() {
            "id" => &mut self.id,
            "method" => &mut self.method,
            "route" => &mut self.route,
            "traceparent" => &mut self.traceparent,
            _ => return,
        };
        value.clone_into(place);
    }

    /// A cause may hold anything; it stays in the log.
    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl Exporter {
    /// Sends spans as they come, until nobody needs it any more.
    pub(crate) async fn keep_sending(&mut self) -> Infallible {
        loop {
            if self.queue.recv_many(&mut self.batch, BATCH).await == 0 {
                std::future::pending::<()>().await;
            }
            // Others that end in the same second go with it.
            let full = async {
                while self.batch.len() < BATCH && self.queue.recv_many(&mut self.batch, BATCH).await > 0 {}
            };
            let _ = tokio::time::timeout(INTERVAL, full).await;
            self.send().await;
        }
    }

    /// Sends what waits: at the end.
    pub(crate) async fn send_rest(&mut self) {
        while let Ok(span) = self.queue.try_recv() {
            self.batch.push(span);
        }
        if !self.batch.is_empty() {
            self.send().await;
        }
    }

    /// A batch that is not taken is gone: traces are for looking, and there will be others.
    async fn send(&mut self) {
        let spans = std::mem::take(&mut self.batch);
        let number = spans.len() as u64;
        let question = Question {
            method: "POST",
            headers: &[("content-type", "application/json")],
            body: batch(&self.service, &spans),
            ..Question::get(PATIENCE)
        };
        let cause = match self.collector.ask(question).await {
            Ok(answer) if answer.status < 300 => None,
            Ok(answer) => Some(format!("the collector answered {}", answer.status)),
            Err(cause @ Unreached::TooSlow(_)) => Some(cause.to_string()),
            Err(cause) => Some(crate::stop::with_causes(&cause)),
        };
        if let Some(cause) = cause {
            self.dropped.fetch_add(number, Ordering::Relaxed);
            tracing::warn!(cause, "traces were not sent");
        }
        let dropped = self.dropped.load(Ordering::Relaxed);
        if dropped > self.told {
            tracing::warn!(spans = dropped - self.told, "traces were dropped");
            self.told = dropped;
        }
    }
}
