//! Mail: what is told to a user outside of any session, and how it gets there.
//!
//! A letter says what happened, [`Content`] is its words, and a [`Mailer`] takes them away: to the server of whoever runs
//! this, or to the screen of whoever develops ([`Mailbox`]). Letters wait in the database until
//! [`Auth::send_mails`](crate::Auth::send_mails) sends them.

#[cfg(feature = "mail")]
mod content;
#[cfg(feature = "mail")]
mod delivery;
mod kind;
#[cfg(feature = "mail")]
mod letter;
#[cfg(feature = "mail")]
mod mailbox;
mod mailer;
#[cfg(feature = "mail")]
mod smtp;

#[cfg(feature = "mail")]
pub(crate) use content::render;
#[cfg(feature = "mail")]
pub use delivery::Delivered;
pub(crate) use kind::{MailClass, MailKind};
#[cfg(feature = "mail")]
pub(crate) use letter::{Circumstances, Letter, Link};
#[cfg(feature = "mail")]
pub use mailbox::{Mailbox, ReceivedMail};
pub use mailer::{BoxFuture, Content, Mail, Mailer, SendError, Sender};
#[cfg(feature = "mail")]
pub use smtp::{SenderAddress, Smtp, SmtpError, SmtpSettings, SmtpUrl};
