//! What an operator may decide, with the defaults of the internet.

use std::time::Duration;

use bienvenue_core::password::PasswordPolicy;
use bienvenue_core::session::SessionLifetime;
use bienvenue_core::throttle::ThrottlePolicy;

/// The rules that the flows follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) password: PasswordPolicy,
    pub(crate) session_lifetime: SessionLifetime,
    /// How long a session lives unused that its owner did not ask to be remembered.
    pub(crate) brief_idle: Duration,
    /// How many sessions a user may have at once; one, as the original has it, lets a login end the others.
    pub(crate) most_sessions: u32,
    /// How long after a proof of who he is a user may change what matters (ASVS 7.5.1).
    pub(crate) fresh_for: Duration,
    pub(crate) reset_token_lifetime: Duration,
    /// How long a link can be used that proves an address.
    pub(crate) verification_token_lifetime: Duration,
    /// How long an account waits for the proof of its address before it is deleted.
    pub(crate) unverified_lifetime: Duration,
    pub(crate) verification: Verification,
    /// How guesses are slowed down, if they are.
    pub(crate) throttle: Option<ThrottlePolicy>,
}

/// What an account can do before its owner has proved that he reads mail at its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Everything, and it is not deleted either. Registration tells whether an address is taken.
    Optional,
    /// Nothing: no session is opened, and in time it is deleted. Only so can nobody find out who has an account: whoever
    /// registers with an address is answered alike, taken or not, and the mail tells its owner which.
    Required,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            password: PasswordPolicy::INTERNET,
            session_lifetime: SessionLifetime::default(),
            brief_idle: Duration::from_hours(24),
            most_sessions: 100,
            fresh_for: Duration::from_mins(10),
            reset_token_lifetime: Duration::from_mins(30),
            verification_token_lifetime: Duration::from_hours(24),
            unverified_lifetime: Duration::from_hours(7 * 24),
            verification: Verification::Optional,
            throttle: Some(ThrottlePolicy::INTERNET),
        }
    }
}
