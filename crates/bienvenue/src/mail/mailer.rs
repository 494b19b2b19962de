//! The seam to whatever carries mails away.

use std::fmt;
use std::pin::Pin;

use bienvenue_core::email::EmailAddress;

/// A future on the heap, which any thread may drive.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries mails to where their receivers fetch them.
pub trait Mailer: Send + Sync + fmt::Debug {
    /// Hands a mail over. When this succeeds, somebody else has taken responsibility for it.
    ///
    /// Who drops the future does not know whether the mail was taken. Sending it again under the same id is right.
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), SendError>>;
}

/// A mail to one receiver.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mail {
    /// Becomes the `Message-ID`: the same at every attempt, so that a receiver can drop a duplicate. Letters, digits,
    /// `-`, `_` and `.`.
    pub id: String,
    /// Who gets it.
    pub to: EmailAddress,
    /// What it says.
    pub content: Content,
}

impl Mail {
    /// A mail with this id, receiver and content.
    pub const fn new(id: String, to: EmailAddress, content: Content) -> Self {
        Self { id, to, content }
    }
}

/// The words of a mail: the same in plain text and in HTML.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Content {
    /// One line.
    pub subject: String,
    /// For those who read plain text.
    pub text: String,
    /// A whole document, which refers to nothing outside of it.
    pub html: String,
}

impl Content {
    /// Content with this subject, text and HTML.
    pub const fn new(subject: String, text: String, html: String) -> Self {
        Self { subject, text, html }
    }
}

/// Only the subject: the rest may hold a link that opens an account.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// Why a mail was not sent. The cause is for the log; it holds nothing that the mail says and not its receiver.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Trying again later may help, or an operator must mend something first: no connection, no TLS, no time, a server that
    /// is busy or does not let us in.
    #[error("not sent for now: {0}")]
    Temporary(String),
    /// This mail to this receiver will never be taken.
    #[error("refused for good: {0}")]
    Permanent(String),
}

/// Who writes the mails: the service, as its users know it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sender {
    /// Its name.
    pub product: String,
    /// Its address, such as `https://accounts.example.org`, without a slash at its end.
    pub public_url: String,
}

impl Sender {
    /// A service with this name at this address.
    pub const fn new(product: String, public_url: String) -> Self {
        Self { product, public_url }
    }
}
