//! What an operator may decide, with the defaults of the internet.

use std::time::Duration;

use bienvenue_core::password::PasswordPolicy;
use bienvenue_core::session::SessionLifetime;

/// The rules that the flows follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) password: PasswordPolicy,
    pub(crate) session_lifetime: SessionLifetime,
    /// Whether a login ends the user's other sessions, as the original has it.
    pub(crate) one_session_per_user: bool,
    pub(crate) reset_token_lifetime: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            password: PasswordPolicy::INTERNET,
            session_lifetime: SessionLifetime::default(),
            one_session_per_user: false,
            reset_token_lifetime: Duration::from_mins(30),
        }
    }
}
