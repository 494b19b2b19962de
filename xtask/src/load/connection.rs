//! One keep-alive connection that sends the next request when the answer is there.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::requests::Requests;
use super::response::{Head, parse_head};

const BUFFER: usize = 16 * 1_024;
const REFUSED: u16 = 503;

/// An open connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    buffer: Vec<u8>,
}

/// What all connections of a run share.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) requests: Arc<Requests>,
    pub(super) start: Instant,
    pub(super) end: Instant,
    /// The time from one request to the next, of all connections; none is as fast as answers come.
    pub(super) pace: Option<Duration>,
    pub(super) may_refuse: bool,
    /// How long a connection waits after a refusal.
    pub(super) pause: Duration,
}

/// What a connection has seen.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Of each good answer: milliseconds since the start when it was there, and microseconds that it took.
    pub(super) answers: Vec<(u32, u32)>,
    /// Microseconds of each 503.
    pub(super) refusals: Vec<u32>,
    /// How many of these did not say when to try again.
    pub(super) bare_refusals: u64,
    /// Why it ended early.
    pub(super) error: Option<anyhow::Error>,
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Result<Self> {
        let stream =
            TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, request: Vec::new(), buffer: vec![0; BUFFER] })
    }

    /// Sends requests until the plan's end, or until one goes wrong.
    pub(super) async fn drive(mut self, plan: &Plan, outcome: &mut Outcome) {
        while let Some(number) = plan.requests.take() {
            let due = plan.pace.map(|pace| plan.start + pace.mul_f64(factor(number)));
            if let Some(due) = due.filter(|due| *due > Instant::now()) {
                tokio::time::sleep_until(due.min(plan.end).into()).await;
            }
            let before = Instant::now();
            if before >= plan.end {
                return;
            }
            plan.requests.write(number, &mut self.request);
            let is_refused = match self.exchange().await {
                Ok(head) => outcome.add(&head, plan, before),
                Err(error) => {
                    outcome.error = Some(error);
                    false
                }
            };
            if outcome.error.is_some() {
                return;
            }
            if is_refused && !plan.pause.is_zero() {
                tokio::time::sleep(plan.pause).await;
            }
        }
    }

    async fn exchange(&mut self) -> Result<Head> {
        self.stream.write_all(&self.request).await?;
        let mut filled = 0;
        let mut head: Option<Head> = None;
        loop {
            let free = self.buffer.get_mut(filled..).unwrap_or_default();
            if free.is_empty() {
                bail!("the answer is larger than {BUFFER} bytes");
            }
            let count = self.stream.read(free).await?;
            if count == 0 {
                bail!("the server closed the connection");
            }
            filled += count;
            if head.is_none() {
                head = parse_head(self.buffer.get(..filled).unwrap_or_default())?;
            }
            let Some(head) = head else { continue };
            if filled > head.total() {
                bail!("more bytes than the answer's length");
            }
            if filled == head.total() {
                return Ok(head);
            }
        }
    }
}

impl Outcome {
    /// Notes an answer, and tells whether it is a refusal.
    fn add(&mut self, head: &Head, plan: &Plan, before: Instant) -> bool {
        let after = Instant::now();
        let took = u32::try_from((after - before).as_micros()).unwrap_or(u32::MAX);
        match head.status {
            200 => {
                let at = u32::try_from((after - plan.start).as_millis()).unwrap_or(u32::MAX);
                self.answers.push((at, took));
            }
            REFUSED if plan.may_refuse => {
                self.refusals.push(took);
                self.bare_refusals += u64::from(!head.has_retry_after);
            }
            status => self.error = Some(anyhow::anyhow!("status {status}")),
        }
        self.error.is_none() && head.status == REFUSED
    }
}

/// A number of requests as a factor.
#[expect(clippy::cast_precision_loss, reason = "fewer requests than 2^52")]
fn factor(number: u64) -> f64 {
    number as f64
}
