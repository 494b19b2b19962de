//! What a mail tells, before it is put into words.

use std::time::Duration;

use bienvenue_core::time::Timestamp;
use bienvenue_core::token::PlainToken;

use super::mailer::Sender;

/// A mail's content.
#[derive(Clone, Debug)]
pub(crate) enum Letter {
    /// Prove that you registered: follow the link.
    VerifyEmail(Link),
    /// Somebody registered with your address, or wants it for his account; you have an account already.
    AlreadyRegistered,
    /// Set a new password: follow the link.
    ResetPassword(Link),
    /// Prove that this is your new address: follow the link.
    ConfirmNewEmail(Link),
    /// Your account has this address now.
    EmailChanged {
        /// The new address.
        to: String,
        circumstances: Circumstances,
    },
    /// Your password was changed.
    PasswordChanged(Circumstances),
    /// You signed in from where you never did before, or somebody else did.
    NewDevice(Circumstances),
    /// You signed in after many wrong passwords, or somebody else guessed yours.
    AfterFailures(Circumstances),
    /// You cannot sign in any more.
    Disabled(Circumstances),
    /// You can sign in again.
    Enabled(Circumstances),
    /// Your account is gone.
    AccountDeleted(Circumstances),
}

/// A link with a secret in its fragment, which no server is sent and no log holds (ASVS 14.2.1).
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) url: String,
    pub(crate) valid_for: Duration,
}

impl Link {
    /// A link to a page of ours. It begins with the address that was configured, whatever a request's headers say.
    pub(crate) fn to(sender: &Sender, page: &str, secret: &PlainToken, valid_for: Duration) -> Self {
        Self { url: format!("{}/{page}#token={}", sender.public_url, secret.expose()), valid_for }
    }
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Link(…)")
    }
}

/// When, from where and by what something was done.
#[derive(Clone, Debug)]
pub(crate) struct Circumstances {
    pub(crate) at: Timestamp,
    pub(crate) address: Option<String>,
    pub(crate) user_agent: Option<String>,
}
