//! Where the messages of a connection begin and end.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::{Builder, Runtime};

use super::super::server::{Limits, ended, http1, is_in_chunks};
use super::super::strict::{Reading, Strict};

/// The bytes of a connection. However they are cut, the same is refused; and of what is not, all readers find the same
/// messages: the lenient and the strict one, the one that believes the first length and the one that believes the last, and hyper.
pub fn head(bytes: &[u8]) {
    let whole = passed(bytes, bytes.len());
    for size in [1, 2, 7, 63, 64, 65] {
        assert!(passed(bytes, size) == whole, "it matters that it came in pieces of {size}");
    }
    let mut changed = bytes.iter().zip(&whole).filter(|(before, after)| before != after);
    if let Some(change) = changed.next() {
        assert!(change == (&b'\n', &0) && changed.next().is_none());
        return;
    }
    let strict =
        messages(bytes, Reader { takes_bare_lf: false, believes_last: false, prefers_length: false });
    for number in 1..8 {
        let has = |bit| number & bit != 0;
        let reader = Reader { takes_bare_lf: has(1), believes_last: has(2), prefers_length: has(4) };
        assert_eq!(messages(bytes, reader), strict, "{reader:?}");
    }
    // What hyper refuses ends the connection, and so do chunks.
    let of_hyper = bodies_for_hyper(bytes);
    let lengths: Vec<_> = strict.iter().map(|message| message.length).collect();
    for (number, body) in of_hyper.iter().enumerate() {
        let length = lengths.get(number).copied();
        assert!(
            length == Some(Length::Chunks) || length == Some(Length::Bytes(*body)),
            "{of_hyper:?} {lengths:?}"
        );
    }
}

/// What the service reads of bytes that come in pieces of this size.
fn passed(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut reading = Reading::new();
    let mut bytes = bytes.to_vec();
    bytes.chunks_mut(size.max(1)).for_each(|piece| reading.pass(piece));
    bytes
}

/// How somebody reads what the standard leaves open.
#[derive(Clone, Copy, Debug)]
struct Reader {
    takes_bare_lf: bool,
    believes_last: bool,
    prefers_length: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Message {
    start: usize,
    length: Length,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Bytes(usize),
    Chunks,
}

/// The messages whose heads are whole, up to the first in chunks.
fn messages(bytes: &[u8], reader: Reader) -> Vec<Message> {
    let (mut found, mut at) = (Vec::new(), 0);
    'messages: loop {
        while let Some((b"", after)) = line(bytes, at, reader) {
            at = after;
        }
        let (start, mut lengths, mut is_chunked) = (at, Vec::new(), false);
        loop {
            let Some((line, after)) = line(bytes, at, reader) else { break 'messages };
            at = after;
            if line.is_empty() {
                break;
            }
            let text = String::from_utf8_lossy(line).to_ascii_lowercase();
            // The first line is no field, whatever it looks like.
            let field = text.split_once(':').filter(|_| line.as_ptr() != bytes.as_ptr().wrapping_add(start));
            match field {
                Some(("content-length", value)) => lengths.push(value.trim().parse().unwrap_or(0)),
                Some(("transfer-encoding", value)) => is_chunked |= value.contains("chunked"),
                _ => {}
            }
        }
        let length = if reader.believes_last { lengths.last() } else { lengths.first() };
        if is_chunked && !(reader.prefers_length && length.is_some()) {
            found.push(Message { start, length: Length::Chunks });
            break;
        }
        let length: usize = length.copied().unwrap_or(0);
        found.push(Message { start, length: Length::Bytes(length) });
        at = at.saturating_add(length);
    }
    found
}

/// The line that begins here, without its end, and where the next one begins.
fn line(bytes: &[u8], at: usize, reader: Reader) -> Option<(&[u8], usize)> {
    let rest = bytes.get(at..)?;
    let is_end = |place: usize| {
        rest.get(place) == Some(&b'\n')
            && (reader.takes_bare_lf
                || place.checked_sub(1).and_then(|before| rest.get(before)) == Some(&b'\r'))
    };
    let end = (0..rest.len()).find(|place| is_end(*place))?;
    let line = rest.get(..end)?;
    Some((line.strip_suffix(b"\r").unwrap_or(line), at + end + 1))
}

/// How long the bodies are that the accept loop's reader hands over, in their order.
fn bodies_for_hyper(bytes: &[u8]) -> Vec<usize> {
    static RUNTIME: LazyLock<Option<Runtime>> =
        LazyLock::new(|| Builder::new_current_thread().enable_time().build().ok());
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&bodies);
    let service = service_fn(move |request: Request<Incoming>| {
        let seen = Arc::clone(&seen);
        async move {
            let is_last = is_in_chunks(&request);
            if let Ok(body) = request.into_body().collect().await {
                seen.lock().unwrap_or_else(PoisonError::into_inner).push(body.to_bytes().len());
            }
            let response = Response::new(Body::empty());
            Ok::<_, Infallible>(if is_last { ended(response) } else { response })
        }
    });
    if let Some(runtime) = RUNTIME.as_ref() {
        let wire = Strict::new(Wire(bytes.to_vec().into()));
        // Whatever it ends with: what it read is noted.
        let _ = runtime.block_on(async {
            http1(&Limits::default()).serve_connection(TokioIo::new(wire), service).await
        });
    }
    let bodies = bodies.lock().unwrap_or_else(PoisonError::into_inner);
    bodies.clone()
}

/// A connection on which all has been sent, and nobody listens.
struct Wire(std::collections::VecDeque<u8>);

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let here = buffer.remaining().min(self.0.len());
        let bytes: Vec<u8> = self.0.drain(..here).collect();
        buffer.put_slice(&bytes);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
