//! A whole request to the whole service.

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use bienvenue_core::id::generate_uuid;
use bienvenue_core::random::OsRandomness;
use bienvenue_core::scope::Scopes;
use http_body_util::{BodyExt as _, Collected};
use tokio::runtime::{Builder, Runtime};
use tower_service::Service as _;

use super::super::client::Peer;
use super::super::pages::csrf;
use super::super::routes::router;
use super::super::state::HttpSettings;
use crate::mail::Sender;
use crate::{Auth, Client, NewKey, Store, Verification};

const EMAIL: &str = "bob@example.org";
const PASSWORD: &str = "mySuperPwd";

/// A request: method and target, a header a line, an empty line, the body. `{session}` stands for the secret of a live session,
/// `{seal}` for the seal of its forms, `{user}` for its user's id, and `{key}` for an API key that may do everything.
///
/// Whatever it is, the fault is never ours, and the answer has what every answer has.
pub fn request(bytes: &[u8]) {
    thread_local! {
        // It is dropped with its thread, and its file with it.
        static SERVICE: Option<Service> = Service::start();
    }
    SERVICE.with(|service| {
        if let Some(service) = service {
            answers_well(service, bytes);
        }
    });
}

fn answers_well(service: &Service, bytes: &[u8]) {
    let Some(request) = read(bytes, &service.live()) else { return };
    let about = format!("{} {}", request.method(), request.uri());
    let (status, headers, body) = service.ask(request);

    assert!(status < 500, "{status} to {about}");
    for name in ["content-security-policy", "x-content-type-options", "referrer-policy", "x-request-id"] {
        assert!(headers.contains_key(name), "{name} in the answer to {about}");
    }
    let told = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = told(header::CONTENT_TYPE);
    assert!(body.is_empty() || !kind.is_empty(), "no type in the answer to {about}");
    if !body.is_empty() && matches!(kind, "application/json" | "application/problem+json") {
        let is_json = serde_json::from_slice::<serde_json::Value>(&body).is_ok();
        assert!(is_json && body.ends_with(b"\n"), "no JSON in the answer to {about}");
    }
    let place = told(header::LOCATION);
    assert!(
        place.is_empty() || (place.starts_with('/') && !place.starts_with("//")),
        "{about} leads to {place}"
    );
}

/// The service with one user, who is signed in.
struct Service {
    runtime: Runtime,
    auth: Auth,
    router: Router,
    live: RefCell<Live>,
    file: PathBuf,
}

/// What a request may name.
#[derive(Clone, Default)]
struct Live {
    session: String,
    user: String,
    key: String,
}

impl Live {
    /// A text with all of it put in.
    fn fill(&self, text: &str) -> String {
        let Self { session, user, key } = self;
        text.replace("{session}", session).replace("{user}", user).replace("{key}", key)
    }
}

impl Service {
    fn start() -> Option<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().ok()?;
        let name = generate_uuid(&OsRandomness).ok()?;
        let file = std::env::temp_dir().join(format!("bienvenue-fuzzing-{name}.db"));
        let store = runtime.block_on(Store::open(&format!("sqlite:{}", file.display()))).ok()?;
        let sender = Sender::new("Bienvenue".to_owned(), "https://accounts.example.org".to_owned());
        let auth = Auth::builder(store).original_rules().cheap_hashing_for_tests().mail(sender);
        let auth = auth.verification(Verification::Optional).build().ok()?;
        let settings = HttpSettings::development().trusted_proxies(vec!["127.0.0.1".parse().ok()?]);
        let settings = settings.return_to(vec!["https://app.example.org".parse().ok()?]).continues_traces();
        let router = router(auth.clone(), settings);
        Some(Self { runtime, auth, router, live: RefCell::default(), file })
    }

    /// A live session and a live key; others if the last input ended them.
    fn live(&self) -> Live {
        let mut live = self.live.borrow_mut();
        self.runtime.block_on(async {
            let user = self.auth.check_session(&live.session).await.ok().flatten();
            if user.is_none_or(|user| *user.email != *EMAIL) {
                live.session = self.sign_in().await.unwrap_or_default();
                let user = self.auth.check_session(&live.session).await.ok().flatten();
                live.user = user.map(|user| user.id.to_string()).unwrap_or_default();
            }
            if self.auth.check_key(&live.key, &Client::unknown()).await.is_err() {
                live.key = self.make_key().await.unwrap_or_default();
            }
        });
        live.clone()
    }

    async fn make_key(&self) -> Option<String> {
        let wanted = NewKey { name: "fuzzing".to_owned(), scopes: Scopes::all(), expires_at: None };
        let (key, _) = self.auth.create_key(wanted).await.ok()?;
        Some(key.expose().to_owned())
    }

    async fn sign_in(&self) -> Option<String> {
        // He may be there already, with another password by now.
        let _ = self.auth.register_user(EMAIL, PASSWORD).await;
        let secret = self.auth.create_session(EMAIL).await.ok()??;
        Some(secret.expose().to_owned())
    }

    fn ask(&self, request: Request) -> (u16, HeaderMap, Bytes) {
        self.runtime.block_on(async {
            let Ok(response) = self.router.clone().call(request).await;
            let (head, body) = response.into_parts();
            let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
            (head.status.as_u16(), head.headers, body)
        })
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm"] {
            let mut file = self.file.clone().into_os_string();
            file.push(ending);
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Lines that are no header are left out: a server never gets so far as to hand them over.
fn read(bytes: &[u8], live: &Live) -> Option<Request> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.len());
    let (head, body) = bytes.split_at(end);
    let head = live.fill(std::str::from_utf8(head).ok()?);
    let mut lines = head.lines();
    let (method, target) = lines.next()?.split_once(' ')?;
    let mut body = body.get(2..).unwrap_or_default().to_vec();
    if let Ok(text) = std::str::from_utf8(&body) {
        body = live.fill(text).replace("{seal}", &csrf::seal(&live.session)).into_bytes();
    }
    let mut request = Request::builder().method(method).uri(target).body(Body::from(body)).ok()?;
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value.trim())) {
            request.headers_mut().append(name, value);
        }
    }
    request.extensions_mut().insert(Peer(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    Some(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_put_in_and_opens() {
        let service = Service::start().unwrap();
        let ask = |request: &str| service.ask(read(request.as_bytes(), &service.live()).unwrap()).0;
        let user = "/api/v1/admin/users/{user}\nAuthorization: Bearer {key}";
        assert_eq!(ask(&format!("GET {user}")), 200);
        assert_eq!(ask(&format!("DELETE {user}")), 204);
        assert_eq!(ask(&format!("GET {user}")), 200, "there is another");
    }

    #[test]
    fn a_session_is_put_in_and_opens() {
        let service = Service::start().unwrap();
        let ask = |request: &str| service.ask(read(request.as_bytes(), &service.live()).unwrap()).0;
        let profile = "GET /profile\nCookie: session_id={session}";
        assert_eq!(ask(profile), 200);
        assert_eq!(ask("DELETE /sessions\nCookie: session_id={session}"), 302);
        assert_eq!(ask(profile), 200, "there is another");
        let form = "Content-Type: application/x-www-form-urlencoded\nCookie: session_id={session}";
        let status = ask(&format!("POST /account/sessions/end-others\n{form}\n\ncsrf={{seal}}"));
        assert_eq!(status, 303, "the form has its seal");
    }
}
