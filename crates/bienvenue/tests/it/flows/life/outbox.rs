//! Mails on their way: each once, none lost, however the mail server behaves and whoever sends.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bienvenue::mail::{BoxFuture, Delivered, Mail, Mailer, SendError};
use futures_util::future::join_all;

use super::{EMAIL, Life, laptop, token_in};
use crate::support::{Database, every_engine};

every_engine!(
    a_server_that_is_down_loses_no_mail,
    a_link_is_young_however_late_its_mail_is,
    a_mail_that_is_refused_for_good_is_given_up,
    a_mail_that_nobody_takes_is_given_up_in_the_end,
    of_many_senders_each_mail_is_sent_by_one,
    a_sender_that_dies_loses_no_mail,
    the_database_holds_no_token_of_a_waiting_mail,
    of_what_was_asked_for_again_one_mail_arrives_and_its_link_works,
    what_is_asked_for_again_is_tried_for_as_long_again,
    a_registration_says_more_than_the_mail_that_waits,
    two_users_may_want_one_address,
);

/// A mail server that answers as the test says, and counts.
#[derive(Debug)]
struct Server {
    answer: Mutex<Result<(), SendError>>,
    asked: AtomicU32,
    seen: Mutex<Vec<String>>,
}

impl Server {
    fn answering(answer: Result<(), SendError>) -> Self {
        Self { answer: Mutex::new(answer), asked: AtomicU32::new(0), seen: Mutex::default() }
    }

    fn down() -> Self {
        Self::answering(Err(SendError::Temporary("down".into())))
    }

    fn answers(&self, answer: Result<(), SendError>) {
        *self.answer.lock().unwrap() = answer;
    }
}

impl Mailer for Server {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), SendError>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answer.lock().unwrap().clone();
        if answer.is_ok() {
            self.seen.lock().unwrap().push(mail.id.clone());
        }
        Box::pin(async move {
            // Time for others to take the same mail, if they could.
            tokio::time::sleep(Duration::from_millis(5)).await;
            answer
        })
    }
}

/// Registers this many people.
async fn register(life: &Life, people: u32) {
    for number in 0..people {
        let email = format!("{number}@example.org");
        life.auth.sign_up(&email, super::PASSWORD, &laptop()).await.unwrap();
    }
}

async fn a_server_that_is_down_loses_no_mail(database: Database) {
    let life = Life::new(&database).await;
    register(&life, 10).await;
    let server = Server::down();
    let mut tries = 0;
    // An hour in which it is asked again and again, but not without pause.
    for _ in 0..360 {
        let delivered = life.auth.send_mails(&server).await.unwrap();
        assert_eq!((delivered.sent, delivered.given_up), (0, 0));
        tries += delivered.postponed;
        life.clock.advance(Duration::from_secs(10));
    }
    assert!((50..=150).contains(&tries), "{tries} tries of 10 mails in an hour");
    server.answers(Ok(()));
    let mut sent = 0;
    for _ in 0..100 {
        sent += life.auth.send_mails(&server).await.unwrap().sent;
        life.clock.advance(Duration::from_secs(10));
    }
    let seen = server.seen.lock().unwrap();
    assert_eq!((sent, seen.len(), seen.iter().collect::<HashSet<_>>().len()), (10, 10, 10));
}

async fn a_link_is_young_however_late_its_mail_is(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    life.auth.request_password_reset(EMAIL, &laptop()).await.unwrap();
    let server = Server::down();
    for _ in 0..6 {
        life.auth.send_mails(&server).await.unwrap();
        life.clock.advance(Duration::from_hours(1));
    }
    let token = token_in(&life.mail().await);
    life.clock.advance(Duration::from_mins(29));
    life.auth.reset_password(token, super::NEW_PASSWORD, &laptop()).await.unwrap();
}

async fn a_mail_that_is_refused_for_good_is_given_up(database: Database) {
    let life = Life::new(&database).await;
    register(&life, 1).await;
    let server = Server::answering(Err(SendError::Permanent("no such mailbox".into())));
    assert_eq!(
        life.auth.send_mails(&server).await.unwrap(),
        Delivered { given_up: 1, ..Delivered::default() }
    );
    life.clock.advance(Duration::from_hours(1));
    assert_eq!(life.auth.send_mails(&server).await.unwrap(), Delivered::default());
}

async fn a_mail_that_nobody_takes_is_given_up_in_the_end(database: Database) {
    let life = Life::new(&database).await;
    register(&life, 1).await;
    let server = Server::down();
    let mut given_up = 0;
    for _ in 0..60 {
        given_up += life.auth.send_mails(&server).await.unwrap().given_up;
        life.clock.advance(Duration::from_hours(1));
    }
    assert_eq!(given_up, 1);
    assert_eq!(life.auth.send_mails(&server).await.unwrap(), Delivered::default());
    assert!((40..=60).contains(&server.asked.load(Ordering::SeqCst)));
}

