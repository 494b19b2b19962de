//! `/api/v1/forward-auth`: a proxy asks whose session a request has, before it lets the request through to an app.
//!
//! nginx (`auth_request`) takes 2xx for yes, 401 and 403 for no, and everything else for a defect; Traefik (`forwardAuth`) and
//! Caddy (`forward_auth`) hand any other answer than 2xx on to the browser. Which of them asks is told by the header in which
//! it says where the browser wants to go.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::super::browser::ROOM;
use super::super::client::is_of_a_proxy;
use super::super::describe::Description;
use super::super::error::{ApiError, Code};
use super::super::extract::Fields;
use super::super::gate::only;
use super::super::origin::Origin;
use super::super::pages::return_to::ReturnTo;
use super::super::pages::{LOGIN, are_preferred};
use super::super::reply::room_of;
use super::super::state::{App, AppState};
use super::bearer::bearer;
use crate::CurrentUser;

/// Where it is.
pub(in super::super) const PATH: &str = "/api/v1/forward-auth";

const USER: HeaderName = HeaderName::from_static("remote-user");
const EMAIL: HeaderName = HeaderName::from_static("remote-email");
const NAME: HeaderName = HeaderName::from_static("remote-name");
const GROUPS: HeaderName = HeaderName::from_static("remote-groups");

const X_ORIGINAL_URL: HeaderName = HeaderName::from_static("x-original-url");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_URI: HeaderName = HeaderName::from_static("x-forwarded-uri");

pub(super) fn describe_check() -> Description {
    Description::new("forward-auth", "forwardAuth", "Whose session a request has, for a proxy in front of an app")
        .for_session()
        .can_ask("verified", "Lets in only who has proved the address.")
        .can_ask("admin", "Lets in administrators only.")
        .done(200, "The request may pass. The headers are to replace those of the same names that the client sent.")
        .tells(200, "Remote-User", "The id of the user. It stays the same for as long as the account lives.")
        .tells(200, "Remote-Email", "The address in its one spelling: lower case, and ASCII (the domain in Punycode).")
        .tells(200, "Remote-Name", "What to call the user: the address too.")
        .tells(200, "Remote-Groups", "`users`, and with commas `verified` (the address is proved) and `admins`.")
        .done(302, "A browser is led to sign in, and then back: told in place of 401 where `X-Forwarded-Uri` says where to.")
        .tells(302, "Location", "The page to sign in.")
        .refuses(&[Code::InvalidQuery, Code::AccessDenied])
}

/// `GET /api/v1/forward-auth`.
pub(super) async fn check(State(app): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let needs = Needs::of(request.uri().query())?;
    let user = match secret(request.headers(), &app)? {
        Some(secret) => app.auth.check_session(secret).await?,
        None => None,
    };
    match user {
        Some(user) => {
            needs.are_met_by(&user)?;
            Ok(told(&user, room_of(request)))
        }
        None => Ok(stranger(&request, &app)),
    }
}

/// A browser's cookie, or a program's token. Beside a cookie `Authorization` is the app's own affair.
fn secret<'h>(headers: &'h HeaderMap, app: &App) -> Result<Option<&'h str>, ApiError> {
    match app.settings.cookies.session.read(headers)? {
        Some(secret) => Ok(Some(secret)),
        None => bearer(headers),
    }
}

/// What an app asks for beside a session.
#[derive(Clone, Copy, Default)]
struct Needs {
    verified: bool,
    admin: bool,
}

impl Needs {
    /// A slip of the pen in a proxy's configuration must not let everybody in, so what is not known is refused.
    fn of(query: Option<&str>) -> Result<Self, ApiError> {
        let Some(query) = query else { return Ok(Self::default()) };
        let fields = Fields::of_query(query)?;
        let is_asked = |name| match fields.find(name) {
            None => Some(false),
            Some("1") => Some(true),
            Some(_) => None,
        };
        let known = fields.are_only(&["verified", "admin"]).then_some(());
        let needs = known.zip(is_asked("verified")).zip(is_asked("admin"));
        let needs = needs.map(|(((), verified), admin)| Self { verified, admin });
        needs.ok_or_else(|| {
            ApiError::new(Code::InvalidQuery).says("ask with verified=1, admin=1, both or none")
        })
    }

