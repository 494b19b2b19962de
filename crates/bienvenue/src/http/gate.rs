//! Who is let in, before anything is done: requests that name this service, and that no other site had a browser send.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Method, header};

use super::api::FORWARD_AUTH;
use super::error::{ApiError, Code};
use super::face::Face;
use super::origin::{HostName, Origin, names_this_machine};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Which hosts a request may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Hosts {
    /// Any.
    Any,
    /// This machine's: a page whose name was turned to a loopback address names its own (DNS rebinding).
    ThisMachine,
    /// These, in every spelling.
    Listed(Vec<String>),
}

/// What is asked of every request.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    hosts: Hosts,
    /// The origin that people type, if it is known; else it is the host that the request names.
    own: Option<String>,
}

impl Gate {
    pub(super) fn new(hosts: Hosts, own: Option<&Origin>) -> Self {
        Self { hosts, own: own.map(ToString::to_string) }
    }

    /// Why a request is not let in. `is_permitted` tells that it comes from another origin that may use what it asks for.
    pub(super) fn refusal(&self, request: &Request, is_permitted: bool) -> Option<Code> {
        if self.hosts != Hosts::Any && !self.names_us(request) && !is_asked_for_any_host(request.uri().path())
        {
            return Some(Code::MisdirectedRequest);
        }
        // What changes nothing may be asked for from anywhere: a link is followed that way (ASVS 3.5.3).
        let is_safe =
            matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
        (!is_safe && !is_permitted && self.is_of_another_site(request)).then_some(Code::CrossSite)
    }

    /// A target with a host of its own counts in its place (RFC 9112 §3.2.2), but a proxy may have looked at the header: both
    /// have to be ours.
    fn names_us(&self, request: &Request) -> bool {
        let in_target = request.uri().authority().is_none_or(|host| self.hosts.know(host.as_str()));
        let header = request.headers().get(header::HOST);
        in_target && header.and_then(|host| host.to_str().ok()).is_some_and(|host| self.hosts.know(host))
    }

    /// Whether a browser says that another site had it send this (ASVS 3.5.1). Who is no browser says nothing.
    fn is_of_another_site(&self, request: &Request) -> bool {
        let headers = request.headers();
        let (Ok(site), Ok(origin)) = (only(headers, &SEC_FETCH_SITE), only(headers, &header::ORIGIN)) else {
            return true;
        };
        let is_own = match (site, origin) {
            // The browser has compared more than we can: a form of ours under a strict policy has the origin "null".
            (Some(site), _) => matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => self.is_own(origin, request),
            (None, None) => true,
        };
        !is_own && !has_token_only(request)
    }

    fn is_own(&self, origin: &str, request: &Request) -> bool {
        if let Some(own) = &self.own {
            return origin == own;
        }
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let of_origin = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        of_origin.zip(host).is_some_and(|(of_origin, host)| of_origin.eq_ignore_ascii_case(host))
    }
}

/// The refusal, for whoever sets up a site or a proxy.
pub(super) fn refused(code: Code) -> ApiError {
    let error = ApiError::new(code);
    match code {
        Code::CrossSite => {
            error.says("nothing was done: Sec-Fetch-Site or Origin says that another site sent this")
        }
        Code::MisdirectedRequest => {
            error.says("this service does not answer for the host that the request names")
        }
        _ => error,
    }
}

impl Hosts {
    /// The host of the public origin, and these.
    pub(super) fn of(public: &Origin, more: &[HostName]) -> Self {
        Self::Listed(std::iter::once(public.host()).chain(more).flat_map(HostName::spellings).collect())
    }

    fn know(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::ThisMachine => names_this_machine(host),
            Self::Listed(known) => known.iter().any(|known| known.eq_ignore_ascii_case(host)),
        }
    }
}

/// A balancer asks for the health of an address, whatever is served there; a proxy asks on behalf of an app, whose host many
/// pass on. A page whose name was turned to our address gains nothing there: no browser sends our cookie to its name.
fn is_asked_for_any_host(path: &str) -> bool {
    path == FORWARD_AUTH || matches!(path.strip_suffix('/').unwrap_or(path), "/healthz" | "/readyz")
}

/// A token that no browser sends by itself, and no cookie: another site may add that header only where CORS lets it, and only
/// the token says who calls.
fn has_token_only(request: &Request) -> bool {
    let headers = request.headers();
    Face::of(request.uri().path()) == Face::Api
        && headers.contains_key(header::AUTHORIZATION)
        && !headers.contains_key(header::COOKIE)
}

/// The text of a header that comes once, if it comes; an error if it comes twice or is no text.
pub(super) fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}
