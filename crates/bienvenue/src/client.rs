//! Who is asking, as far as the network tells.

use std::net::IpAddr;

use bienvenue_core::locale::Locale;
use bienvenue_core::token::TokenDigest;

/// Where a request comes from. It is shown to the user whose account it is about, and tells a device that was seen before
/// from one that was not. Only the secret of a device proves anything, and no more than that.
#[derive(Clone, Debug, Default)]
pub struct Client {
    address: Option<IpAddr>,
    user_agent: Option<String>,
    locale: Option<Locale>,
    device: Option<TokenDigest>,
}

impl Client {
    /// A client of which nothing is known.
    pub fn unknown() -> Self {
        Self::default()
    }

    /// With its network address.
    #[must_use]
    pub fn at(mut self, address: IpAddr) -> Self {
        self.address = Some(address.to_canonical());
        self
    }

    /// With what it says it is: at most 256 characters of it, and no control characters.
    #[must_use]
    pub fn named(mut self, user_agent: &str) -> Self {
        const MOST: usize = 256;
        let text: String = user_agent.chars().filter(|c| !c.is_control()).take(MOST).collect();
        self.user_agent = Some(text).filter(|text| !text.is_empty());
        self
    }

    /// With the language that it asks for.
    #[must_use]
    pub const fn speaking(mut self, locale: Locale) -> Self {
        self.locale = Some(locale);
        self
    }

    /// With the secret that it was given when it was first seen.
    #[must_use]
    pub fn with_device(mut self, device: TokenDigest) -> Self {
        self.device = Some(device);
        self
    }

    /// The language of what it is answered.
    pub fn locale(&self) -> Locale {
        self.locale.unwrap_or_default()
    }

    pub(crate) fn address(&self) -> Option<String> {
        self.address.map(|address| address.to_string())
    }

    /// What guesses are counted by: an IPv4 address, or the 64 bits of an IPv6 address that one customer has.
    pub(crate) fn network(&self) -> Option<String> {
        self.address.map(|address| match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(_) => network(address),
        })
    }

    /// The secret that it was given when it was first seen: the only thing about a client that proves anything.
    pub(crate) const fn device_secret(&self) -> Option<TokenDigest> {
        self.device
    }

    pub(crate) fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// What this client is recognised by: its secret, or else its name and network. Nothing, if nothing is known of it.
    pub(crate) fn device(&self) -> Option<TokenDigest> {
        self.device.or_else(|| {
            let name = self.user_agent.as_deref();
            let network = self.address.map(network);
            let is_any_known = name.is_some() || network.is_some();
            is_any_known.then(|| {
                let (name, network) = (name.unwrap_or_default(), network.unwrap_or_default());
                TokenDigest::of_text(&format!("device\n{network}\n{name}"))
            })
        })
    }
}

/// The network that a provider gives one customer: 24 bits of an IPv4 address, 64 of an IPv6 address.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}")
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Client {
        Client::unknown().at(address.parse().unwrap()).named("curl/8")
    }

    #[test]
    fn a_client_is_recognised_by_its_name_and_network() {
        assert!(Client::unknown().device().is_none());
        assert!(at("192.0.2.1").device() == at("192.0.2.200").device());
        assert!(at("192.0.2.1").device() == at("::ffff:192.0.2.9").device());
        assert!(at("192.0.2.1").device() != at("192.0.3.1").device());
        assert!(at("192.0.2.1").device() != at("192.0.2.1").named("curl/9").device());
        assert!(at("2001:db8::1").device() == at("2001:db8::2").device());
        assert!(at("2001:db8::1").device() != at("2001:db8:0:1::1").device());
    }

    #[test]
    fn what_it_says_of_itself_is_cut_and_cleaned() {
        let client = Client::unknown().named(&format!("a\x1b[31m\n{}", "é".repeat(300)));
        let name = client.user_agent().unwrap();
        assert_eq!(name.chars().count(), 256);
        assert!(name.starts_with("a[31mé"));
        assert_eq!(Client::unknown().named("\n").user_agent(), None);
    }
}
