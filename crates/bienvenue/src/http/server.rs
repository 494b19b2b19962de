//! The accept loop: HTTP/1.1 with the limits that keep one client from harming the others.
//!
//! `axum::serve` arms no timer, so a client that never finishes its header would hold its connection for ever, and it
//! takes any number of connections. This loop bounds time, size and number, and ends cleanly.

use std::convert::Infallible;
use std::io;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, Version, header};
use futures_util::FutureExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service as _;

use super::client::Peer;
use super::error::{ApiError, Code};
use super::face::Face;
use super::strict::Strict;
use super::tls::TlsListener;

/// What one client, and all of them together, may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the TLS handshake and for a request's header, which is also how long an idle connection is kept. 10 s.
    pub header_timeout: Duration,
    /// For a whole request, until its answer begins. 30 s.
    pub request_timeout: Duration,
    /// For requests that are under way when the service is told to end. 20 s.
    pub drain_timeout: Duration,
    /// The most connections at once; more wait to be accepted. 8,192.
    pub max_connections: usize,
    /// The most header fields of a request. 64.
    pub max_headers: usize,
    /// The most bytes of a request's header. 16 KiB.
    pub max_header_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            drain_timeout: Duration::from_secs(20),
            max_connections: 8_192,
            max_headers: 64,
            max_header_bytes: 16 * 1024,
        }
    }
}

/// Serves `router` until `shutdown` completes, then lets requests under way finish.
///
/// Idle connections are closed at once then, busy ones after their answer, and all of them after
/// [`Limits::drain_timeout`]. A panic in one request is a 500 for that request alone.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsListener>,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send,
) {
    serve_until(listener, tls, router, limits, std::pin::pin!(shutdown)).await;
}

/// The same, compiled once and with this library, however small the program around it is to be.
async fn serve_until(
    listener: TcpListener,
    tls: Option<TlsListener>,
    router: Router,
    limits: Limits,
    mut shutdown: Pin<&mut (dyn Future<Output = ()> + Send)>,
) {
    let connections = TaskTracker::new();
    let ends = Ends { soon: CancellationToken::new(), now: CancellationToken::new() };
    let slots = Arc::new(Semaphore::new(limits.max_connections));
    loop {
        // The slot comes first: at the limit nothing is accepted, and the kernel's queue holds who waits.
        let accepted = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            () = &mut shutdown => break,
            next = accepted => next,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Small answers leave at once.
                let _ = stream.set_nodelay(true);
                let (peer, router) = (Peer(peer.ip()), router.clone());
                let visit = Visit { peer, router, limits, ends: ends.clone(), _slot: slot };
                // A task of its own kind for each, so that a connection without TLS takes no memory for it.
                match tls.as_ref().map(TlsListener::acceptor) {
                    None => connections.spawn(visit.serve(stream)),
                    Some(tls) => connections.spawn(visit.serve_tls(tls, stream)),
                };
            }
            Err(cause) => pause_after(&cause).await,
        }
    }
    drop(listener);
    ends.soon.cancel();
    connections.close();
    if timeout(limits.drain_timeout, connections.wait()).await.is_err() {
        tracing::warn!(
            connections = connections.len(),
            "requests were still under way at the end; they are cut off"
        );
        ends.now.cancel();
        connections.wait().await;
    }
}

/// How a connection learns that the service ends.
#[derive(Clone)]
struct Ends {
    /// After the request under way.
    soon: CancellationToken,
    /// Whatever is under way.
    now: CancellationToken,
}

/// A connection that broke before it was accepted is nothing; a lack of descriptors needs a moment.
async fn pause_after(cause: &io::Error) {
    let is_the_peers = matches!(
        cause.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset
    );
    if !is_the_peers {
        tracing::error!(%cause, "a connection could not be accepted");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// One connection: from where, to what, and until when.
struct Visit {
    peer: Peer,
    router: Router,
    limits: Limits,
    ends: Ends,
    /// Given back when the connection ends. Nobody closes the semaphore, so it is never an error.
    _slot: Result<OwnedSemaphorePermit, AcquireError>,
}

impl Visit {
    async fn serve_tls(self, acceptor: TlsAcceptor, stream: TcpStream) {
        let handshake = timeout(self.limits.header_timeout, acceptor.accept(stream));
        let shaken = tokio::select! {
            () = self.ends.soon.cancelled() => return,
            shaken = handshake => shaken,
        };
        if let Ok(Ok(stream)) = shaken {
            self.serve(stream).await;
        }
    }

    async fn serve<S>(self, stream: S)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let Self { peer, router, limits, ends, _slot } = self;
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            answer(router.clone(), request, limits.request_timeout)
        });
        let stream = TokioIo::new(Strict::new(stream));
        let mut connection = std::pin::pin!(http1(&limits).serve_connection(stream, service));
        let finished = tokio::select! {
            // A client that hangs up or sends no HTTP is its own affair: hyper has answered what can be answered.
            _ = connection.as_mut() => true,
            () = ends.soon.cancelled() => false,
        };
        if !finished {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                _ = connection => {}
                () = ends.now.cancelled() => {}
            }
        }
    }
}

/// Who reads the requests of a connection.
pub(super) fn http1(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_headers(limits.max_headers)
        .max_buf_size(limits.max_header_bytes);
    http
}

/// Runs one request. Whatever happens in it, its client gets an answer and the others notice nothing.
async fn answer(
    mut router: Router,
    request: Request<Incoming>,
    time: Duration,
) -> Result<Response<Body>, Infallible> {
    let face = Face::of(request.uri().path());
    if !names_one_host(&request) {
        let words = "the Host header must be there, and once";
        return Ok(ended(face.refuse(ApiError::new(Code::InvalidRequest).says(words))));
    }
    let is_last = is_in_chunks(&request);
    let called = AssertUnwindSafe(async move { router.call(request).await }).catch_unwind();
    let response = match timeout(time, called).await {
        Ok(Ok(Ok(response))) => response,
        // The panic hook has logged where it was.
        Ok(Err(_panic)) => face.refuse(ApiError::new(Code::Internal)),
        Err(_elapsed) => {
            tracing::error!("a request took too long and was given up");
            face.refuse(ApiError::new(Code::Unavailable))
        }
    };
    Ok(if is_last { ended(response) } else { response })
}

/// Behind a body in chunks nothing is looked at any more ([`Strict`]), so nothing more may be read.
pub(super) fn is_in_chunks(request: &Request<Incoming>) -> bool {
    !request.body().is_end_stream() && request.headers().contains_key(header::TRANSFER_ENCODING)
}

/// An answer after which the connection ends.
pub(super) fn ended(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A server must refuse a request that names no host or several (RFC 9112 §3.2): a proxy may have believed another one.
fn names_one_host<B>(request: &Request<B>) -> bool {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    hosts == 1 || (hosts == 0 && request.version() < Version::HTTP_11)
}
