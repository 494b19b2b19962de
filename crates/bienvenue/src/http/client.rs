//! Who asks, out of the connection and the headers.
//!
//! Headers are what anybody writes. The one that names another address than the peer's counts only if the peer is a proxy
//! that the operator trusts, and only as far from the right as such proxies wrote it (ASVS 4.1.3, 15.3.4).

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, header};
use bienvenue_core::locale::Locale;
use bienvenue_core::token::{PlainToken, TokenDigest};

use super::network::Network;
use super::state::{App, AppState};
use crate::client::Client;
use crate::fault::Fault;

/// The other end of the connection, as the accept loop notes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

impl FromRequestParts<AppState> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        Ok(of(parts, app))
    }
}

/// The client that sent this.
pub(super) fn of(parts: &Parts, app: &AppState) -> Client {
    let mut client = Client::unknown();
    if let Some(Peer(peer)) = parts.extensions.get() {
        client = client.at(address(&parts.headers, *peer, &app.settings.trusted_proxies));
    }
    if let Some(name) = text(&parts.headers, header::USER_AGENT) {
        client = client.named(name);
    }
    let languages = text(&parts.headers, header::ACCEPT_LANGUAGE);
    let chosen = app.settings.cookies.language.read(&parts.headers).ok().flatten();
    if let Some(locale) =
        chosen.and_then(Locale::from_tag).or_else(|| languages.and_then(Locale::from_accept_language))
    {
        client = client.speaking(locale);
    }
    if let Some(device) = device(&parts.headers, app) {
        client = client.with_device(device);
    }
    client
}

/// A client that may be told to remember who it is.
pub(super) struct Browser {
    client: Client,
    is_known: bool,
}

impl Browser {
    /// The client, known from now on by the secret in the cookie that comes with it, if it had none.
    pub(super) fn introduce(self, app: &App) -> Result<(Client, Option<HeaderValue>), Fault> {
        if self.is_known {
            return Ok((self.client, None));
        }
        let secret = PlainToken::generate(app.auth.store().randomness())?;
        let cookie = app.settings.cookies.device.set_for(secret.expose(), super::cookie::DEVICE_LIFETIME);
        Ok((self.client.with_device(secret.digest()), cookie))
    }

    /// The client as it is.
    pub(super) fn into_client(self) -> Client {
        self.client
    }
}

impl FromRequestParts<AppState> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        let is_known = device(&parts.headers, app).is_some();
        Ok(Self { client: Client::from_request_parts(parts, app).await?, is_known })
    }
}

/// By which secret of ours the client is known. Two of them are none: it proves nothing, so nothing is refused for it.
fn device(headers: &HeaderMap, app: &AppState) -> Option<TokenDigest> {
    app.settings.cookies.device.read(headers).ok().flatten().and_then(TokenDigest::of)
}

/// Whether a proxy sent this that the operator trusts.
pub(super) fn is_of_a_proxy(extensions: &Extensions, app: &App) -> bool {
    let is_trusted = |peer: &Peer| app.settings.trusted_proxies.iter().any(|known| known.contains(peer.0));
    extensions.get().is_some_and(is_trusted)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The client's address: the peer's, or behind trusted proxies the right-most one in `X-Forwarded-For` that is not theirs.
pub(super) fn address(headers: &HeaderMap, peer: IpAddr, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return peer;
    }
    // Several headers of the name are one list (RFC 9110 §5.3). What cannot be read ends it: who wrote that is not known.
    let lines = headers.get_all("x-forwarded-for").iter().rev();
    let entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    for entry in entries {
        let Some(address) = read_address(entry) else { return peer };
        if !is_trusted(address) {
            return address;
        }
    }
    peer
}

fn read_address(entry: &[u8]) -> Option<IpAddr> {
    std::str::from_utf8(entry.trim_ascii()).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn address_of(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        address(&headers, peer.parse().unwrap(), &trusted).to_string()
    }

    /// ASVS 4.1.3: whoever connects directly can write the header himself.
    #[test]
    fn asvs_4_1_3_a_stranger_is_not_believed() {
        assert_eq!(address_of("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(address_of("192.0.2.1", &["198.51.100.7, 10.0.0.1"]), "192.0.2.1");
    }

    /// ASVS 4.1.3: of the headers that claim an address one is read, and the others count for nothing, whoever sends them.
    #[test]
    fn asvs_4_1_3_other_headers_count_for_nothing() {
        let mut headers = HeaderMap::new();
        for name in
            ["forwarded", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "client-ip"]
        {
            headers.insert(name, HeaderValue::from_static("for=198.51.100.7"));
        }
        headers.insert("x-real-ip", HeaderValue::from_static("198.51.100.7"));
        for peer in [PROXY, "192.0.2.1"] {
            let (peer, trusted) = (peer.parse().unwrap(), ["10.0.0.0/8".parse().unwrap()]);
            assert_eq!(address(&headers, peer, &trusted), peer);
        }
    }

    #[test]
    fn a_proxy_names_the_client() {
        assert_eq!(address_of(PROXY, &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(address_of("::ffff:10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(address_of(PROXY, &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(address_of(PROXY, &["198.51.100.7, 10.9.9.9", "fd00::1"]), "198.51.100.7");
    }

    /// ASVS 15.3.4: what stands left of the first address that is not a proxy's was written by the client.
    #[test]
    fn asvs_15_3_4_what_a_client_wrote_itself_does_not_count() {
        assert_eq!(address_of(PROXY, &["127.0.0.1, 203.0.113.9, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(address_of(PROXY, &["10.0.0.2", "198.51.100.7"]), "198.51.100.7");
    }

    #[test]
    fn what_cannot_be_read_is_the_peer() {
        for line in
            ["", "unknown", "198.51.100.7:80", "[2001:db8::7]", "198.51.100.7,", "198.51.100.7, x", "_hidden"]
        {
            assert_eq!(address_of(PROXY, &[line]), PROXY, "{line}");
        }
        assert_eq!(address_of(PROXY, &[]), PROXY);
        assert_eq!(address_of(PROXY, &["10.0.0.2, 10.0.0.3"]), PROXY);
    }
}
