//! One keep-alive connection that sends the next request when the answer is there.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::response::{Head, parse_head};

const BUFFER: usize = 16 * 1_024;

/// An open connection and the request that it repeats.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    buffer: Vec<u8>,
}

/// What a connection has seen.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Microseconds of each answered request.
    pub(super) latencies: Vec<u32>,
    /// Why it ended early.
    pub(super) error: Option<anyhow::Error>,
}

impl Connection {
    pub(super) async fn open(address: SocketAddr, request: &[u8]) -> Result<Self> {
        let stream =
            TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, request: request.to_vec(), buffer: vec![0; BUFFER] })
    }

    /// Sends requests until `end`, or until one goes wrong.
    pub(super) async fn drive(mut self, end: Instant) -> Outcome {
        let mut outcome = Outcome::default();
        let mut now = Instant::now();
        while now < end {
            if let Err(error) = self.exchange().await {
                outcome.error = Some(error);
                break;
            }
            let after = Instant::now();
            outcome.latencies.push(u32::try_from((after - now).as_micros()).unwrap_or(u32::MAX));
            now = after;
        }
        outcome
    }

    async fn exchange(&mut self) -> Result<()> {
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
            if head.status != 200 {
                bail!("status {}", head.status);
            }
            if filled > head.total() {
                bail!("more bytes than the answer's length");
            }
            if filled == head.total() {
                return Ok(());
            }
        }
    }
}
