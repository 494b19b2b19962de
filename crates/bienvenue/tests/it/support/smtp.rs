//! A real SMTP server in a process of its own, which misbehaves on demand.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use bienvenue::core::email::EmailAddress;
use bienvenue::mail::{Content, Mail, Mailer as _, SendError, Smtp, SmtpSettings};
use serde_json::Value;

/// Nothing that a test waits for takes this long.
const PATIENCE: Duration = Duration::from_secs(15);

/// A running server. It ends with this, or by itself when the test does.
pub(crate) struct SmtpServer {
    process: Child,
    events: Receiver<Value>,
    port: u16,
}

/// What a server was sent, in its order.
pub(crate) struct Told {
    /// The lines outside of mails, each with whether TLS was on.
    pub(crate) commands: Vec<(String, bool)>,
    /// The mails that it took, decoded.
    pub(crate) mails: Vec<Value>,
}

impl SmtpServer {
    /// A server with these arguments of `tests/smtp/server.py`, the certificate for `localhost`, and a user.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut python = Command::new("python3");
        python.arg(tests().join("smtp/server.py"));
        python.arg("--certificate").arg(tls("server.pem")).arg("--key").arg(tls("server.key"));
        python.args(["--user", USER, "--password", PASSWORD]).args(arguments);
        let mut process = python
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("these tests send mails to a server written in Python: install python3");
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (told, events) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = told.send(serde_json::from_str(&line).unwrap());
            }
        });
        let first: Value = events.recv_timeout(PATIENCE).expect("python3 runs tests/smtp/server.py");
        let port = u16::try_from(first["port"].as_u64().unwrap()).unwrap();
        Self { process, events, port }
    }

    /// Where it listens.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Settings for STARTTLS with it, and its authority known.
    pub(crate) fn settings(&self) -> SmtpSettings {
        settings(&format!("smtp://{USER}:{PASSWORD_ENCODED}@localhost:{}", self.port))
    }

    /// Settings for TLS from the first byte.
    pub(crate) fn settings_for_implicit_tls(&self) -> SmtpSettings {
        settings(&format!("smtps://{USER}:{PASSWORD_ENCODED}@localhost:{}", self.port))
    }

    /// Ends it when everybody has gone, and tells what it was sent.
    pub(crate) fn finish(mut self) -> Told {
        drop(self.process.stdin.take());
        let mut told = Told { commands: Vec::new(), mails: Vec::new() };
        while let Ok(event) = self.events.recv_timeout(PATIENCE) {
            if let Some(command) = event["command"].as_str() {
                told.commands.push((command.to_owned(), event["tls"].as_bool().unwrap()));
            } else {
                told.mails.push(event["mail"].clone());
            }
        }
        told
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) const USER: &str = "accounts";
/// With characters that a URL keeps for itself.
pub(crate) const PASSWORD: &str = "s3cret:/@pass";
const PASSWORD_ENCODED: &str = "s3cret%3A%2F%40pass";
/// What a mail's link ends in. No error may tell it.
pub(crate) const TOKEN: &str = "t0kenT0kenT0ken";

impl Told {
    /// Whether anything of a mail was sent: a sender, a receiver, a content.
    pub(crate) fn has_mail_commands(&self) -> bool {
        self.commands
            .iter()
            .any(|(line, _)| ["MAIL", "RCPT", "DATA"].iter().any(|verb| line.starts_with(verb)))
    }
}

/// Settings with this URL, the tests' authority and a short time.
pub(crate) fn settings(url: &str) -> SmtpSettings {
    let mut settings =
        SmtpSettings::new(url.parse().unwrap(), "Acme <accounts@example.org>".parse().unwrap());
    settings.ca_file = Some(tls("ca.pem"));
    settings.time_limit = Duration::from_secs(10);
    settings
}

/// A mail with a secret link in it, and letters of two bytes.
pub(crate) fn mail(id: &str, to: &str) -> Mail {
    let link = format!("https://accounts.example.org/reset-password#token={TOKEN}");
    let text = format!("Réinitialisez :\n{link}\n.\n..\nFin\n");
    let html = format!("<!DOCTYPE html>\n<p>Réinitialisez&nbsp;: <a href=\"{link}\">ici</a></p>\n");
    let content = Content::new("Choisissez un nouveau mot de passe à vous".to_owned(), text, html);
    Mail::new(id.to_owned(), EmailAddress::parse(to).unwrap(), content)
}

/// Sends one mail with these settings.
pub(crate) async fn send(settings: &SmtpSettings) -> Result<(), SendError> {
    let smtp = Smtp::new(settings).unwrap();
    let sent = smtp.send(&mail("0198c0de", "bob@example.net")).await;
    if let Err(error) = &sent {
        let told = format!("{error} {error:?} {smtp:?} {settings:?}");
        for secret in [TOKEN, "s3cret", "bob@example.net"] {
            assert!(!told.contains(secret), "{told}");
        }
    }
    sent
}

/// A file with a certificate or key.
pub(crate) fn tls(file: &str) -> PathBuf {
    tests().join("tls").join(file)
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}
