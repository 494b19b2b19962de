//! Mail: what is told to a user outside of any session, and how it gets there.
//!
//! A letter says what happened, [`Content`] is its words, and a [`Mailer`] takes them away: [`Smtp`] to the server of
//! whoever runs this, [`Mailbox`] to the screen of whoever develops.

#[cfg(feature = "mail")]
#[cfg_attr(not(test), expect(dead_code, reason = "the flows that write letters come next"))]
mod content;
#[cfg_attr(
    not(all(test, feature = "mail")),
    expect(dead_code, reason = "the flows that write letters come next")
)]
mod letter;
#[cfg(feature = "mail")]
mod mailbox;
mod mailer;
#[cfg(feature = "mail")]
mod smtp;

#[cfg(feature = "mail")]
pub use mailbox::{Mailbox, ReceivedMail};
pub use mailer::{BoxFuture, Content, Mail, Mailer, SendError, Sender};
#[cfg(feature = "mail")]
pub use smtp::{SenderAddress, Smtp, SmtpError, SmtpSettings, SmtpUrl};
