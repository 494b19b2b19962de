//! What the handlers work with.

use std::ops::Deref;
use std::sync::Arc;

use super::cookie::Cookies;
use super::network::Network;
use super::origin::Origin;
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
    #[cfg(feature = "mail")]
    pub(super) mailbox: Option<Mailbox>,
}

impl HttpSettings {
    /// The contract to the letter: the cookie `session_id` over plain HTTP, reset tokens in the reply. Only for a
    /// loopback listener.
    pub const fn development() -> Self {
        Self::of(Cookies::PLAIN, ResetTokens::InReply)
    }

    /// For the internet: the cookie `__Host-session_id`, `Secure`; no reset token in any reply.
    pub const fn internet() -> Self {
        Self::of(Cookies::HOST_PREFIXED, ResetTokens::ByMail)
    }

    const fn of(cookies: Cookies, reset_tokens: ResetTokens) -> Self {
        Self {
            cookies,
            reset_tokens,
            trusted_proxies: Vec::new(),
            return_to: Vec::new(),
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

    /// Where the pages lead somebody who came to sign in with `?return_to=`, beside this service itself. Nowhere else
    /// unless told.
    pub fn return_to(mut self, origins: Vec<Origin>) -> Self {
        self.return_to = origins;
        self
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
