//! What the handlers work with.

use std::ops::Deref;
use std::sync::Arc;

use super::browser::Hsts;
use super::cookie::{CookieDomain, Cookies};
use super::cors::Cors;
use super::error::{ApiError, Code};
use super::gate::{Gate, Hosts};
use super::network::Network;
use super::origin::{HostName, Origin};
use super::pages::Brand;
use super::route::Route;
use super::traffic::Traffic;
use crate::Auth;
#[cfg(feature = "mail")]
use crate::mail::Mailbox;

/// Where a reset token goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetTokens {
    /// Into the reply, as in the teaching project: whoever names an address can take the account over. Only for a
    /// listener that strangers cannot reach.
    InReply,
    /// To the user's address. Where no mail goes out, the reset routes answer 503.
    ByMail,
}

/// How the routes behave.
#[derive(Clone, Debug)]
#[must_use]
pub struct HttpSettings {
    pub(super) cookies: Cookies,
    pub(super) reset_tokens: ResetTokens,
    pub(super) trusted_proxies: Vec<Network>,
    pub(super) return_to: Vec<Origin>,
    pub(super) brand: Brand,
    pub(super) has_admin_api: bool,
    hosts: Hosts,
    public: Option<Origin>,
    friends: Vec<Origin>,
    hsts: Hsts,
    pub(super) traffic: Option<Traffic>,
    continues_traces: bool,
    #[cfg(feature = "mail")]
    pub(super) mailbox: Option<Mailbox>,
}

impl HttpSettings {
    /// The contract to the letter: the cookie `session_id` over plain HTTP, reset tokens in the reply. Only for a
    /// loopback listener.
    pub const fn development() -> Self {
        Self::of(Cookies::PLAIN, ResetTokens::InReply)
    }

    /// For the internet: the cookie `__Host-session_id`, `Secure`; no reset token in any reply. Tell it the
    /// [public origin](Self::public_origin) as well: without it any host will do, and HTTPS is not promised.
    pub const fn internet() -> Self {
        Self::of(Cookies::HOST_PREFIXED, ResetTokens::ByMail)
    }

    const fn of(cookies: Cookies, reset_tokens: ResetTokens) -> Self {
        Self {
            cookies,
            reset_tokens,
            trusted_proxies: Vec::new(),
            return_to: Vec::new(),
            brand: Brand::none(),
            has_admin_api: true,
            hosts: Hosts::Any,
            public: None,
            friends: Vec::new(),
            hsts: Hsts::Subdomains,
            traffic: None,
            continues_traces: false,
            #[cfg(feature = "mail")]
            mailbox: None,
        }
    }

    /// Shows the mails of this mailbox at `/dev/mail`, to whoever asks. Only for a loopback listener.
    #[cfg(feature = "mail")]
    pub fn shows_mails_of(mut self, mailbox: Mailbox) -> Self {
        self.mailbox = Some(mailbox);
        self
    }

    /// Has the line of a request in the log tell the `traceparent` (W3C Trace Context) that a trusted proxy sent. Anybody could
    /// write one, so nobody else's counts.
    pub fn continues_traces(mut self) -> Self {
        self.continues_traces = true;
        self
    }

    /// Whose `traceparent` is told.
    pub(super) fn trace_callers(&self) -> &[Network] {
        if self.continues_traces { &self.trusted_proxies } else { &[] }
    }

    /// Counts each request there. Nothing is counted unless told.
    pub fn counted_in(mut self, traffic: &Traffic) -> Self {
        self.traffic = Some(traffic.clone());
        self
    }

    /// Where the pages lead somebody who came to sign in with `?return_to=`, beside this service itself. Nowhere else
    /// unless told.
    pub fn return_to(mut self, origins: Vec<Origin>) -> Self {
        self.return_to = origins;
        self
    }

    /// How the pages look and speak. The project's own way unless told.
    pub fn brand(mut self, brand: Brand) -> Self {
        self.brand = brand;
        self
    }

    /// The address that people type, and more hosts under which this service is asked, such as an internal one.
    ///
    /// A request that names another host is refused (421), and so is one that changes something and that another origin had a
    /// browser send (403). Unless this is told, any host will do, and the origin is compared with the host that is named.
    /// Over HTTPS browsers are told to come by nothing else, see [`Self::hsts`].
    pub fn public_origin(mut self, origin: Origin, more_hosts: &[HostName]) -> Self {
        self.hosts = Hosts::of(&origin, more_hosts);
        self.public = Some(origin);
        self
    }

    /// Answers requests only that name `localhost` or a loopback address. A page whose name an attacker points at this
    /// machine names its own.
    pub fn for_this_machine(mut self) -> Self {
        self.hosts = Hosts::ThisMachine;
        self
    }

    /// Leaves the routes under `/api/v1/admin` out, because [`admin_router`](super::admin_router) serves them elsewhere.
    pub fn without_admin_api(mut self) -> Self {
        self.has_admin_api = false;
        self
    }

    /// The same for whoever can reach the listener.
    pub(super) fn for_any_host(mut self) -> Self {
        self.hosts = Hosts::Any;
        self
    }

    /// Other origins whose pages may use `/api/v1` in their visitors' browsers, with cookies (CORS), but for the administration.
    /// None unless told.
    pub fn allowed_origins(mut self, origins: Vec<Origin>) -> Self {
        self.friends = origins;
        self
    }

    /// Has browsers send the session to every host of this domain, so that apps on hosts of their own can be
    /// protected: the cookie is `__Secure-session_id` then. Each of those hosts
    /// sees it and can plant another, so all of them have to be trusted. One host alone unless told.
    pub fn cookie_domain(mut self, domain: &CookieDomain) -> Self {
        self.cookies = self.cookies.shared_in(domain);
        self
    }

    /// For which hosts browsers remember to use HTTPS. [`Hsts::Subdomains`] unless told.
    pub const fn hsts(mut self, hsts: Hsts) -> Self {
        self.hsts = hsts;
        self
    }

    /// What is told with each answer: only HTTPS can promise HTTPS.
    pub(super) fn told_hsts(&self) -> Option<Hsts> {
        self.public.as_ref().filter(|origin| origin.is_https()).map(|_| self.hsts)
    }

    /// The address that people type, if it is known.
    pub(super) const fn own_origin(&self) -> Option<&Origin> {
        self.public.as_ref()
    }

    /// What each request is asked.
    pub(super) fn gate(&self) -> Gate {
        Gate::new(self.hosts.clone(), self.public.as_ref())
    }

    /// What other origins may do.
    pub(super) fn cors(&self, api: &[Route]) -> Option<Cors> {
        Cors::new(&self.friends, api)
    }

    /// The proxies whose `X-Forwarded-For` tells the address of a client. None unless told.
    pub fn trusted_proxies(mut self, proxies: Vec<Network>) -> Self {
        self.trusted_proxies = proxies;
        self
    }
}

/// The state of the routes: one pointer to clone for each request.
#[derive(Clone)]
pub(super) struct AppState(Arc<App>);

/// What [`AppState`] points to.
pub(super) struct App {
    pub(super) auth: Auth,
    pub(super) settings: HttpSettings,
}

impl App {
    /// Refuses what takes a mail, where none goes out.
    pub(super) fn needs_mail(&self) -> Result<(), ApiError> {
        self.auth.mail_sender().map(drop).ok_or(ApiError::new(Code::MailNotConfigured))
    }
}

impl AppState {
    pub(super) fn new(auth: Auth, settings: HttpSettings) -> Self {
        Self(Arc::new(App { auth, settings }))
    }
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}
