//! What mails say of the service.

use bienvenue_core::token::PlainToken;

/// How the service appears in its mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSettings {
    /// The address that people type, without a slash at its end. Links begin with it, whatever a request's headers say.
    pub public_url: String,
    /// The name of the service.
    pub product: String,
}

impl MailSettings {
    /// A link to a page with a secret in its fragment, which a browser keeps for itself: no server is sent it, no log
    /// holds it (ASVS 14.2.1).
    pub(crate) fn link(&self, page: &str, secret: &PlainToken) -> String {
        format!("{}/{page}#token={}", self.public_url, secret.expose())
    }
}