    fn are_met_by(self, user: &CurrentUser) -> Result<(), ApiError> {
        let denied = |words: &'static str| Err(ApiError::new(Code::AccessDenied).says(words));
        if self.verified && !user.is_verified {
            return denied("the owner of this account has not proved its address yet");
        }
        if self.admin && !user.is_admin {
            return denied("only administrators are let in");
        }
        Ok(())
    }
}

/// Who it is. None of the four is ever empty: a proxy that copies only what is there would let through what a client wrote.
fn told(user: &CurrentUser, mut headers: HeaderMap) -> Response {
    headers.reserve(ROOM);
    let address = HeaderValue::try_from(&*user.email_canonical);
    // An id is digits and hyphens, an address in its one spelling ASCII without spaces: neither can be no value.
    if let (Ok(id), Ok(address)) = (HeaderValue::try_from(user.id.to_string()), address) {
        headers.insert(USER, id);
        headers.insert(EMAIL, address.clone());
        headers.insert(NAME, address);
        headers.insert(GROUPS, groups(user));
    } else {
        return ApiError::new(Code::Internal).into_response();
    }
    let mut response = StatusCode::OK.into_response();
    *response.headers_mut() = headers;
    response
}

const fn groups(user: &CurrentUser) -> HeaderValue {
    match (user.is_verified, user.is_admin) {
        (false, false) => const { HeaderValue::from_static("users") },
        (true, false) => const { HeaderValue::from_static("users,verified") },
        (false, true) => const { HeaderValue::from_static("users,admins") },
        (true, true) => const { HeaderValue::from_static("users,verified,admins") },
    }
}

/// The answer to who has no session: a way to sign in for a browser, and 401 for a program.
fn stranger(request: &Request, app: &App) -> Response {
    let refusal = ApiError::new(Code::NoSession).into_response();
    let is_person = are_preferred(request.headers()) && is_of_a_proxy(request.extensions(), app);
    let Some(wanted) = is_person.then(|| Wanted::of(request.headers())).flatten() else { return refusal };
    let Some(sign_in) = sign_in(&wanted, app) else { return refusal };
    // nginx asks with every header that the client sent, so the one that only its configuration sets counts first.
    let mut response = if wanted.is_asked_by_nginx { refusal } else { StatusCode::FOUND.into_response() };
    response.headers_mut().insert(header::LOCATION, sign_in);
    response
}

/// The page to sign in that leads back, if it is a place that people are led to at all: whoever sends somebody here must not
/// choose another (ASVS 3.7.2).
fn sign_in(wanted: &Wanted<'_>, app: &App) -> Option<HeaderValue> {
    let back = ReturnTo::of_app(&wanted.origin, wanted.path, app)?;
    let own = app.settings.own_origin().map(ToString::to_string).unwrap_or_default();
    HeaderValue::try_from(own + &back.on(LOGIN)).ok()
}

/// Where a browser wants to go, as the proxy says.
struct Wanted<'h> {
    origin: Origin,
    path: &'h str,
    is_asked_by_nginx: bool,
}

impl<'h> Wanted<'h> {
    fn of(headers: &'h HeaderMap) -> Option<Self> {
        if let Some(url) = only(headers, &X_ORIGINAL_URL).ok()? {
            let (scheme, rest) = url.split_once("://")?;
            let (host, path) = rest.split_at_checked(rest.find('/')?)?;
            let origin = format!("{scheme}://{host}").parse().ok()?;
            return Some(Self { origin, path, is_asked_by_nginx: true });
        }
        let scheme = only(headers, &X_FORWARDED_PROTO).ok()??;
        let host = only(headers, &X_FORWARDED_HOST).ok()??;
        let path = only(headers, &X_FORWARDED_URI).ok()??;
        let origin = format!("{scheme}://{host}").parse().ok()?;
        Some(Self { origin, path, is_asked_by_nginx: false })
    }
}
