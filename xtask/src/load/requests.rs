//! What is sent: the same request each time, or one that differs by its number.

use std::sync::atomic::{AtomicU64, Ordering};

/// Stands in a body for the request's number.
pub(super) const NUMBER: &str = "{n}";

/// The requests of one run, handed out to whichever connection is free.
#[derive(Debug)]
pub(super) struct Requests {
    head: String,
    body: String,
    /// Sent in turn.
    cookies: Vec<String>,
    next: AtomicU64,
    most: u64,
}

impl Requests {
    /// `head` is the first line and the fields that all have, each with its line's end.
    pub(super) fn new(head: String, body: String, cookies: Vec<String>, most: u64) -> Self {
        Self { head, body, cookies, next: AtomicU64::new(0), most }
    }

    /// The number of the next request; none when there were enough.
    pub(super) fn take(&self) -> Option<u64> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number < self.most).then_some(number)
    }

    /// Writes a request into `buffer`, unless it holds the same one from before.
    pub(super) fn write(&self, number: u64, buffer: &mut Vec<u8>) {
        let has_number = self.body.contains(NUMBER);
        if !buffer.is_empty() && !has_number && self.cookies.len() < 2 {
            return;
        }
        buffer.clear();
        buffer.extend_from_slice(self.head.as_bytes());
        if let Some(cookie) = self.cookie(number) {
            buffer.extend_from_slice(b"cookie: ");
            buffer.extend_from_slice(cookie.as_bytes());
            buffer.extend_from_slice(b"\r\n");
        }
        if self.body.is_empty() {
            buffer.extend_from_slice(b"\r\n");
            return;
        }
        let body = self.body.replace(NUMBER, &number.to_string());
        let kind = "content-type: application/x-www-form-urlencoded";
        buffer.extend_from_slice(format!("{kind}\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes());
        buffer.extend_from_slice(body.as_bytes());
    }

    fn cookie(&self, number: u64) -> Option<&str> {
        let turn = number.checked_rem(self.cookies.len() as u64)?;
        self.cookies.get(usize::try_from(turn).ok()?).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(requests: &Requests, number: u64) -> String {
        let mut buffer = Vec::new();
        requests.write(number, &mut buffer);
        String::from_utf8(buffer).unwrap()
    }

    #[test]
    fn cookies_take_turns() {
        let cookies = vec!["a=1".to_owned(), "a=2".to_owned()];
        let requests = Requests::new("GET / HTTP/1.1\r\n".to_owned(), String::new(), cookies, 3);
        assert_eq!(text(&requests, 2), "GET / HTTP/1.1\r\ncookie: a=1\r\n\r\n");
        assert_eq!(text(&requests, 3), "GET / HTTP/1.1\r\ncookie: a=2\r\n\r\n");
        assert_eq!([(); 4].map(|()| requests.take()), [Some(0), Some(1), Some(2), None]);
    }

    #[test]
    fn a_body_may_hold_the_number() {
        let requests = Requests::new("POST / HTTP/1.1\r\n".to_owned(), "a={n}".to_owned(), Vec::new(), 3);
        assert!(text(&requests, 17).ends_with("\r\ncontent-length: 4\r\n\r\na=17"));
    }
}
