//! CORS: which other origins a browser lets use the API. Nobody, unless the operator lists them; the administration, nobody ever.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, header};

use super::api;
use super::origin::Origin;
use super::route::Route;

/// For how long a browser remembers what it was let do, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static("authorization, content-type");
const SHOWN_HEADERS: HeaderValue = HeaderValue::from_static("retry-after, x-request-id");
const TRUE: HeaderValue = HeaderValue::from_static("true");

/// The origins that are let in, and what each path can be asked to do.
#[derive(Debug)]
pub(super) struct Cors {
    origins: Vec<String>,
    methods: BTreeMap<&'static str, HeaderValue>,
}

/// What a browser is told of the answer to one request to the API.
#[derive(Debug)]
pub(super) struct Permit {
    /// The origin, if it is let in.
    origin: Option<HeaderValue>,
    /// The methods of the path, if the browser asks beforehand.
    methods: Option<HeaderValue>,
}

impl Cors {
    /// Nothing, where nobody is listed.
    pub(super) fn new(origins: &[Origin], api: &[Route]) -> Option<Self> {
        let mut methods: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
        for route in api {
            methods.entry(route.path).or_default().push(route.method_name());
        }
        let joined = methods.into_iter().filter_map(|(path, names)| {
            let names = HeaderValue::try_from(names.join(", ")).ok()?;
            Some((path, names))
        });
        let origins: Vec<_> = origins.iter().map(ToString::to_string).collect();
        (!origins.is_empty()).then(|| Self { origins, methods: joined.collect() })
    }

    /// What to tell of this request for a route, if it is to the API.
    pub(super) fn permit(&self, request: &Request, route: &str) -> Option<Box<Permit>> {
        let path = request.uri().path();
        if !path.starts_with("/api/v1/") || path.starts_with(api::admin::ROOT) {
            return None;
        }
        let headers = request.headers();
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let origin = origins.next().filter(|_| origins.next().is_none());
        // To the letter: `null` and whatever looks alike is nobody (ASVS 3.4.2).
        let origin =
            origin.filter(|origin| self.origins.iter().any(|known| known.as_bytes() == origin.as_bytes()));
        let asks_beforehand = request.method() == Method::OPTIONS
            && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let methods = self.methods.get(route).filter(|_| origin.is_some() && asks_beforehand);
        Some(Box::new(Permit { origin: origin.cloned(), methods: methods.cloned() }))
    }
}

impl Permit {
    /// Whether the origin is let in.
    pub(super) const fn is_given(&self) -> bool {
        self.origin.is_some()
    }

    /// Adds the headers to the answer.
    pub(super) fn tell(self, headers: &mut HeaderMap) {
        // Also to those who are not let in: a cache must not hand them what another origin was told.
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        let Some(origin) = self.origin else { return };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        match self.methods {
            None => {
                headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN_HEADERS);
            }
            Some(methods) => {
                headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
                headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
                headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
            }
        }
    }
}
