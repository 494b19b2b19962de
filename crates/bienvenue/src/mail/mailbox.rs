//! Mails for whoever develops: kept in memory and shown, never sent.

use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bienvenue_core::time::{Clock, Timestamp};

use super::mailer::{BoxFuture, Mail, Mailer, SendError};

/// How many mails are kept.
const MOST: usize = 100;

/// A mailer that keeps the last hundred mails and shows each when it comes. A cheap handle to clone.
#[derive(Clone)]
pub struct Mailbox(Arc<Inner>);

struct Inner {
    mails: Mutex<VecDeque<ReceivedMail>>,
    clock: Arc<dyn Clock>,
    show: Box<dyn Fn(&str) + Send + Sync>,
}

/// A mail that came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedMail {
    /// Its id, the same for each attempt to send it.
    pub id: String,
    /// When it came.
    pub at: Timestamp,
    /// Who it is for.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML document.
    pub html: String,
}

impl Mailbox {
    /// An empty mailbox. `show` is called with each mail in a form for terminals: lines, the last one ended too.
    pub fn new(clock: Arc<dyn Clock>, show: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { mails: Mutex::default(), clock, show: Box::new(show) }))
    }

    /// The mails that came, the newest first.
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.lock().iter().rev().cloned().collect()
    }

    fn keep(&self, mail: &Mail) {
        let received = ReceivedMail {
            id: mail.id.clone(),
            at: self.0.clock.now(),
            to: mail.to.as_str().to_owned(),
            subject: mail.content.subject.clone(),
            text: mail.content.text.clone(),
            html: mail.content.html.clone(),
        };
        (self.0.show)(&received.for_terminal());
        let mut mails = self.lock();
        if mails.len() == MOST {
            mails.pop_front();
        }
        mails.push_back(received);
    }

    /// Nothing is done under the lock that could leave half a change behind.
    fn lock(&self) -> MutexGuard<'_, VecDeque<ReceivedMail>> {
        self.0.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ReceivedMail {
    /// The mail as lines, without what could steer a terminal.
    fn for_terminal(&self) -> String {
        let plain = |text: &str| text.replace(char::is_control, " ");
        let mut lines = format!("Mail to {}\n  Subject: {}\n", plain(&self.to), plain(&self.subject));
        for line in self.text.lines() {
            let _ = writeln!(lines, "{}", format!("  | {}", plain(line)).trim_end());
        }
        lines
    }
}

impl Mailer for Mailbox {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), SendError>> {
        self.keep(mail);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailbox({} mails)", self.lock().len())
    }
}

#[cfg(test)]
mod tests {
    use bienvenue_core::email::EmailAddress;
    use bienvenue_core::time::ManualClock;

    use super::super::mailer::Content;
    use super::*;

    async fn send(mailbox: &Mailbox, number: usize, text: &str) {
        let content = Content::new(format!("Subject {number}"), text.to_owned(), "<p>text</p>".to_owned());
        let to = EmailAddress::parse("bob@example.org").unwrap();
        mailbox.send(&Mail::new(number.to_string(), to, content)).await.unwrap();
    }

    fn mailbox(show: impl Fn(&str) + Send + Sync + 'static) -> Mailbox {
        Mailbox::new(Arc::new(ManualClock::new(Timestamp::from_micros(7))), show)
    }

    #[tokio::test]
    async fn the_last_hundred_are_kept_newest_first() {
        let mailbox = mailbox(|_| {});
        for number in 0..=MOST {
            send(&mailbox.clone(), number, "text").await;
        }
        let mails = mailbox.mails();
        assert_eq!(mails.len(), MOST);
        assert_eq!((mails[0].id.as_str(), mails[MOST - 1].id.as_str()), ("100", "1"));
        let newest = &mails[0];
        assert_eq!((newest.to.as_str(), newest.subject.as_str()), ("bob@example.org", "Subject 100"));
        assert_eq!((newest.text.as_str(), newest.html.as_str()), ("text", "<p>text</p>"));
        assert_eq!(newest.at, Timestamp::from_micros(7));
        assert_eq!(format!("{mailbox:?}"), "Mailbox(100 mails)");
    }

    #[tokio::test]
    async fn a_mail_is_shown_as_lines_that_steer_no_terminal() {
        let shown = Arc::new(Mutex::new(String::new()));
        let screen = Arc::clone(&shown);
        let mailbox = mailbox(move |mail| screen.lock().unwrap().push_str(mail));
        send(&mailbox, 1, "Hello\n\nhttps://a.example/#t\u{1b}[2J\n").await;
        assert_eq!(
            *shown.lock().unwrap(),
            "Mail to bob@example.org\n  Subject: Subject 1\n  | Hello\n  |\n  | https://a.example/#t [2J\n"
        );
    }
}
