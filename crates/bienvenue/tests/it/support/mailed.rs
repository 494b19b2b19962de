//! A service as on the internet, and the mailbox that its mails arrive in.

use std::sync::Arc;
use std::time::Duration;

use bienvenue::http::HttpSettings;
use bienvenue::mail::{Mailbox, ReceivedMail, Sender};
use bienvenue::{AuthBuilder, Verification};

use super::{App, Database, Setup};

/// A service in which addresses must be proved.
pub(crate) struct Mailed {
    pub(crate) app: App,
    pub(crate) mailbox: Mailbox,
}

impl Mailed {
    pub(crate) async fn start(database: &Database) -> Self {
        let auth = |auth: AuthBuilder| {
            let sender = Sender::new("Acme".into(), "https://accounts.example.org".into());
            auth.mail(sender).verification(Verification::Required)
        };
        let setup = Setup { auth: Box::new(auth), settings: HttpSettings::internet(), ..Setup::default() };
        let app = App::start_with(database, setup).await;
        let clock = Arc::clone(&app.clock);
        Self { mailbox: Mailbox::new(clock, |_| {}), app }
    }

    /// The mails that are due by now, or the first one that is in a moment; the newest first.
    pub(crate) async fn mails(&self) -> Vec<ReceivedMail> {
        let known = self.mailbox.mails().len();
        for _ in 0..100 {
            self.app.auth.send_mails(&self.mailbox).await.unwrap();
            if self.mailbox.mails().len() > known {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let mut mails = self.mailbox.mails();
        mails.truncate(mails.len() - known);
        mails
    }

    /// The secret of the link to this page in a mail that is due.
    pub(crate) async fn token(&self, page: &str) -> String {
        let start = format!("{page}#token=");
        let mails = self.mails().await;
        let link = mails.iter().find_map(|mail| mail.text.split_once(&start));
        let token: String = link.expect("a link").1.chars().take(43).collect();
        self.app.keep_secret(&token);
        token
    }
}
