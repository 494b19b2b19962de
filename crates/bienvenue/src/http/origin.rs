//! Origins and hosts, as browsers write them.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Where a site is: scheme, host and port, spelled as a browser spells it in `Origin` (RFC 6454 §6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    is_https: bool,
    host: HostName,
}

/// A host with the port that follows it, if one does: what stands in `Host`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName {
    name: String,
    port: Option<u16>,
}

/// A text that names no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an origin such as https://app.example.org, in lower case and without a path")]
pub struct OriginRejected;

/// A text that names no host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a host such as accounts.example.org or accounts.example.org:8443, in lower case")]
pub struct HostNameRejected;

impl Origin {
    /// Whether it is spoken to over TLS.
    pub const fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host.name)
    }

    /// Its host, without a port.
    pub(super) fn name(&self) -> &str {
        &self.host.name
    }

    /// Its host, with the port if that is not the scheme's own.
    pub(super) const fn host(&self) -> &HostName {
        &self.host
    }
}

impl FromStr for Origin {
    type Err = OriginRejected;

    fn from_str(text: &str) -> Result<Self, OriginRejected> {
        let (scheme, host) = text.split_once("://").ok_or(OriginRejected)?;
        let (is_https, own_port) = match scheme {
            "https" => (true, 443),
            "http" => (false, 80),
            _ => return Err(OriginRejected),
        };
        let mut host: HostName = host.parse().map_err(|_| OriginRejected)?;
        // No browser writes the port that the scheme has anyway.
        host.port = host.port.filter(|port| *port != own_port);
        Ok(Self { is_https, host })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)
    }
}

impl HostName {
    /// Every way to write it in `Host`: a port that a browser leaves out may stand there all the same.
    pub(super) fn spellings(&self) -> Vec<String> {
        let with = |port: u16| format!("{}:{port}", self.name);
        match self.port {
            None => vec![self.name.clone(), with(443), with(80)],
            Some(port @ (443 | 80)) => vec![self.name.clone(), with(port)],
            Some(port) => vec![with(port)],
        }
    }
}

impl FromStr for HostName {
    type Err = HostNameRejected;

    fn from_str(text: &str) -> Result<Self, HostNameRejected> {
        let (name, port) = split(text).ok_or(HostNameRejected)?;
        let name = match name.strip_prefix('[') {
            // In the one spelling that browsers have for it.
            Some(rest) => {
                rest.strip_suffix(']').and_then(|ip| ip.parse::<Ipv6Addr>().ok()).map(|ip| format!("[{ip}]"))
            }
            None => is_name(name).then(|| name.to_owned()),
        };
        let port = match port {
            None => None,
            Some(digits) => Some(read_port(digits).ok_or(HostNameRejected)?),
        };
        Ok(Self { name: name.ok_or(HostNameRejected)?, port })
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// Whether a `Host` names this machine, with any port: `localhost`, or a loopback address.
pub(super) fn names_this_machine(host: &str) -> bool {
    split(host)
        .is_some_and(|(name, port)| is_loopback(name) && port.is_none_or(|port| read_port(port).is_some()))
}

fn is_loopback(name: &str) -> bool {
    let v6 = || name.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok();
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        || v6().is_some_and(|ip| ip.is_loopback())
}

/// Name and port, unchecked.
fn split(text: &str) -> Option<(&str, Option<&str>)> {
    let end = if text.starts_with('[') { text.find(']')? + 1 } else { text.find(':').unwrap_or(text.len()) };
    let (name, rest) = text.split_at_checked(end)?;
    if rest.is_empty() { Some((name, None)) } else { Some((name, Some(rest.strip_prefix(':')?))) }
}

/// Digits only: `parse` would take a sign.
fn read_port(digits: &str) -> Option<u16> {
    let number = digits.bytes().all(|c| c.is_ascii_digit()).then(|| digits.parse().ok())?;
    number.filter(|port| *port > 0)
}

fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
    };
    name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_spelled_as_a_browser_does() {
        for (text, spelled) in [
            ("https://accounts.example.org", "https://accounts.example.org"),
            ("https://accounts.example.org:443", "https://accounts.example.org"),
            ("https://accounts.example.org:8443", "https://accounts.example.org:8443"),
            ("http://localhost:80", "http://localhost"),
            ("http://localhost:443", "http://localhost:443"),
            ("http://[0:0::1]:5000", "http://[::1]:5000"),
            ("https://192.0.2.7", "https://192.0.2.7"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().to_string(), spelled);
        }
        for bad in [
            "",
            "null",
            "*",
            "example.org",
            "https://",
            "https:///",
            "https://example.org/",
            "https://example.org/x",
            "https://example.org?x",
            "https://bob@example.org",
            "https://example.org:0",
            "https://example.org:+1",
            "https://example.org:",
            "https://example.org:99999",
            "https://Example.org",
            "HTTPS://example.org",
            "https://example.org.",
            "https://.example.org",
            "https://*.example.org",
            "https://[::1",
            "https://[x]",
            "https://[::1]x",
            "ftp://example.org",
            "https://exa mple.org",
            "https://a,https://b",
        ] {
            assert_eq!(bad.parse::<Origin>(), Err(OriginRejected), "{bad}");
        }
    }

    #[test]
    fn a_host_is_written_with_or_without_its_usual_port() {
        let spellings = |text: &str| text.parse::<HostName>().unwrap().spellings();
        assert_eq!(spellings("a.example"), ["a.example", "a.example:443", "a.example:80"]);
        assert_eq!(spellings("a.example:443"), ["a.example", "a.example:443"]);
        assert_eq!(spellings("[::1]:8443"), ["[::1]:8443"]);
    }

    #[test]
    fn this_machine_has_a_few_names() {
        for own in
            ["localhost", "LOCALHOST:5000", "127.0.0.1", "127.8.8.8:1", "[::1]", "[::1]:5000", "[0:0::1]"]
        {
            assert!(names_this_machine(own), "{own}");
        }
        for other in [
            "",
            ":5000",
            "localhost.",
            "localhost:",
            "localhost:x",
            "localhost:5000.evil.example",
            "localhost.evil.example",
            "evil.example",
            "127.0.0.1.evil.example",
            "127.1",
            "0.0.0.0",
            "10.0.0.1",
            "[::]",
            "::1",
            "[::1",
            "[::1]x",
            "localhost@evil.example",
            "evil.example:127.0.0.1",
            "2130706433",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(!names_this_machine(other), "{other}");
        }
    }
}
