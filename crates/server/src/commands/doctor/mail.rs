//! The mail server: everything up to a mail, and none.

use bienvenue::mail::Smtp;

use super::PATIENCE;
use super::finding::Finding;
use crate::config::Settings;

const CHECK: &str = "mail";

pub(super) async fn check(settings: &Settings) -> Finding {
    let Some(mail) = settings.mail() else {
        return Finding::skipped(CHECK, "`mail.url` is not set: no mail goes out");
    };
    let smtp = match Smtp::new(mail) {
        Ok(smtp) => smtp,
        Err(error) => {
            return Finding::wrong(
                CHECK,
                format!("`mail.ca_file` {error}"),
                "Name a PEM file with the authority's certificate.",
            );
        }
    };
    match smtp.examine(PATIENCE).await {
        Ok(()) => Finding::good(CHECK, format!("{} lets us in", mail.url)),
        Err(cause) => Finding::wrong(CHECK, format!("{}: {cause}", mail.url), mend(&cause)),
    }
}

/// The cause begins with how far it came.
fn mend(cause: &str) -> &'static str {
    if cause.starts_with("signing in") {
        "User or password in `mail.url` are wrong, or the server wants another way to sign in."
    } else if cause.contains("STARTTLS") {
        "Write smtps:// where the server speaks TLS from the first byte (port 465); without TLS nothing is sent."
    } else if cause.contains("certificate") {
        "The server's certificate must be for the host in `mail.url`; an authority of your own goes into `mail.ca_file`."
    } else {
        "Are host and port in `mail.url` right, is the server up, and does a firewall let port 465 or 587 out?"
    }
}
