//! A real SMTP server in a process of its own, which misbehaves on demand.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::Value;

/// Longer than the first pause between two attempts, and the interval in which the outbox is looked at.
const PATIENCE: Duration = Duration::from_secs(40);
const USER: &str = "accounts";
/// With characters that a URL keeps for itself.
pub(crate) const PASSWORD: &str = "s3cret:/@pass";
const PASSWORD_ENCODED: &str = "s3cret%3A%2F%40pass";

/// A running server. It ends with this, or by itself when the test does.
pub(crate) struct SmtpServer {
    process: Child,
    events: Receiver<Value>,
    port: u64,
}

/// A mail that the server took, decoded by it.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    /// Its Message-ID.
    pub(crate) id: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl SmtpServer {
    /// A server in this mode of `tests/smtp/server.py`, with the certificate for `localhost` and a user.
    pub(crate) fn start(mode: &str, delay: Duration) -> Self {
        let mut python = Command::new("python3");
        python.arg(tests().join("smtp/server.py")).args(["--mode", mode]);
        python.arg("--certificate").arg(tests().join("tls/server.pem"));
        python.arg("--key").arg(tests().join("tls/server.key"));
        python.args(["--user", USER, "--password", PASSWORD, "--delay", &delay.as_secs_f64().to_string()]);
        let mut process = python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (told, events) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = told.send(serde_json::from_str(&line).unwrap());
            }
        });
        let mut server = Self { process, events, port: 0 };
        server.port = server.next_event(|event| event["port"].as_u64());
        server
    }

    /// The settings of a program that sends mails by STARTTLS with it.
    pub(crate) fn settings(&self) -> String {
        format!(
            "mail.url = \"smtp://{USER}:{PASSWORD_ENCODED}@localhost:{}\"\n\
             mail.from = \"Acme <accounts@example.org>\"\nmail.ca_file = \"{}\"\n",
            self.port,
            tests().join("tls/ca.pem").display()
        )
    }

    /// Has it behave otherwise from now on.
    pub(crate) fn turn(&mut self, mode: &str) {
        writeln!(self.process.stdin.as_mut().unwrap(), "{mode}").unwrap();
    }

    /// Waits for a mail.
    pub(crate) fn mail(&self) -> Arrived {
        self.next_event(Arrived::of)
    }

    /// Waits for this many mails.
    pub(crate) fn mails(&self, count: usize) -> Vec<Arrived> {
        (0..count).map(|_| self.mail()).collect()
    }

    /// Waits for a command with this verb.
    pub(crate) fn wait_for(&self, verb: &str) {
        self.next_event(|event| event["command"].as_str()?.starts_with(verb).then_some(()));
    }

    fn next_event<T>(&self, find: impl Fn(&Value) -> Option<T>) -> T {
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok(event) => {
                    if let Some(found) = find(&event) {
                        return found;
                    }
                }
                Err(problem) => panic!("the SMTP server was not told what the test waits for: {problem}"),
            }
        }
    }

    /// Ends it once everybody has gone, and gives the mails that nobody waited for.
    pub(crate) fn finish(mut self) -> Vec<Arrived> {
        drop(self.process.stdin.take());
        let mut mails = Vec::new();
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok(event) => mails.extend(Arrived::of(&event)),
                Err(RecvTimeoutError::Disconnected) => return mails,
                Err(RecvTimeoutError::Timeout) => panic!("the SMTP server does not end"),
            }
        }
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Arrived {
    /// The mail that an event tells of. It came over TLS, from a sender who had signed in.
    fn of(event: &Value) -> Option<Self> {
        let mail = event.get("mail")?;
        assert_eq!((&mail["tls"], &mail["user"]), (&true.into(), &USER.into()));
        let text = |part: &str| mail[part].as_str().unwrap().replace("\r\n", "\n");
        let header = |name: &str| {
            let mut values = mail["headers"].as_array().unwrap().iter().filter(|header| header[0] == name);
            let value = values.next().unwrap_or_else(|| panic!("no {name} in {mail}"));
            assert!(values.next().is_none(), "{name} twice in {mail}");
            value[1].as_str().unwrap().to_owned()
        };
        let (id, to, subject) = (header("Message-ID"), header("To"), header("Subject"));
        Some(Self { id, to, subject, text: text("text"), html: text("html") })
    }

    /// Every address of the web in it, as a scanner finds them.
    pub(crate) fn urls(&self) -> Vec<String> {
        let ends = |c: char| c.is_whitespace() || "\"'<>".contains(c);
        let words = self.text.split(ends).chain(self.html.split(ends));
        let urls = words.filter(|word| word.starts_with("http://") || word.starts_with("https://"));
        urls.map(|url| url.trim_end_matches('.').to_owned()).collect()
    }
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}
