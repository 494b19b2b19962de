//! What the handlers work with.

use super::cookie::SessionCookie;
use crate::Auth;

/// Where a reset token goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetTokens {
    /// Into the reply, as in the teaching project: whoever names an address can take the account over. Only for a
    /// listener that strangers cannot reach.
    InReply,
    /// Nowhere: the reset routes answer 503.
    Nowhere,
}

/// How the routes behave.
#[derive(Clone, Copy, Debug)]
pub struct HttpSettings {
    pub(super) cookie: SessionCookie,
    pub(super) reset_tokens: ResetTokens,
}

impl HttpSettings {
    /// The contract to the letter: the cookie `session_id` over plain HTTP, reset tokens in the reply. Only for a
    /// loopback listener.
    pub const fn development() -> Self {
        Self { cookie: SessionCookie::PLAIN, reset_tokens: ResetTokens::InReply }
    }

    /// For the internet: the cookie `__Host-session_id`, `Secure`; no reset token in any reply.
    pub const fn internet() -> Self {
        Self { cookie: SessionCookie::HOST_PREFIXED, reset_tokens: ResetTokens::Nowhere }
    }
}

/// The state of the routes, cheap to clone.
#[derive(Clone)]
pub(super) struct AppState {
    pub(super) auth: Auth,
    pub(super) settings: HttpSettings,
}
