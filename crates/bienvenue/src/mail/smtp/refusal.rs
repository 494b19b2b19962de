//! What a server's refusal means: to be tried again, or never.
//!
//! A server may quote in its answer what it was sent: an address, a link of a mail that it takes for a bad one, with the
//! secret in it. So of its words only those are told that it spoke before it heard of the receiver and of the content.

use std::fmt;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Response;

use crate::mail::mailer::SendError;

/// The most of a server's words that are told, in characters.
const MOST: usize = 200;

/// How far a conversation had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Connection, TLS, greeting.
    Start,
    /// User and password.
    SignIn,
    /// `MAIL`: whether we may send mails from our address.
    Sender,
    /// `RCPT`.
    Recipient,
    /// `DATA` and what follows.
    Content,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "connecting",
            Self::SignIn => "signing in",
            Self::Sender => "naming the sender",
            Self::Recipient => "naming the receiver",
            Self::Content => "handing over the content",
        })
    }
}

/// What an error at this stage is for the sender of the mail.
pub(super) fn refused(stage: Stage, error: &Error) -> SendError {
    let Some(code) = error.status() else { return SendError::Temporary(broken(stage, error)) };
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let detail = detailed_code(&said);
    let words = match stage {
        Stage::Start | Stage::Sender => plain(&said),
        Stage::SignIn | Stage::Recipient | Stage::Content => detail.to_owned(),
    };
    let cause = format!("{stage}, the server answered {code} {words}").trim_end().to_owned();
    let is_about_us = matches!(u16::from(code), 530 | 534 | 535 | 538);
    // RFC 3463 §3.8: policy. A relay that does not know us says so when it is told the receiver.
    let is_policy = stage == Stage::Recipient && detail.starts_with("5.7.");
    let is_about_mail = matches!(stage, Stage::Recipient | Stage::Content);
    if error.is_permanent() && is_about_mail && !is_about_us && !is_policy {
        SendError::Permanent(cause)
    } else {
        SendError::Temporary(cause)
    }
}

/// An error unless an answer is of the kind that belongs here: anything else is an answer to something else.
pub(super) fn unexpected(first_digit: &str, answer: &Response) -> Result<(), SendError> {
    let code = answer.code().to_string();
    if code.starts_with(first_digit) {
        return Ok(());
    }
    Err(SendError::Temporary(format!(
        "{}, the server answered {code}, which is out of order",
        Stage::Content
    )))
}

/// An error that is no answer.
fn broken(stage: Stage, error: &Error) -> String {
    if error.is_response() {
        return format!("{stage}, the connection ended, or the server's answer is not SMTP");
    }
    // Causes of the network, of TLS and of the client: they hold nothing that was sent or received.
    format!("{stage}: {error}")
}

/// The code of RFC 3463 at the beginning of an answer's words, such as `5.1.1`.
fn detailed_code(said: &str) -> &str {
    let first = said.split_whitespace().next().unwrap_or_default();
    let parts: Vec<_> = first.split('.').collect();
    let is_number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
    if parts.len() == 3 && parts.iter().all(is_number) { first } else { "" }
}

fn plain(said: &str) -> String {
    said.chars().take(MOST).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_detailed_code_is_taken_for_one() {
        assert_eq!(detailed_code("5.1.1 <bob@example.org>: unknown"), "5.1.1");
        for other in ["", "user unknown", "5.1 x", "5.1.1.1", "5.a.1", "10.20.3000", "bob@a.b.c"] {
            assert_eq!(detailed_code(other), "", "{other}");
        }
    }
}
