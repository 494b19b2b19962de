//! What stands in the header of a request.

use std::net::{IpAddr, Ipv4Addr};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use super::super::client::address;
use super::super::cookie::Cookies;
use super::super::gate::{Gate, Hosts};
use super::super::network::Network;
use super::super::origin::Origin;
use super::lines;

/// One header in as many lines as there are.
fn header(name: &HeaderName, bytes: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(name, value);
        }
    }
    headers
}

/// `Cookie`, a header a line: a secret that is read is the only one, and is read again as it would be set.
pub fn cookie(bytes: &[u8]) {
    let cookie = Cookies::PLAIN.session;
    let mut headers = header(&header::COOKIE, bytes);
    let found = cookie.read(&headers).map(|secret| secret.map(str::to_owned));
    headers.append(header::COOKIE, HeaderValue::from_static("theme=dark; session_id=another"));
    let with_another = cookie.read(&headers).map(|secret| secret.map(str::to_owned));
    match found {
        // Two are none, and are not made one by a third.
        Err(_) => assert!(with_another.is_err()),
        Ok(None) => assert!(matches!(with_another.as_ref().map(Option::as_deref), Ok(Some("another")))),
        Ok(Some(secret)) => {
            assert!(with_another.is_err(), "{secret:?}");
            assert!(!secret.contains(';') && secret.trim_ascii_end() == secret, "{secret:?}");
            let Some(set) = cookie.set(&secret) else { return };
            let pair = set.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
            let again = header(&header::COOKIE, pair);
            assert!(matches!(cookie.read(&again), Ok(Some(text)) if text == secret), "{secret:?}");
        }
    }
}

/// `X-Forwarded-For` behind a proxy that is trusted: the first line is the peer, each other one a header.
///
/// The address is the peer's or one that the header has and that is no proxy's. Nobody changes it who can only write what stands
/// left of it.
pub fn forwarded(bytes: &[u8]) {
    let name = HeaderName::from_static("x-forwarded-for");
    let trusted: Vec<Network> =
        ["10.0.0.0/8", "fd00::/8"].iter().filter_map(|network| network.parse().ok()).collect();
    let is_trusted = |address| trusted.iter().any(|network| network.contains(address));
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (first, rest) = bytes.split_at(end);
    let Some(peer) = std::str::from_utf8(first).ok().and_then(|text| text.parse::<IpAddr>().ok()) else {
        return network(first);
    };
    let headers = header(&name, rest.get(1..).unwrap_or_default());
    let found = address(&headers, peer, &trusted);
    if found == peer {
        return;
    }
    assert!(is_trusted(peer) && !is_trusted(found), "{found}");
    let text = String::from_utf8_lossy(rest);
    let mut entries = text.split(['\n', ',']).filter_map(|entry| entry.trim().parse::<IpAddr>().ok());
    assert!(entries.any(|entry| entry == found), "{found} is not in {text:?}");
    for forged in ["203.0.113.9", "unknown", ",", "10.0.0.9, "] {
        let mut more = header(&name, forged.as_bytes());
        for value in headers.get_all(&name) {
            more.append(&name, value.clone());
        }
        assert_eq!(address(&more, peer, &trusted), found, "{forged}");
    }
}

/// A range of addresses is one text, and its own address lies in it.
fn network(bytes: &[u8]) {
    let Some(network) = std::str::from_utf8(bytes).ok().and_then(|text| text.parse::<Network>().ok()) else {
        return;
    };
    let text = network.to_string();
    assert_eq!(text.parse(), Ok(network));
    let own = text.split('/').next().and_then(|address| address.parse::<IpAddr>().ok());
    assert!(own.is_some_and(|own| network.contains(own)), "{text}");
}

/// `Host`, `Origin` and `Sec-Fetch-Site`, a line each: whoever is let in names this service, and comes from its own pages or is no
/// browser.
pub fn host(bytes: &[u8]) {
    let values: Vec<_> = lines(bytes).take(3).collect();
    let names = [header::HOST, header::ORIGIN, HeaderName::from_static("sec-fetch-site")];
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::POST;
    for (name, value) in names.iter().zip(&values).filter(|(_, value)| !value.is_empty()) {
        let Ok(value) = HeaderValue::from_str(value) else { return };
        request.headers_mut().insert(name, value);
    }
    let told = |name: &HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let [host, origin, site] = names.each_ref().map(told);

    let own = "https://accounts.example.org";
    let Ok(public) = own.parse::<Origin>() else { return };
    if Gate::new(Hosts::of(&public, &[]), Some(&public)).refusal(&request, false).is_none() {
        let host = host.unwrap_or_default().to_ascii_lowercase();
        let port = host.strip_prefix("accounts.example.org");
        assert!(matches!(port, Some("" | ":443" | ":80")), "{host:?}");
        let is_ours = match site {
            Some(site) => matches!(site, "same-origin" | "none"),
            None => origin.is_none_or(|origin| origin == own),
        };
        assert!(is_ours, "{origin:?} {site:?}");
    }
    if Gate::new(Hosts::ThisMachine, None).refusal(&request, false).is_none() {
        let host = host.unwrap_or_default();
        assert!(is_this_machine_to_a_browser(host), "{host:?}");
        let of_origin = origin.and_then(|origin| origin.split_once("://")).map(|(_, of_origin)| of_origin);
        let is_own = of_origin.is_none_or(|of_origin| of_origin.eq_ignore_ascii_case(host));
        assert!(site.is_some() || (is_own && origin.is_none() == of_origin.is_none()), "{origin:?} {host:?}");
    }
}

fn is_this_machine_to_a_browser(host: &str) -> bool {
    let url = url::Url::parse(&format!("http://{host}/"));
    url.is_ok_and(|url| match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback() && address != Ipv4Addr::UNSPECIFIED,
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    })
}