async fn of_many_senders_each_mail_is_sent_by_one(database: Database) {
    let (life, replica) = (Life::new(&database).await, Life::new(&database).await);
    register(&life, 40).await;
    let server = Server::answering(Ok(()));
    let senders = (0..8).map(|number| {
        let auth = if number % 2 == 0 { &life.auth } else { &replica.auth };
        auth.send_mails(&server)
    });
    let sent: u32 = join_all(senders).await.into_iter().map(|delivered| delivered.unwrap().sent).sum();
    let seen = server.seen.lock().unwrap();
    assert_eq!((sent, seen.len(), seen.iter().collect::<HashSet<_>>().len()), (40, 40, 40));
}

async fn a_sender_that_dies_loses_no_mail(database: Database) {
    let life = Life::new(&database).await;
    register(&life, 1).await;
    let server = Server::answering(Ok(()));
    // It is dropped between the taking and the sending of the mail.
    let cut = tokio::time::timeout(Duration::from_millis(1), async {
        life.auth.send_mails(&server).await.unwrap();
        std::future::pending::<()>().await;
    });
    assert!(cut.await.is_err());
    life.clock.advance(Duration::from_mins(3));
    life.auth.send_mails(&server).await.unwrap();
    let seen = server.seen.lock().unwrap();
    assert!(!seen.is_empty());
    assert_eq!(
        seen.iter().collect::<HashSet<_>>().len(),
        1,
        "the same id each time, so that a receiver can tell"
    );
}

/// ASVS 14.2.1, 11.5: a backup of the database opens no account, not even one that waits for its mail.
async fn the_database_holds_no_token_of_a_waiting_mail(database: Database) {
    let life = Life::new(&database).await;
    life.auth.sign_up(EMAIL, super::PASSWORD, &laptop()).await.unwrap();
    assert!(!database.holds(b"#token="));
    let token = token_in(&life.mail().await);
    assert!(!database.holds(token.as_bytes()));
}

/// A new token kills the one before: of two mails that wait, the one that arrives last could hold the dead link.
async fn of_what_was_asked_for_again_one_mail_arrives_and_its_link_works(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    life.clock.advance(Duration::from_hours(1));
    let (new, server) = ("new@example.org", Server::down());
    life.auth.sign_up(new, super::PASSWORD, &laptop()).await.unwrap();
    for _ in 0..2 {
        let client = laptop();
        let resets =
            ["GUILLAUME@holberton.io", EMAIL].map(|email| life.auth.request_password_reset(email, &client));
        assert!(join_all(resets).await.iter().all(Result::is_ok));
        life.auth.resend_verification(new, &client).await.unwrap();
        life.auth.send_mails(&server).await.unwrap();
        life.clock.advance(Duration::from_mins(1));
    }
    let (mails, more) = (life.mails().await, life.mails().await);
    let mut to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!((to, more.len()), (vec![EMAIL, new], 0));
    for mail in &mails {
        let token = token_in(mail);
        if mail.to == EMAIL {
            life.auth.reset_password(token, super::NEW_PASSWORD, &laptop()).await.unwrap();
        } else {
            let proof = bienvenue::RegistrantProof::Password(super::PASSWORD);
            life.auth.verify_email(token, proof, &laptop()).await.unwrap();
        }
    }
}

async fn what_is_asked_for_again_is_tried_for_as_long_again(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let server = Server::down();
    for _ in 0..2 {
        life.auth.request_password_reset(EMAIL, &laptop()).await.unwrap();
        for _ in 0..47 {
            assert_eq!(life.auth.send_mails(&server).await.unwrap().given_up, 0);
            life.clock.advance(Duration::from_hours(1));
        }
    }
    let token = token_in(&life.mail().await);
    life.auth.reset_password(token, super::NEW_PASSWORD, &laptop()).await.unwrap();
}

/// Who waits for no proof is not sent its link again, but hears that somebody registers with his address.
async fn a_registration_says_more_than_the_mail_that_waits(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    life.auth.resend_verification(EMAIL, &laptop()).await.unwrap();
    life.auth.sign_up(EMAIL, super::PASSWORD, &laptop()).await.unwrap();
    life.auth.resend_verification(EMAIL, &laptop()).await.unwrap();
    let mail = life.mail().await;
    assert!(!mail.text.contains("#token="), "{}", mail.text);
    assert!(life.mails().await.is_empty());
}

/// Each has a link of his own; whoever reads mail there decides.
async fn two_users_may_want_one_address(database: Database) {
    let life = Life::new(&database).await;
    let users = [EMAIL, "other@example.org"];
    for email in users {
        life.verified(email).await;
    }
    for email in users {
        let session = life.signed_in(email).await.session_id;
        for _ in 0..2 {
            life.auth.request_email_change(session.expose(), "new@example.org", &laptop()).await.unwrap();
        }
    }
    assert_eq!(life.mails().await.len(), 2);
}
