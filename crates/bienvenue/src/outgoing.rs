//! Questions to other services over HTTP/1.1, one connection for each: seldom asked, and never waited for longer than said.

mod connect;

use std::fmt;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, header};
use tokio::time::timeout;

use self::connect::Server;

/// A service that is asked: TLS with a verified certificate, or none on this machine.
pub struct Outgoing(Server);

/// Why a service cannot be asked at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutgoingError {
    /// The URL is not of the kind that is asked for.
    #[error(
        "must be an address such as \"https://service.example.org/path\", with http only for this machine"
    )]
    InvalidUrl,
    /// No certificate authority is known on this machine.
    #[error("has a server that nobody vouches for: this machine knows no certificate authority")]
    NoAuthorities,
    /// TLS cannot be set up.
    #[error("cannot be spoken to by TLS: {0}")]
    Tls(String),
}

/// Why there was no answer this time.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unreached {
    /// It took longer than was said.
    #[error("no answer within {} ms", .0.as_millis())]
    TooSlow(Duration),
    /// There is no such name, nobody listens, or the certificate is not to be trusted.
    #[error("no connection: {0}")]
    Connect(#[from] std::io::Error),
    /// The answer is none.
    #[error("no HTTP: {0}")]
    Http(#[from] hyper::Error),
    /// The answer is longer than was said, or broken off.
    #[error("the answer is too long, or was broken off")]
    Body,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'q> {
    /// Such as `GET`.
    pub method: &'q str,
    /// Appended to the path of the service's URL.
    pub path: &'q str,
    /// Lines of the header; `host` takes the place of the URL's.
    pub headers: &'q [(&'q str, &'q str)],
    /// The body.
    pub body: Vec<u8>,
    /// A longer answer is none.
    pub most_bytes: usize,
    /// From the look-up of the name to the last byte.
    pub within: Duration,
}

impl Question<'_> {
    /// `GET` of what the URL names.
    pub const fn get(within: Duration) -> Self {
        Self { method: "GET", path: "", headers: &[], body: Vec::new(), most_bytes: 1 << 20, within }
    }
}

/// What was answered. A redirection is an answer like any other: nobody is led elsewhere.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header line of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Outgoing {
    /// The service at `url`. It is not asked yet.
    ///
    /// # Errors
    ///
    /// [`OutgoingError`].
    pub fn new(url: &str) -> Result<Self, OutgoingError> {
        Ok(Self(Server::new(url)?))
    }

    /// Host and port as the URL has them.
    pub fn authority(&self) -> &str {
        &self.0.authority
    }

    /// Asks once, on a connection of its own.
    ///
    /// # Errors
    ///
    /// [`Unreached`].
    pub async fn ask(&self, question: Question<'_>) -> Result<Answer, Unreached> {
        let within = question.within;
        timeout(within, self.exchange(question)).await.map_err(|_| Unreached::TooSlow(within))?
    }

    async fn exchange(&self, question: Question<'_>) -> Result<Answer, Unreached> {
        let Question { method, path, headers, body, most_bytes, .. } = question;
        let stream = self.0.connect().await?;
        let (mut sender, connection) = http1::handshake(stream).await?;
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.0.path));
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header(header::HOST, &self.0.authority);
        }
        request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request
            .header(header::USER_AGENT, concat!("bienvenue/", env!("CARGO_PKG_VERSION")))
            .header(header::CONNECTION, "close")
            .body(Full::new(Bytes::from(body)))
            .map_err(std::io::Error::other)?;
        let exchange = async {
            let answer = sender.send_request(request).await?;
            let status = answer.status().as_u16();
            let text = |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
            let lines = answer.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
            let headers = lines.collect();
            let body = Limited::new(answer.into_body(), most_bytes).collect().await;
            let body = body.map_err(|_| Unreached::Body)?.to_bytes().to_vec();
            Ok(Answer { status, headers, body })
        };
        match select(pin!(exchange), pin!(connection)).await {
            Either::Left((answer, _)) => answer,
            // All was read; what has come is still to be looked at.
            Either::Right((_, exchange)) => exchange.await,
        }
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("authority", &self.0.authority).finish_non_exhaustive()
    }
}
