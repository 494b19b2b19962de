//! The settings of mails. What they may be is the library's to say; here it is read.

use std::path::PathBuf;
use std::str::FromStr;

use bienvenue::mail::{SmtpError, SmtpSettings};

use crate::config::key::{Default, Key, Literal, key, text};
use crate::config::reader::Reader;
use crate::config::value::Value;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "mail.url",
        Default::Required {
            what: "where mail goes out",
            example: Literal::Text("smtps://accounts%40example.org:password@smtp.example.org"),
        },
        "The SMTP server that sends mails: `smtps://` for TLS, `smtp://` for STARTTLS or, on this machine only, no TLS. \
         Needed unless `registration.verification` is `optional`. `@ : / ? # %` in user and password are written as `%40 %3A %2F %3F %23 %25`.",
    ),
    key(
        "mail.url_file",
        Default::Means { what: "none", example: Literal::Text("/run/secrets/mail_url") },
        "A file with `mail.url` in it, in place of that setting.",
    ),
    key(
        "mail.from",
        Default::Required {
            what: "who mails are from",
            example: Literal::Text("Accounts <accounts@example.org>"),
        },
        "Who mails are from. Together with `mail.url`.",
    ),
    key(
        "mail.product",
        text("Bienvenue"),
        "What the service is called in mails and on pages, at most 60 characters.",
    ),
    key(
        "mail.ca_file",
        Default::Means {
            what: "the authorities of the machine",
            example: Literal::Text("/etc/bienvenue/mail-ca.pem"),
        },
        "One more authority to trust for the certificate of the SMTP server, a PEM file.",
    ),
];

/// Longer names break the subject line of every mail.
const LONGEST_NAME: usize = 60;

/// How mails are sent, if the server and the sender are both written.
pub(super) fn read(reader: &mut Reader) -> Option<SmtpSettings> {
    let url = reader.take("mail.url", parsed);
    let from = reader.take("mail.from", parsed);
    let ca_file = reader.take("mail.ca_file", |value| value.text().map(PathBuf::from));
    if reader.is_written("mail.url") != reader.is_written("mail.from") {
        let reason = "`mail.url` and `mail.from` belong together: write both or none";
        reader.refuse(&["mail.url", "mail.from"], reason);
    }
    let mut settings = SmtpSettings::new(url?, from?);
    settings.ca_file = ca_file;
    Some(settings)
}

/// What the service is called: one short line.
pub(super) fn product(value: &Value) -> Result<String, String> {
    let name = value.text()?.trim();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > LONGEST_NAME {
        return Err(format!("must be a name on one line, of at most {LONGEST_NAME} characters"));
    }
    Ok(name.to_owned())
}

/// The error tells what to write and never what was written: there may be a password in it.
fn parsed<T: FromStr<Err = SmtpError>>(value: &Value) -> Result<T, String> {
    value.text()?.parse().map_err(|error: SmtpError| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::tests::read;

    const URL: &str = "mail.url = \"smtps://accounts:s3cret@smtp.example.org\"\n";

    #[test]
    fn mails_are_sent_when_server_and_sender_are_known() {
        let (settings, problems) = read("");
        let settings = settings.unwrap();
        assert_eq!((problems.len(), settings.mail(), settings.product()), (0, None, "Bienvenue"));

        let more =
            "mail.from = \"Acme <a@example.org>\"\nmail.product = \" Acme \"\nmail.ca_file = \"ca.pem\"\n";
        let (settings, problems) = read(&format!("{URL}{more}"));
        assert_eq!(problems, Vec::<String>::new());
        let settings = settings.unwrap();
        assert_eq!(settings.product(), "Acme");
        let mail = settings.mail().unwrap();
        assert_eq!(mail.url.to_string(), "smtps://smtp.example.org:465");
        assert_eq!(mail.from.to_string(), "Acme <a@example.org>");
        assert_eq!(mail.ca_file.as_deref(), Some(Path::new("ca.pem")));
    }

    #[test]
    fn what_is_wrong_says_what_to_write() {
        for (text, told) in [
            (URL, "`mail.url` and `mail.from` belong together: write both or none"),
            ("mail.from = \"a@example.org\"", "`mail.url` and `mail.from` belong together"),
            ("mail.from = \"Acme\"", "`mail.from` is no address: write one such as"),
            ("mail.from = \"\"", "`mail.from` is empty"),
            ("mail.url = \"mail.example.org\"", "`mail.url` must start with smtps:// or smtp://"),
            ("mail.url = \"smtp://mail.example.org?tls=off\"", "for this machine only"),
            ("mail.product = \"a\\nb\"", "`mail.product` must be a name on one line"),
            ("mail.product = \" \"", "`mail.product` must be a name on one line"),
        ] {
            let problems = read(text).1;
            assert!(problems.iter().any(|problem| problem.contains(told)), "{text}: {problems:?}");
        }
    }

    #[test]
    fn the_password_is_never_told() {
        for text in [
            "mail.url = \"smtps://u:s3cret@smtp.example.org:port\"",
            "mail.url = \"https://u:s3cret@smtp.example.org\"",
            "mail.url = [\"smtps://u:s3cret@smtp.example.org\"]",
            URL,
        ] {
            let problems = read(text).1;
            assert!(!problems.is_empty() && !problems.concat().contains("s3cret"), "{problems:?}");
        }
        let (settings, _) = read(&format!("{URL}mail.from = \"a@example.org\""));
        assert!(!format!("{settings:?}").contains("s3cret"));
    }
}
