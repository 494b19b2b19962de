//! The least of an HTTP/1.1 client: one request on a connection of its own.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use super::PATIENCE;

/// Speaks to one service and keeps no cookie: tests say what they send.
#[derive(Clone, Copy)]
pub(crate) struct Client(SocketAddr);

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    /// The value of the cookie that the answer sets, with its name in front: `session_id=…`.
    pub(crate) fn cookie(&self) -> Option<&str> {
        let line = self.head.lines().find_map(|line| line.strip_prefix("set-cookie: "))?;
        line.split(';').next()
    }

    /// Head and body without what is of this request alone: its moment, its id, and the address that it named.
    pub(crate) fn without_names(&self, email: &str) -> String {
        let own = |line: &&str| !line.starts_with("date: ") && !line.starts_with("x-request-id: ");
        let head: Vec<_> = self.head.lines().filter(own).collect();
        format!("{}\n\n{}", head.join("\n"), self.body.replace(email, "…"))
    }

    /// A text of the JSON body.
    pub(crate) fn text(&self, name: &str) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        body.get(name)
            .and_then(|value| value.as_str())
            .unwrap_or_else(|| panic!("no {name}: {body}"))
            .to_owned()
    }
}

impl Client {
    pub(crate) const fn new(address: SocketAddr) -> Self {
        Self(address)
    }

    /// Sends a request; what the machine says when that fails.
    pub(crate) fn try_send(
        self,
        method: &str,
        path: &str,
        cookie: &str,
        form: &[(&str, &str)],
    ) -> io::Result<Reply> {
        self.exchange(&request(method, path, cookie, form))
    }

    /// Sends a request as it is written, after whose answer the connection is closed.
    pub(crate) fn exchange(self, request: &str) -> io::Result<Reply> {
        let mut stream = TcpStream::connect_timeout(&self.0, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        parse(&answer, !request.starts_with("HEAD ")).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    pub(crate) fn send(self, method: &str, path: &str, cookie: &str, form: &[(&str, &str)]) -> Reply {
        self.try_send(method, path, cookie, form).unwrap()
    }

    /// Sends a request without a body and with these lines for its header, which name the host.
    pub(crate) fn send_with(self, method: &str, path: &str, lines: &str) -> Reply {
        let head =
            format!("{method} {path} HTTP/1.1\r\n{lines}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        self.exchange(&head).unwrap()
    }

    pub(crate) fn get(self, path: &str) -> Reply {
        self.send("GET", path, "", &[])
    }

    pub(crate) fn register(self, email: &str, password: &str) -> Reply {
        self.send("POST", "/users", "", &[("email", email), ("password", password)])
    }

    pub(crate) fn log_in(self, email: &str, password: &str) -> Reply {
        self.send("POST", "/sessions", "", &[("email", email), ("password", password)])
    }

    /// The status of `GET /profile` with this cookie.
    pub(crate) fn profile(self, cookie: &str) -> u16 {
        self.send("GET", "/profile", cookie, &[]).status
    }
}

/// A request as text, after whose answer the connection is closed.
pub(crate) fn request(method: &str, path: &str, cookie: &str, form: &[(&str, &str)]) -> String {
    let fields: Vec<_> = form.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let body = fields.join("&");
    let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{cookie}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn encode(value: &str) -> String {
    let byte = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    value.bytes().map(byte).collect()
}

/// The service closes after its answer, so the body is what follows the head. It must be whole, where there is one.
fn parse(answer: &str, has_body: bool) -> Option<Reply> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let is_whole =
        if has_body { length.is_none_or(|length| length.parse() == Ok(body.len())) } else { body.is_empty() };
    is_whole.then(|| Reply { status, head: head.to_owned(), body: body.to_owned() })
}
