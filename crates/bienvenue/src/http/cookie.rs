//! The cookies (RFC 6265bis).

mod domain;

use std::borrow::Cow;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

pub use domain::{CookieDomain, CookieDomainRejected};

use super::error::{ApiError, Code};

/// A cookie: how it is named and protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cookie {
    name: &'static str,
    attributes: Cow<'static, str>,
}

/// The cookies of the service. `HttpOnly`: no script reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cookies {
    /// Opens a session.
    pub(super) session: Cookie,
    /// Opens nothing: it tells a browser that was seen before from one that was not.
    pub(super) device: Cookie,
    /// The language that somebody chose for the pages.
    pub(super) language: Cookie,
    /// What was just done, for the next page to say.
    pub(super) notice: Cookie,
}

/// How long a browser is known, and keeps its language.
pub(super) const DEVICE_LIFETIME: Duration = Duration::from_hours(365 * 24);

const PLAIN: &str = "Path=/; HttpOnly; SameSite=Lax";
const SECURE: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";

impl Cookies {
    /// The contract's, for plain HTTP on this machine.
    pub(super) const PLAIN: Self = Self {
        session: Cookie::new("session_id", PLAIN),
        device: Cookie::new("device_id", PLAIN),
        language: Cookie::new("lang", PLAIN),
        notice: Cookie::new("notice", PLAIN),
    };
    /// Over TLS only, and no sibling domain can set them (ASVS 3.3.1, 3.3.3).
    pub(super) const HOST_PREFIXED: Self = Self {
        session: Cookie::new("__Host-session_id", SECURE),
        device: Cookie::new("__Host-device_id", SECURE),
        language: Cookie::new("__Host-lang", SECURE),
        notice: Cookie::new("__Host-notice", SECURE),
    };

    /// The same, but for the session's, which is sent to every host of the domain. The others are of use to us alone.
    pub(super) fn shared_in(self, domain: &CookieDomain) -> Self {
        let attributes = Cow::Owned(format!("Domain={domain}; {SECURE}"));
        Self { session: Cookie { name: "__Secure-session_id", attributes }, ..self }
    }
}

impl Cookie {
    const fn new(name: &'static str, attributes: &'static str) -> Self {
        Self { name, attributes: Cow::Borrowed(attributes) }
    }

    /// The header that hands the secret out. Without `Max-Age` it goes when the browser is closed.
    pub(super) fn set(&self, secret: &str) -> Option<HeaderValue> {
        sensitive(&format!("{}={secret}; {}", self.name, self.attributes))
    }

    /// The same for this long, whether the browser is closed or not.
    pub(super) fn set_for(&self, secret: &str, lifetime: Duration) -> Option<HeaderValue> {
        let seconds = lifetime.as_secs();
        sensitive(&format!("{}={secret}; {}; Max-Age={seconds}", self.name, self.attributes))
    }

    /// The header that takes it back.
    pub(super) fn clear(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(format!("{}=; {}; Max-Age=0", self.name, self.attributes)).ok()
    }

    /// The secret that a request presents, if it does. Nothing but the cookie counts.
    ///
    /// Two cookies of this name are refused: a sibling domain can plant a second one, and whichever is picked would be
    /// somebody's session by accident.
    pub(super) fn read<'h>(&self, headers: &'h HeaderMap) -> Result<Option<&'h str>, ApiError> {
        let mut found = None;
        for header in headers.get_all(header::COOKIE) {
            let mut rest = Some(header.as_bytes());
            while let Some(pairs) = rest {
                let (pair, others) = first_of(pairs);
                rest = others;
                let Some(value) = pair.trim_ascii().strip_prefix(self.name.as_bytes()) else { continue };
                let Some(value) = value.strip_prefix(b"=") else { continue };
                if found.replace(value).is_some() {
                    let words = format!("more than one {} cookie", self.name);
                    return Err(ApiError::new(Code::AmbiguousCredentials).says(words));
                }
            }
        }
        // What is not text is no secret of ours.
        Ok(found.map(|value| std::str::from_utf8(value).unwrap_or_default()))
    }
}

/// The first pair of a `Cookie` header, and what follows it.
fn first_of(pairs: &[u8]) -> (&[u8], Option<&[u8]>) {
    let end = memchr::memchr(b';', pairs);
    match end.and_then(|end| pairs.split_at_checked(end)) {
        Some((pair, others)) => (pair, others.get(1..)),
        None => (pairs, None),
    }
}

/// Sets a cookie with an answer.
pub(super) fn add_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Has a browser forget what it kept for somebody who signs out (ASVS 14.3.1). The cookie is cleared by name: "cookies"
/// would clear those of every neighbouring service too.
pub(super) fn forget(response: &mut Response, session: &Cookie) {
    let headers = response.headers_mut();
    headers.insert("clear-site-data", HeaderValue::from_static(r#""cache", "storage""#));
    add_cookie(response, session.clear());
}

/// A header that no log shows.
fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cookies: &[&[u8]]) -> Result<Option<String>, ()> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(header::COOKIE, HeaderValue::from_bytes(cookie).unwrap());
        }
        Cookies::PLAIN.session.read(&headers).map(|value| value.map(str::to_owned)).map_err(|_| ())
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[b"theme=dark; session_id=abc;other=1"]), Ok(Some("abc".into())));
        assert_eq!(read(&[b"theme=dark", b"session_id=abc"]), Ok(Some("abc".into())));
        assert_eq!(read(&[b"session_id"]), Ok(None));
        assert_eq!(read(&[b"session_id="]), Ok(Some(String::new())));
        assert_eq!(read(&[b"xsession_id=abc; session_idx=abc"]), Ok(None));
        assert_eq!(read(&[b"session_id=\xff"]), Ok(Some(String::new())));
    }

    #[test]
    fn two_of_a_name_are_refused() {
        assert_eq!(read(&[b"session_id=a; session_id=a"]), Err(()));
        assert_eq!(read(&[b"session_id=a", b"session_id=b"]), Err(()));
    }

    /// ASVS 3.3.1 to 3.3.5: attributes, and that the deletion matches the setting.
    #[test]
    fn asvs_3_3_1_to_3_3_4_and_owasp_session_cookie_attributes() {
        let set = Cookies::HOST_PREFIXED.session.set("abc").unwrap();
        assert_eq!(set, "__Host-session_id=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
        let clear = Cookies::HOST_PREFIXED.session.clear().unwrap();
        assert_eq!(clear, "__Host-session_id=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
        let plain = Cookies::PLAIN.session.set("abc").unwrap();
        assert_eq!(plain, "session_id=abc; Path=/; HttpOnly; SameSite=Lax");
        let device = Cookies::HOST_PREFIXED.device.set_for("abc", DEVICE_LIFETIME).unwrap();
        assert_eq!(device, "__Host-device_id=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000");
    }
}
