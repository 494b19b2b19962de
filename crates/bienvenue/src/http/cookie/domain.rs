//! The domain whose hosts share the session.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use super::super::origin::Origin;

/// A domain, to all hosts of which a browser sends a cookie: `example.org` is `accounts.example.org` and `app.example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieDomain(String);

/// A text that names no such domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a domain such as example.org, in lower case, of two names or more")]
pub struct CookieDomainRejected;

impl CookieDomain {
    /// Whether this origin's host is one of the domain: a browser takes the cookie from no other.
    pub fn has(&self, origin: &Origin) -> bool {
        let above = origin.name().strip_suffix(&self.0);
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    }
}

impl FromStr for CookieDomain {
    type Err = CookieDomainRejected;

    fn from_str(text: &str) -> Result<Self, CookieDomainRejected> {
        let is_label = |label: &str| {
            !label.is_empty()
                && label.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
        };
        // A browser refuses what everybody shares, such as `org`; an address has no names below it.
        let is_domain =
            text.contains('.') && text.split('.').all(is_label) && text.parse::<Ipv4Addr>().is_err();
        if is_domain { Ok(Self(text.to_owned())) } else { Err(CookieDomainRejected) }
    }
}

impl fmt::Display for CookieDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_has_its_hosts_and_no_others() {
        let domain: CookieDomain = "example.org".parse().unwrap();
        for (origin, is_of_it) in [
            ("https://example.org", true),
            ("https://accounts.example.org", true),
            ("https://a.b.example.org:8443", true),
            ("https://evilexample.org", false),
            ("https://example.org.evil.example", false),
            ("https://example.com", false),
            ("https://org", false),
        ] {
            assert_eq!(domain.has(&origin.parse().unwrap()), is_of_it, "{origin}");
        }
    }

    #[test]
    fn a_domain_is_two_names_or_more() {
        for bad in [
            "",
            "org",
            "localhost",
            ".example.org",
            "example.org.",
            "example..org",
            "Example.org",
            "example.org:443",
            "https://example.org",
            "192.0.2.7",
            "[::1]",
            "example.org; Secure",
            "b\u{fc}cher.example",
            "*.example.org",
        ] {
            assert_eq!(bad.parse::<CookieDomain>(), Err(CookieDomainRejected), "{bad}");
        }
    }
}
