//! Where the load goes: an address of this machine, and nowhere else.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, bail};

/// A loopback address and a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    address: SocketAddr,
    path: String,
}

impl Target {
    /// Reads `http://HOST:PORT/PATH`, whose host is `localhost` or a loopback address.
    pub(super) fn read(url: &str) -> Result<Self> {
        let rest = url.strip_prefix("http://").context("the URL starts with http://")?;
        let (authority, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
        let (host, port) = authority.rsplit_once(':').context("the URL names a port")?;
        let port = port.parse().context("the URL's port is no number")?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        // No name is looked up, so that no resolver can send the load elsewhere.
        let ip: IpAddr = if host == "localhost" {
            Ipv4Addr::LOCALHOST.into()
        } else {
            host.parse().context("not an address")?
        };
        if !ip.is_loopback() {
            bail!("{ip} is not this machine: load goes to loopback addresses only");
        }
        if path.contains(|character: char| character.is_whitespace() || character.is_control()) {
            bail!("a path has no spaces");
        }
        Ok(Self { address: SocketAddr::new(ip, port), path: path.to_owned() })
    }

    /// Where nobody listens, until a URL is read.
    pub(super) fn nowhere() -> Self {
        Self { address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), path: "/".to_owned() }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_this_machine() {
        for (url, address, path) in [
            ("http://127.0.0.1:5000", "127.0.0.1:5000", "/"),
            ("http://127.8.8.8:80/a/b?c=d", "127.8.8.8:80", "/a/b?c=d"),
            ("http://localhost:1/", "127.0.0.1:1", "/"),
            ("http://[::1]:5000/profile", "[::1]:5000", "/profile"),
        ] {
            let target = Target::read(url).unwrap();
            assert_eq!((target.address().to_string().as_str(), target.path()), (address, path));
        }
    }

    #[test]
    fn refuses_every_other() {
        for url in [
            "http://10.0.0.1:80/",
            "http://0.0.0.0:80/",
            "http://[::ffff:10.0.0.1]:80/",
            "http://example.com:80/",
            "http://127.0.0.1@10.0.0.1:80/",
            "https://127.0.0.1:443/",
            "http://127.0.0.1/",
            "http://127.0.0.1:80/ HTTP/1.1",
        ] {
            assert!(Target::read(url).is_err(), "{url}");
        }
    }
}
