//! The end of an account.

use bienvenue::core::email::EmailAddress;
use bienvenue::{Registration, UserBy};

use super::{EMAIL, Life, PASSWORD, laptop, token_in};
use crate::support::{Database, every_engine};

every_engine!(everything_ends_at_once, nothing_is_left_that_names_the_person, the_address_is_free);

async fn everything_ends_at_once(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let (one, other) = (life.signed_in(EMAIL).await, life.signed_in(EMAIL).await);
    assert!(life.auth.check_session(&other.session_id).await.unwrap().is_some());
    life.auth.request_password_reset(EMAIL, &laptop()).await.unwrap();
    let reset = token_in(&life.mail().await);
    life.auth.delete_account(&one.session_id, &laptop()).await.unwrap();
    for session in [&one, &other] {
        assert!(life.auth.check_session(&session.session_id).await.unwrap().is_none());
    }
    assert!(life.auth.reset_password(reset, PASSWORD, &laptop()).await.is_err());
    assert!(!life.auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    assert!(life.auth.store().find_user_by(UserBy::Id(one.user.id)).await.unwrap().is_none());
    assert!(life.auth.delete_account(&one.session_id, &laptop()).await.is_err());
}

async fn nothing_is_left_that_names_the_person(database: Database) {
    let life = Life::new(&database).await;
    life.verified("somebody.particular@example.org").await;
    let session = life.signed_in("somebody.particular@example.org").await;
    // A mail that waits names him too.
    life.auth.request_password_reset("somebody.particular@example.org", &laptop()).await.unwrap();
    life.auth.delete_account(&session.session_id, &laptop()).await.unwrap();
    let mails = life.mails().await;
    assert_eq!(mails.len(), 1, "the farewell, and no link for an account that is gone");
    assert_eq!(mails[0].to, "somebody.particular@example.org");
    for (what, table) in [("particular", "users"), ("192.0.2.7", "sessions"), ("Laptop", "events")] {
        assert!(!database.rows_hold(what.as_bytes()), "{what}, such as in {table}");
    }
    assert!(database.rows_hold(b"deleted"), "that it happened is still known");
}

async fn the_address_is_free(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await;
    life.auth.delete_account(&session.session_id, &laptop()).await.unwrap();
    life.mails().await;
    let again = life.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
    assert!(matches!(again, Registration::MailSent));
    token_in(&life.mail().await);
    let email = UserBy::Email(EmailAddress::parse(EMAIL).unwrap());
    let user = life.auth.store().find_user_by(email).await.unwrap().unwrap();
    assert_ne!(user.id, session.user.id);
}
