//! A request to a server of our own, one connection each: what the benchmark needs to register and log in.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::load::parse_head;

const LIMIT: Duration = Duration::from_secs(10);

/// An answer; its head with all lines, and its body, as they came.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    head: String,
    body: String,
}

impl Answer {
    /// The lines before the body, with the status.
    pub(crate) fn head(&self) -> &str {
        &self.head
    }

    /// The body.
    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    /// The value of the cookie that the answer sets.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (field, value) = line.split_once(": ")?;
            let cookie = field.eq_ignore_ascii_case("set-cookie").then_some(value)?;
            cookie.split(';').next()?.strip_prefix(name)?.strip_prefix('=')
        })
    }
}

/// Sends a request; `body` is a form, or JSON when it begins like it.
pub(crate) fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    body: &str,
    cookie: Option<&str>,
) -> Result<Answer> {
    let mut stream = connect(address)?;
    stream.write_all(compose(address, method, path, body, cookie, "close").as_bytes())?;
    read_answer(&mut stream).with_context(|| format!("no answer to {method} {path}"))
}

/// A connection that waits for no answer for ever.
pub(crate) fn connect(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LIMIT))?;
    Ok(stream)
}

/// The text of a request; `connection` is `close` or `keep-alive`.
pub(crate) fn compose(
    address: SocketAddr,
    method: &str,
    path: &str,
    body: &str,
    cookie: Option<&str>,
    connection: &str,
) -> String {
    let length = body.len();
    let kind = if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" };
    let cookie = cookie.map(|cookie| format!("cookie: {cookie}\r\n")).unwrap_or_default();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: {connection}\r\n{cookie}\
         content-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// Waits for the whole of one answer.
pub(crate) fn read_answer(stream: &mut TcpStream) -> Result<Answer> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4_096];
    loop {
        if let Some(head) = parse_head(&bytes)?
            && bytes.len() >= head.total()
        {
            let (head_bytes, body) = bytes.split_at(head.length);
            let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
            return Ok(Answer { status: head.status, head: text(head_bytes), body: text(body) });
        }
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            bail!("the connection ended");
        }
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_cookie() {
        let head =
            "HTTP/1.1 200 OK\r\nSet-Cookie: other=1\r\nset-cookie: session_id=abc; Path=/; HttpOnly\r\n\r\n";
        let answer = Answer { status: 200, head: head.to_owned(), body: String::new() };
        assert_eq!(answer.cookie("session_id"), Some("abc"));
        assert_eq!(answer.cookie("session"), None);
    }
}
