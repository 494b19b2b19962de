//! The session cookie (RFC 6265bis).

use axum::http::{HeaderMap, HeaderValue, header};

use super::error::{ApiError, Code};

/// How the session cookie is named and protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SessionCookie {
    name: &'static str,
    attributes: &'static str,
}

impl SessionCookie {
    /// The contract's cookie, for plain HTTP on this machine. `HttpOnly`: no script reads it.
    pub(super) const PLAIN: Self = Self { name: "session_id", attributes: "Path=/; HttpOnly; SameSite=Lax" };
    /// Over TLS only, and no sibling domain can set it (ASVS 3.3.1, 3.3.3).
    pub(super) const HOST_PREFIXED: Self =
        Self { name: "__Host-session_id", attributes: "Path=/; Secure; HttpOnly; SameSite=Lax" };

    /// The header that hands the secret out. Without `Max-Age` it goes when the browser is closed.
    pub(super) fn set(self, secret: &str) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(format!("{}={secret}; {}", self.name, self.attributes)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The header that takes it back.
    pub(super) fn clear(self) -> Option<HeaderValue> {
        HeaderValue::try_from(format!("{}=; {}; Max-Age=0", self.name, self.attributes)).ok()
    }

    /// The secret that a request presents, if it does. Nothing but the cookie counts.
    ///
    /// Two cookies of this name are refused: a sibling domain can plant a second one, and whichever is picked would be
    /// somebody's session by accident.
    pub(super) fn read(self, headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
        let mut found = None;
        for header in headers.get_all(header::COOKIE) {
            for pair in header.as_bytes().split(|byte| *byte == b';') {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cookies: &[&[u8]]) -> Result<Option<String>, ()> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(header::COOKIE, HeaderValue::from_bytes(cookie).unwrap());
        }
        SessionCookie::PLAIN.read(&headers).map(|value| value.map(str::to_owned)).map_err(|_| ())
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
    fn asvs_3_3_attributes() {
        let set = SessionCookie::HOST_PREFIXED.set("abc").unwrap();
        assert_eq!(set, "__Host-session_id=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
        let clear = SessionCookie::HOST_PREFIXED.clear().unwrap();
        assert_eq!(clear, "__Host-session_id=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
        assert_eq!(
            SessionCookie::PLAIN.set("abc").unwrap(),
            "session_id=abc; Path=/; HttpOnly; SameSite=Lax"
        );
    }
}
