//! The service, running, and those who speak to it.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use bienvenue::core::time::{ManualClock, Timestamp};
use bienvenue::http::{HttpSettings, Limits, TlsListener, router, serve};
use bienvenue::{Auth, AuthBuilder, Store, StoreOptions};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::client::{Connection, Reply};
use super::content::Content;
use super::databases::Database;
use super::log;

/// The moment at which every test begins: 1 June 2026, noon UTC.
pub(crate) const START: Timestamp = Timestamp::from_micros(1_780_315_200_000_000);

/// Makes routes of a test's own.
pub(crate) type Routes = Box<dyn FnOnce(&Auth) -> Router>;

/// How a test wants its service.
pub(crate) struct Setup {
    pub(crate) auth: Box<dyn FnOnce(AuthBuilder) -> AuthBuilder>,
    pub(crate) settings: HttpSettings,
    pub(crate) limits: Limits,
    pub(crate) tls: Option<TlsListener>,
    /// Routes to serve instead of the contract's.
    pub(crate) routes: Option<Routes>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            auth: Box::new(|auth| auth),
            settings: HttpSettings::development(),
            limits: Limits::default(),
            tls: None,
            routes: None,
        }
    }
}

/// A service on a port of its own. When it is dropped it complains about secrets in the log.
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    pub(crate) auth: Auth,
    pub(crate) clock: Arc<ManualClock>,
    serving: JoinSet<()>,
    shutdown: Option<oneshot::Sender<()>>,
    secrets: Mutex<Vec<String>>,
    log_start: usize,
}

/// An `Auth` with the teaching project's rules, hashes that cost nothing, and a clock that stands still.
pub(crate) async fn open(
    database: &Database,
    clock: &Arc<ManualClock>,
    more: impl FnOnce(AuthBuilder) -> AuthBuilder,
) -> Auth {
    let options = StoreOptions { connections: 4, ..StoreOptions::default() };
    let store = Store::open_with(&database.url(), options).await.unwrap();
    let clock = Arc::clone(clock);
    more(Auth::builder(store).original_rules().cheap_hashing_for_tests().clock(clock)).build().unwrap()
}

impl App {
    pub(crate) async fn start(database: &Database) -> Self {
        Self::start_with(database, Setup::default()).await
    }

    pub(crate) async fn start_with(database: &Database, setup: Setup) -> Self {
        let log_start = log::listen();
        let clock = Arc::new(ManualClock::new(START));
        let auth = open(database, &clock, setup.auth).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = match setup.routes {
            Some(make) => make(&auth),
            None => router(auth.clone(), setup.settings),
        };
        let (shutdown, told) = oneshot::channel();
        let mut serving = JoinSet::new();
        serving.spawn(serve(listener, setup.tls, routes, setup.limits, async {
            let _ = told.await;
        }));
        let secrets = Mutex::default();
        Self { address, auth, clock, serving, shutdown: Some(shutdown), secrets, log_start }
    }

    /// Tells the service to end.
    pub(crate) fn shut_down(&mut self) {
        drop(self.shutdown.take());
    }

    /// Waits until the service has ended.
    pub(crate) async fn has_ended(&mut self) {
        tokio::time::timeout(Duration::from_secs(15), self.serving.join_next()).await.expect("an end");
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(self.address).await
    }

