//! A range of network addresses: those of the proxies that are believed.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// An address, or all addresses that begin alike: `192.0.2.7`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why a text is no range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkRejected {
    /// It is neither an address nor an address with the length of a prefix.
    #[error("write an address such as 192.0.2.7, or a range such as 10.0.0.0/8")]
    Malformed,
    /// Bits behind the prefix are set, so that it cannot be told whether one address is meant or many.
    #[error("the address goes on behind the prefix: write {0}")]
    BitsBehindPrefix(Network),
}

impl Network {
    /// Whether an address lies in it. An IPv4 address in its IPv6 form is the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && masked(address, self.prefix) == self.address
    }
}

/// The address with every bit behind the prefix cleared.
fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix.into())).unwrap_or(0);
            IpAddr::V4((address.to_bits() & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(prefix.into())).unwrap_or(0);
            IpAddr::V6((address.to_bits() & mask).into())
        }
    }
}

impl FromStr for Network {
    type Err = NetworkRejected;

    fn from_str(text: &str) -> Result<Self, NetworkRejected> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| NetworkRejected::Malformed)?;
        let widest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => widest,
            // `parse` would take a sign and leading zeros.
            Some(digits) => {
                (0..=widest).find(|prefix| prefix.to_string() == digits).ok_or(NetworkRejected::Malformed)?
            }
        };
        // Peers are compared in their IPv4 form, so this one would never match.
        if address.to_canonical() != address {
            return Err(NetworkRejected::Malformed);
        }
        let network = Self { address: masked(address, prefix), prefix };
        if network.address != address {
            return Err(NetworkRejected::BitsBehindPrefix(network));
        }
        Ok(network)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        network.parse::<Network>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn a_prefix_decides() {
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.0"));
        assert!(holds("192.0.2.7", "192.0.2.7") && !holds("192.0.2.7", "192.0.2.8"));
        assert!(holds("192.0.2.7", "::ffff:192.0.2.7"));
        assert!(holds("192.0.2.128/25", "192.0.2.129") && !holds("192.0.2.128/25", "192.0.2.127"));
        assert!(holds("fd00::/8", "fdff::1") && !holds("fd00::/8", "fe80::1"));
        assert!(holds("::1", "::1") && !holds("::1", "127.0.0.1"));
        assert!(holds("0.0.0.0/0", "255.255.255.255") && !holds("0.0.0.0/0", "::"));
        assert!(holds("::/0", "ffff::") && !holds("::/0", "192.0.2.1"));
    }

    #[test]
    fn it_is_read_strictly() {
        for wrong in [
            "",
            "/",
            "/8",
            "10",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/08",
            "10.0.0.0/8/8",
            "::/129",
            " 10.0.0.1",
            "10.0.0.1:80",
            "[::1]",
            "fe80::1%eth0",
            "proxy.example.org",
            "::ffff:10.0.0.1",
            "10.0.0.0/-1",
        ] {
            assert_eq!(wrong.parse::<Network>(), Err(NetworkRejected::Malformed), "{wrong}");
        }
        let told = "10.1.2.3/8".parse::<Network>().unwrap_err().to_string();
        assert!(told.ends_with("write 10.0.0.0/8"), "{told}");
    }
}
