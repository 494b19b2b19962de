//! Where a page of the operator's is.

use std::str::FromStr;

/// No address that anybody means is longer.
const MOST: usize = 2_000;

/// The address of a page: over HTTPS, or a path of this service's host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLink(String);

/// Why a text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an address such as https://example.org/terms, or a path such as /terms")]
pub struct PageLinkRejected;

impl PageLink {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PageLink {
    type Err = PageLinkRejected;

    fn from_str(text: &str) -> Result<Self, PageLinkRejected> {
        let is_plain =
            text.bytes().all(|c| c.is_ascii_graphic() && !matches!(c, b'\\' | b'"' | b'<' | b'>' | b'`'));
        let is_path = text.starts_with('/') && !text.starts_with("//");
        let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        let has_host = host.is_some_and(|host| !host.is_empty() && !host.contains('@'));
        let is_good = text.len() <= MOST && is_plain && (is_path || has_host);
        if is_good { Ok(Self(text.to_owned())) } else { Err(PageLinkRejected) }
    }
}
