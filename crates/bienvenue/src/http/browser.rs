//! What a browser is told with every answer, whatever it says: the one place for headers that restrict it.
//!
//! An answer that needs another policy, such as a page, has it already; what is there is left alone. The values are
//! constants and the map has room for them ([`ROOM`]), so that a session check pays for no allocation.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// How many fields an answer has, or more: with less room the map would be moved while it is filled.
pub(super) const ROOM: usize = 12;

/// Of an answer that is no page: it loads nothing and nobody may frame it (ASVS 3.2.1, 3.4.3, 3.4.6).
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
// `from_static` checks a name whenever it runs; as constants they are checked when this is compiled.
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Whether a browser is told to come by HTTPS only, for two years from each answer (ASVS 3.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hsts {
    /// To this host and to every name below it.
    Subdomains,
    /// To this host alone.
    Host,
}

impl Hsts {
    const fn value(self) -> HeaderValue {
        match self {
            Self::Subdomains => HeaderValue::from_static("max-age=63072000; includeSubDomains"),
            Self::Host => HeaderValue::from_static("max-age=63072000"),
        }
    }
}

/// Adds the headers to an answer.
pub(super) fn tell(headers: &mut HeaderMap, hsts: Option<Hsts>) {
    // What is JSON is never to be taken for a page or a script (ASVS 3.2.1, 3.4.4).
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    // No other site learns which of our pages its visitor came from (ASVS 3.4.5).
    headers.entry(header::REFERRER_POLICY).or_insert(NO_REFERRER);
    // Nothing of an account is for a cache (ASVS 14.3.2).
    headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    // No other site holds a handle on our window, or loads an answer as its picture or script (ASVS 3.4.8, 3.5.8).
    headers.insert(OPENER_POLICY, SAME_ORIGIN);
    headers.insert(RESOURCE_POLICY, SAME_ORIGIN);
    if let Some(hsts) = hsts {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts.value());
    }
}
