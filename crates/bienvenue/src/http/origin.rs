//! Origins, as browsers write them.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// Where a site is: scheme, host and port, spelled as a browser spells it in `Origin` (RFC 6454 §6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// A text that names no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an origin such as https://app.example.org, in lower case and without a path")]
pub struct OriginRejected;

impl FromStr for Origin {
    type Err = OriginRejected;

    fn from_str(text: &str) -> Result<Self, OriginRejected> {
        let (scheme, host) = text.split_once("://").ok_or(OriginRejected)?;
        let own_port = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return Err(OriginRejected),
        };
        let (name, port) = split(host).ok_or(OriginRejected)?;
        let name = spelled(name).ok_or(OriginRejected)?;
        let port = match port {
            None => None,
            Some(digits) => Some(read_port(digits).ok_or(OriginRejected)?),
        };
        // No browser writes the port that the scheme has anyway.
        let port = port.filter(|port| *port != own_port).map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self(format!("{scheme}://{name}{port}")))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Name and port, unchecked.
fn split(text: &str) -> Option<(&str, Option<&str>)> {
    let end = if text.starts_with('[') { text.find(']')? + 1 } else { text.find(':').unwrap_or(text.len()) };
    let (name, rest) = text.split_at_checked(end)?;
    if rest.is_empty() { Some((name, None)) } else { Some((name, Some(rest.strip_prefix(':')?))) }
}

/// A name in the one spelling that browsers have for it.
fn spelled(name: &str) -> Option<String> {
    if let Some(rest) = name.strip_prefix('[') {
        return rest.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(|ip| format!("[{ip}]"));
    }
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
    };
    name.split('.').all(is_label).then(|| name.to_owned())
}

/// Digits only: `parse` would take a sign.
fn read_port(digits: &str) -> Option<u16> {
    let number = digits.bytes().all(|c| c.is_ascii_digit()).then(|| digits.parse().ok())?;
    number.filter(|port| *port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_spelled_as_a_browser_does() {
        for (text, spelled) in [
            ("https://accounts.example.org:443", "https://accounts.example.org"),
            ("https://accounts.example.org:8443", "https://accounts.example.org:8443"),
            ("http://[0:0::1]:5000", "http://[::1]:5000"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().to_string(), spelled);
        }
        for bad in ["", "*", "example.org", "https://", "https://a/", "https://b@a", "https://a:0", "ftp://a"]
        {
            assert_eq!(bad.parse::<Origin>(), Err(OriginRejected), "{bad}");
        }
    }
}