    /// Somebody without a cookie.
    pub(crate) const fn anonymous(&self) -> Speaker<'_> {
        Speaker { app: self, cookie: None, header: None }
    }

    /// Somebody who presents this session as a token.
    pub(crate) fn with_token(&self, token: &str) -> Speaker<'_> {
        self.with_header(&format!("Authorization: Bearer {token}"))
    }

    /// Somebody who sends this line of the header.
    pub(crate) fn with_header(&self, header: &str) -> Speaker<'_> {
        Speaker { header: Some(header.to_owned()), ..self.anonymous() }
    }

    /// Somebody who presents this session.
    pub(crate) fn with_session(&self, session_id: &str) -> Speaker<'_> {
        self.with_cookie(&format!("session_id={session_id}"))
    }

    /// Somebody who presents this `Cookie` header.
    pub(crate) fn with_cookie(&self, cookie: &str) -> Speaker<'_> {
        Speaker { cookie: Some(cookie.to_owned()), ..self.anonymous() }
    }

    /// Registers a user who must not exist yet.
    pub(crate) async fn register(&self, email: &str, password: &str) {
        self.keep_secret(password);
        let fields = super::form(&[("email", email), ("password", password)]);
        let reply = self.anonymous().post("/users", fields).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    /// Logs in and returns the session's secret.
    pub(crate) async fn log_in(&self, email: &str, password: &str) -> String {
        let reply = self.try_log_in(email, password).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.session_id().unwrap().to_owned()
    }

    pub(crate) async fn try_log_in(&self, email: &str, password: &str) -> Reply {
        self.anonymous().post("/sessions", super::form(&[("email", email), ("password", password)])).await
    }

    /// Asks for a reset token and returns it.
    pub(crate) async fn reset_token(&self, email: &str) -> String {
        let reply = self.anonymous().post("/reset_password", super::form(&[("email", email)])).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.field("reset_token").unwrap()
    }

    /// How many users there are, up to a hundred.
    pub(crate) async fn count_users(&self) -> usize {
        self.auth.store().list_users(None, 100).await.unwrap().len()
    }

    /// Notes a text that must not get into the log. One too short to tell from other text is not looked for.
    pub(crate) fn keep_secret(&self, secret: &str) {
        if secret.len() >= 12 {
            self.secrets.lock().unwrap().push(secret.to_owned());
        }
    }

    /// What was logged since this service started, by it or by a test beside it.
    pub(crate) fn log(&self) -> Vec<String> {
        log::lines_since(self.log_start)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let lines = self.log();
        for secret in self.secrets.get_mut().unwrap().iter() {
            let leak = lines.iter().find(|line| line.contains(secret));
            assert!(leak.is_none(), "the log holds the secret {secret}: {}", leak.unwrap());
        }
    }
}

/// Somebody who speaks to a service, one connection for each request.
#[derive(Clone)]
pub(crate) struct Speaker<'a> {
    app: &'a App,
    cookie: Option<String>,
    header: Option<String>,
}

impl Speaker<'_> {
    /// The same, who sends this line of the header besides.
    pub(crate) fn and(mut self, header: &str) -> Self {
        let before = self.header.take().map(|before| format!("{before}\r\n")).unwrap_or_default();
        self.header = Some(before + header);
        self
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, content: Content) -> Reply {
        self.send("POST", path, Some(content)).await
    }

    pub(crate) async fn put(&self, path: &str, content: Content) -> Reply {
        self.send("PUT", path, Some(content)).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, content: Option<Content>) -> Reply {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        if let Some(cookie) = &self.cookie {
            let _ = write!(request, "Cookie: {cookie}\r\n");
        }
        if let Some(header) = &self.header {
            let _ = write!(request, "{header}\r\n");
        }
        if let Some(content) = &content {
            let (media_type, length) = (&content.media_type, content.bytes.len());
            let _ = write!(request, "Content-Type: {media_type}\r\nContent-Length: {length}\r\n");
        }
        let mut bytes = (request + "\r\n").into_bytes();
        bytes.extend(content.map(|content| content.bytes).unwrap_or_default());
        let mut connection = self.app.connect().await;
        connection.send(&bytes).await;
        let reply = connection.reply_to(method).await.expect("an answer");
        reply.session_id().iter().for_each(|secret| self.app.keep_secret(secret));
        for name in ["reset_token", "token", "secret"] {
            reply.field(name).iter().for_each(|secret| self.app.keep_secret(secret));
        }
        reply
    }
}
