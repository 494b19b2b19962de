//! A client that hides nothing: it sends the bytes it is given and keeps all that comes back.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// No answer takes this long.
const PATIENCE: Duration = Duration::from_secs(15);

/// One answer, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case, in the order in which they came.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// Every value of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(header, _)| header == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a header that must come at most once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let values = self.all(name);
        assert!(values.len() <= 1, "{name} comes {} times", values.len());
        values.first().copied()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// A text in the JSON body.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let body: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        body.get(name)?.as_str().map(str::to_owned)
    }

    /// The secret in the cookie `session_id`, if one is set.
    pub(crate) fn session_id(&self) -> Option<&str> {
        self.cookie("session_id")
    }

    /// The value of the cookie whose name ends so, if one is set to something.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let pairs =
            self.all("set-cookie").into_iter().filter_map(|cookie| cookie.split(';').next()?.split_once('='));
        pairs
            .into_iter()
            .find(|(set, value)| set.ends_with(name) && !value.is_empty())
            .map(|(_, value)| value)
    }

    /// The JSON body of an answer of the API, after a look at what every such answer has.
    #[track_caller]
    pub(crate) fn body_of(&self, status: u16) -> serde_json::Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.is_json();
        self.is_of_the_api();
        let body: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        assert!(
            self.text().ends_with('\n') && self.text().len() == body.to_string().len() + 1,
            "it is compact"
        );
        body
    }

    /// Checks an answer of the API without a body.
    #[track_caller]
    pub(crate) fn is_done(&self, status: u16) {
        assert_eq!((self.status, self.text()), (status, ""));
        assert_eq!(self.header("content-type"), None);
        self.is_of_the_api();
    }

    /// Checks a refusal of the API (RFC 9457) and gives its body.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> serde_json::Value {
        let body: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        assert_eq!((self.status, body["code"].as_str()), (status, Some(code)), "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(
            (body["status"].as_u64(), body["type"].as_str()),
            (Some(status.into()), Some(&*format!("/api/errors#{code}")))
        );
        assert!(["title", "detail"].iter().all(|name| !body[name].as_str().unwrap().is_empty()));
        assert_eq!(body["request_id"].as_str(), self.header("x-request-id"));
        assert_eq!(self.header("www-authenticate"), (status == 401).then_some("Bearer"));
        assert_eq!(
            body["retry_after"].as_u64().map(|seconds| seconds.to_string()).as_deref(),
            self.header("retry-after")
        );
        assert_eq!(self.header("set-cookie"), None);
        self.is_of_the_api();
        body
    }

    #[track_caller]
    fn is_of_the_api(&self) {
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"));
        assert!(self.header("x-request-id").is_some());
    }

    /// Checks an answer with a body to the byte: the status, the body less its newline, and what every answer has.
    #[track_caller]
    pub(crate) fn is(&self, status: u16, body: &str) {
        assert_eq!((self.status, self.text()), (status, format!("{body}\n").as_str()));
        self.is_json();
    }

    /// Checks a refusal with a message that says what is wrong, naming `about`.
    #[track_caller]
    pub(crate) fn refuses(&self, status: u16, about: &str) {
        let message = self.field("message").unwrap_or_default();
        assert!(self.status == status && message.contains(about), "{} {:?}", self.status, self.text());
        assert_eq!(self.text(), format!("{}\n", serde_json::json!({ "message": message })));
        assert_eq!(self.header("set-cookie"), None);
        self.is_json();
    }

    #[track_caller]
    fn is_json(&self) {
        assert_eq!(self.header("content-type"), Some("application/json"));
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert_eq!(self.header("content-length"), Some(self.body.len().to_string().as_str()));
    }

    /// What an observer can compare: everything but what differs between any two answers.
    pub(crate) fn comparable(&self) -> Self {
        let mut reply = self.clone();
        reply.headers.retain(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"));
        reply
    }
}

/// A connection to the service.
pub(crate) struct Connection<S = TcpStream> {
    stream: S,
    unread: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self::over(stream)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    pub(crate) const fn over(stream: S) -> Self {
        Self { stream, unread: Vec::new() }
    }

    /// Sends bytes and tells whether the service let them all be sent.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let sent =
            timeout(PATIENCE, self.stream.write_all(bytes.as_ref())).await.expect("the bytes are taken");
        sent.and(self.stream.flush().await).is_ok()
    }

    /// Says that nothing more will be sent.
    pub(crate) async fn finish_sending(&mut self) {
        let _ = self.stream.shutdown().await;
    }

    /// Sends a request and reads its answer.
    pub(crate) async fn ask(&mut self, request: impl AsRef<[u8]>) -> Reply {
        self.send(request).await;
        self.reply().await.expect("an answer")
    }

    /// The next answer, or nothing if the service has closed the connection.
    pub(crate) async fn reply(&mut self) -> Option<Reply> {
        self.reply_to("GET").await
    }

    /// The answer to a request by `method`: one to `HEAD` has no body.
    pub(crate) async fn reply_to(&mut self, method: &str) -> Option<Reply> {
        timeout(PATIENCE, self.read_reply(method)).await.expect("an answer or an end")
    }

    /// Whether the service has closed the connection, with nothing more to read.
    pub(crate) async fn is_closed(&mut self) -> bool {
        self.unread.is_empty() && !timeout(PATIENCE, self.fill()).await.expect("an end")
    }

    /// Whether nothing comes for this long.
    pub(crate) async fn is_silent(&mut self, time: Duration) -> bool {
        self.unread.is_empty() && timeout(time, self.fill()).await.is_err()
    }

    async fn read_reply(&mut self, method: &str) -> Option<Reply> {
        let head_length = loop {
            if let Some(at) = self.unread.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            if !self.fill().await {
                assert_eq!(String::from_utf8_lossy(&self.unread), "", "the answer breaks off");
                return None;
            }
        };
        let head: Vec<u8> = self.unread.drain(..head_length).collect();
        let mut reply = read_head(std::str::from_utf8(&head).unwrap());
        let has_body = method != "HEAD" && !matches!(reply.status, 100..=199 | 204 | 304);
        let length = reply.header("content-length").map_or(0, |text| text.parse().unwrap());
        while has_body && self.unread.len() < length {
            assert!(self.fill().await, "the body breaks off");
        }
        if has_body {
            reply.body = self.unread.drain(..length).collect();
        }
        Some(reply)
    }

    /// Reads more. False at the end, be it a clean one or a reset.
    async fn fill(&mut self) -> bool {
        let mut bytes = [0; 4_096];
        let read = self.stream.read(&mut bytes).await.unwrap_or(0);
        self.unread.extend_from_slice(&bytes[..read]);
        read > 0
    }
}

fn read_head(head: &str) -> Reply {
    let mut lines = head.trim_end().split("\r\n");
    let status = lines.next().unwrap().strip_prefix("HTTP/1.").unwrap()[2..5].parse().unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_ascii_lowercase(), value.trim().to_owned())
    });
    Reply { status, headers: headers.collect(), body: Vec::new() }
}
