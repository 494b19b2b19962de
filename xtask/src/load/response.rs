//! The head of an HTTP/1.1 answer, as far as one must understand it to find the answer's end.

use anyhow::{Context, Result, bail};

/// Status and lengths of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The status code.
    pub(crate) status: u16,
    /// Bytes of the head with its empty line.
    pub(crate) length: usize,
    /// Bytes of the body.
    pub(crate) body_length: usize,
    /// Whether it says when to try again.
    pub(crate) has_retry_after: bool,
}

impl Head {
    /// Bytes of the whole answer.
    pub(crate) fn total(&self) -> usize {
        self.length.saturating_add(self.body_length)
    }
}

/// Reads the head once it is there; none while its empty line has not come.
///
/// A body without `Content-Length` is an error: our servers know how long their answers are.
pub(crate) fn parse_head(bytes: &[u8]) -> Result<Option<Head>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(bytes.get(..end).unwrap_or_default()).context("the head is not text")?;
    let (first, fields) = head.split_once("\r\n").unwrap_or((head, ""));
    let status = first
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .with_context(|| format!("not an HTTP/1.1 answer: {first:?}"))?;
    let announced =
        field(fields, "content-length").map(|value| value.parse().context("Content-Length is no number"));
    let body_length = match announced.transpose()? {
        Some(length) => length,
        None if matches!(status, 100..=199 | 204 | 304) => 0,
        None => bail!("an answer without Content-Length"),
    };
    let has_retry_after = field(fields, "retry-after").is_some();
    Ok(Some(Head { status, length: end + 4, body_length, has_retry_after }))
}

fn field<'a>(fields: &'a str, name: &str) -> Option<&'a str> {
    fields.split("\r\n").find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_end_of_an_answer() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello";
        let head = parse_head(answer).unwrap().unwrap();
        assert_eq!((head.status, head.body_length), (200, 5));
        assert_eq!(head.total(), answer.len());
        assert!(!head.has_retry_after);
        let refusal = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\ncontent-length: 0\r\n\r\n";
        assert!(parse_head(refusal).unwrap().unwrap().has_retry_after);
    }

    #[test]
    fn waits_for_the_whole_head() {
        let answer = b"HTTP/1.1 204 No Content\r\ndate: today\r\n\r\n";
        for length in 0..answer.len() {
            assert_eq!(parse_head(&answer[..length]).unwrap(), None);
        }
        assert_eq!(parse_head(answer).unwrap().unwrap().body_length, 0);
    }

    #[test]
    fn refuses_what_has_no_clear_end() {
        assert!(parse_head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert!(parse_head(b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n").is_err());
        assert!(parse_head(b"SSH-2.0-server\r\n\r\n").is_err());
    }
}
