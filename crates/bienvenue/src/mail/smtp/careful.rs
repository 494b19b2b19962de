//! A connection that reads nothing ahead of TLS.
//!
//! Whoever sits in between can put answers of his own behind the server's consent to STARTTLS. Read in one piece with it,
//! they would wait in a buffer until TLS runs, and there be taken for the server's: "your mail is queued". So as long as
//! there is no TLS, each byte is read alone and what comes after the consent stays in the socket, where it is no TLS
//! and ends the handshake.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The first byte of a TLS handshake (RFC 8446 §5.1), with which no SMTP command begins.
const HANDSHAKE: u8 = 22;

/// A TCP connection on which TLS is going to begin.
#[derive(Debug)]
pub(super) struct Careful {
    stream: TcpStream,
    has_tls_begun: bool,
}

impl Careful {
    pub(super) const fn new(stream: TcpStream) -> Self {
        Self { stream, has_tls_begun: false }
    }
}

impl AsyncRead for Careful {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.has_tls_begun || buffer.remaining() == 0 {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let mut byte = [0];
        let mut one = ReadBuf::new(&mut byte);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut one))?;
        buffer.put_slice(one.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Careful {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.has_tls_begun |= bytes.first() == Some(&HANDSHAKE);
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Careful {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}
