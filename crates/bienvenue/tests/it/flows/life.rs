//! The life of an account, from its first mail to its deletion.

mod address;
#[cfg(feature = "breach-api")]
mod breaches;
mod deletion;
mod export;
mod freshness;
mod new_passwords;
mod notices;
mod outbox;
mod panics;
mod password;
mod session_limit;
mod verification;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bienvenue::core::time::ManualClock;
use bienvenue::mail::{Mailbox, ReceivedMail, Sender};
use bienvenue::{Auth, AuthBuilder, Client, LoggedIn, SignIn, Verification};

use super::auth_with;
pub(super) use super::{EMAIL, NEW_PASSWORD, PASSWORD};
use crate::support::Database;

/// An account's world: the service, its clock, and where its mails arrive.
pub(super) struct Life {
    pub(super) auth: Auth,
    pub(super) clock: Arc<ManualClock>,
    pub(super) mailbox: Mailbox,
}

impl Life {
    /// As on the internet: an address must be proved before it can be used.
    pub(super) async fn new(database: &Database) -> Self {
        Self::with(database, |auth| auth.verification(Verification::Required)).await
    }

    pub(super) async fn with(database: &Database, more: impl FnOnce(AuthBuilder) -> AuthBuilder) -> Self {
        let sender = Sender::new("Bienvenue".into(), "https://accounts.example.org".into());
        let (auth, clock) = auth_with(database, |auth| more(auth.mail(sender))).await;
        let mailbox = Mailbox::new(clock.clone(), |_| {});
        Self { auth, clock, mailbox }
    }

    /// Sends what is due and tells which mails came of it, the first first.
    pub(super) async fn mails(&self) -> Vec<ReceivedMail> {
        let before = self.mailbox.mails().len();
        self.auth.send_mails(&self.mailbox).await.unwrap();
        let mut mails = self.mailbox.mails();
        mails.reverse();
        mails.split_off(before)
    }

    /// The one mail that is due, or will be in a moment.
    pub(super) async fn mail(&self) -> ReceivedMail {
        let mut mails = self.mails().await;
        for _ in 0..100 {
            if !mails.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            mails = self.mails().await;
        }
        assert_eq!(mails.len(), 1, "{:?}", mails.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
        mails.remove(0)
    }

    /// Registers and proves the address.
    pub(super) async fn verified(&self, email: &str) {
        self.auth.sign_up(email, PASSWORD, &laptop()).await.unwrap();
        let token = token_in(&self.mail().await);
        let proof = bienvenue::RegistrantProof::Password(PASSWORD);
        self.auth.verify_email(token, proof, &laptop()).await.unwrap();
    }

    /// Signs in; what mail comes of it is not looked at.
    pub(super) async fn signed_in(&self, email: &str) -> LoggedIn {
        self.auth.sign_in(email, PASSWORD, &SignIn::from(laptop())).await.unwrap()
    }
}

/// The client that the tests' user has at home.
pub(super) fn laptop() -> Client {
    Client::unknown().at(IpAddr::from([192, 0, 2, 7])).named("Laptop/1.0")
}

/// A client elsewhere.
pub(super) fn stranger() -> Client {
    Client::unknown().at(IpAddr::from([198, 51, 100, 9])).named("Stranger/6.6")
}

/// The secret of the link in a mail.
pub(super) fn token_in(mail: &ReceivedMail) -> String {
    let (_, rest) = mail.text.split_once("#token=").expect("a link");
    let token: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    assert_eq!(token.len(), 43, "{rest}");
    assert!(mail.html.contains(&token), "text and HTML have the same link");
    token
}
