//! A mail in the form in which it travels (RFC 5322, MIME).

use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::address::{SenderAddress, address};
use crate::mail::mailer::{Mail, SendError};

/// Builds the message. Every header is typed, encoded and without line breaks (ASVS 1.3.11).
pub(super) fn build(
    mail: &Mail,
    from: &SenderAddress,
    reply_to: Option<&SenderAddress>,
) -> Result<Message, SendError> {
    let Mail { id, to, content } = mail;
    let is_plain = |c: u8| c.is_ascii_alphanumeric() || b"-_.".contains(&c);
    if id.is_empty() || !id.bytes().all(is_plain) || content.subject.chars().any(char::is_control) {
        return Err(SendError::Permanent("the mail's id or subject cannot stand in a header".to_owned()));
    }
    let mut builder = Message::builder()
        .message_id(Some(format!("<{id}@{}>", from.domain())))
        .from(from.mailbox()?)
        .to(Mailbox::new(None, address(to)?))
        .subject(content.subject.as_str())
        // Automatic answers are not for us (RFC 3834 §5).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    if let Some(reply_to) = reply_to {
        builder = builder.reply_to(reply_to.mailbox()?);
    }
    let parts = MultiPart::alternative_plain_html(content.text.clone(), content.html.clone());
    builder
        .multipart(parts)
        .map_err(|error| SendError::Permanent(format!("no mail can be made of it: {error}")))
}

#[cfg(test)]
mod tests {
    use bienvenue_core::email::EmailAddress;

    use super::*;
    use crate::mail::Content;

    fn built(id: &str, subject: &str) -> Result<String, SendError> {
        let content = Content::new(subject.to_owned(), "Grüße\n".to_owned(), "<p>Grüße</p>".to_owned());
        let to = EmailAddress::parse("bob@bücher.example").unwrap();
        let from = "Comptes d’Acme, Inc. <accounts@example.org>".parse().unwrap();
        let reply_to = "help@example.org".parse().unwrap();
        let message = build(&Mail::new(id.to_owned(), to, content), &from, Some(&reply_to))?;
        Ok(String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn a_message_is_ascii_with_every_header() {
        let message = built("0198c0de-1", "Confirmez l’adresse").unwrap();
        assert!(message.is_ascii(), "{message}");
        for header in [
            "Message-ID: <0198c0de-1@example.org>\r\n",
            "To: bob@xn--bcher-kva.example\r\n",
            "Reply-To: help@example.org\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "MIME-Version: 1.0\r\n",
            "Content-Type: multipart/alternative;",
            "Subject: Confirmez =?utf-8?b?",
            "Date: ",
        ] {
            assert!(message.contains(header), "{header} is not in {message}");
        }
        assert!(message.lines().all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
    }

    /// ASVS 1.3.11: no field of a mail can begin a second header.
    #[test]
    fn asvs_1_3_11_a_line_break_gets_into_no_header() {
        for (id, subject) in [
            ("a", "Hello\r\nBcc: eve@example.org"),
            ("a", "Hello\nBcc: eve@example.org"),
            ("a>\r\nBcc: eve@example.org", "Hello"),
            ("a b", "Hello"),
            ("", "Hello"),
        ] {
            assert!(matches!(built(id, subject), Err(SendError::Permanent(_))), "{id:?} {subject:?}");
        }
    }
}
