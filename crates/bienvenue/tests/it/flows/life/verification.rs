//! The proof of an address, and who may give it.

use std::time::Duration;

use bienvenue::core::email::EmailAddress;
use bienvenue::{LoginError, RegistrantProof, Registration, Retention, UserBy, VerifyEmailError};
use futures_util::future::join_all;

use super::{EMAIL, Life, NEW_PASSWORD, PASSWORD, laptop, stranger, token_in};
use crate::support::{Database, every_engine};

every_engine!(
    an_account_is_of_no_use_before_its_address_is_proved,
    asvs_6_3_8_registration_answers_alike,
    the_first_proof_of_a_mailbox_wipes_what_somebody_else_set,
    a_wrong_proof_keeps_the_link,
    the_link_is_sent_again_to_who_waits_for_it,
    asvs_14_2_7_an_account_that_is_never_proved_expires,
    asvs_2_3_4_of_many_proofs_at_once_one_succeeds,
    a_registration_is_completed_by_one_of_many,
    a_reset_proves_the_address,
    a_session_check_knows_of_the_proof,
);

fn is_refused<T>(result: &Result<T, VerifyEmailError>) -> bool {
    matches!(result, Err(VerifyEmailError::TokenRefused))
}

async fn an_account_is_of_no_use_before_its_address_is_proved(database: Database) {
    let life = Life::new(&database).await;
    let answer = life.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
    assert!(matches!(answer, Registration::MailSent));
    let mail = life.mail().await;
    assert_eq!(mail.to, EMAIL);
    assert!(mail.text.contains("https://accounts.example.org/verify-email#token="));
    assert!(matches!(life.auth.login(EMAIL, PASSWORD).await, Err(LoginError::WrongCredentials)));

    let token = token_in(&mail);
    // The right password of a waiting account has the link sent again, which makes the first one useless.
    let again = token_in(&life.mail().await);
    let proof = RegistrantProof::Password(PASSWORD);
    assert!(is_refused(&life.auth.verify_email(&token, proof, &laptop()).await));
    let user = life.auth.verify_email(&again, proof, &laptop()).await.unwrap();
    assert_eq!(user.email_verified_at, Some(user.created_at));
    assert!(user.unverified_until.is_none());
    assert!(is_refused(&life.auth.verify_email(&again, proof, &laptop()).await), "once");
    life.auth.login(EMAIL, PASSWORD).await.unwrap();
}

async fn asvs_6_3_8_registration_answers_alike(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let hashes = life.auth.hashes_made();
    let mut mails = Vec::new();
    for email in [EMAIL, "GUILLAUME@holberton.io", "new@example.org"] {
        let answer = life.auth.sign_up(email, NEW_PASSWORD, &stranger()).await.unwrap();
        assert!(matches!(answer, Registration::MailSent));
        mails.extend(life.mails().await);
    }
    assert_eq!(life.auth.hashes_made(), hashes + 3, "the same work for each");
    let told: Vec<_> = mails.iter().map(|mail| (mail.to.as_str(), mail.text.contains("#token="))).collect();
    // To the owner as he spells his address, and without a link.
    assert_eq!(told.iter().filter(|mail| **mail == (EMAIL, false)).count(), 2, "{told:?}");
    assert_eq!(told.iter().filter(|mail| **mail == ("new@example.org", true)).count(), 1, "{told:?}");
    assert!(life.auth.valid_login(EMAIL, PASSWORD).await.unwrap(), "nothing was changed");
}

/// Account pre-hijacking: somebody registers with the address of a victim and waits for him to move in.
async fn the_first_proof_of_a_mailbox_wipes_what_somebody_else_set(database: Database) {
    let life = Life::new(&database).await;
    life.auth.sign_up(EMAIL, "the attacker's password", &stranger()).await.unwrap();
    life.mail().await;
    // The victim registers himself; his own password is not taken, and nobody is told so.
    life.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
    let token = token_in(&life.mail().await);
    let proof = RegistrantProof::Password(PASSWORD);
    assert!(matches!(
        life.auth.verify_email(&token, proof, &laptop()).await,
        Err(VerifyEmailError::WrongPassword)
    ));
    let session = life.auth.create_session(EMAIL).await.unwrap().expect("an operator may open one");
    life.auth.verify_email(&token, RegistrantProof::NewPassword(PASSWORD), &laptop()).await.unwrap();
    assert!(life.auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    assert!(!life.auth.valid_login(EMAIL, "the attacker's password").await.unwrap());
    assert!(life.auth.check_session(&session).await.unwrap().is_none());
}

async fn a_session_check_knows_of_the_proof(database: Database) {
    let life = Life::new(&database).await;
    life.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
    let token = token_in(&life.mail().await);
    let session = life.auth.create_session(EMAIL).await.unwrap().expect("an operator may open one");
    assert!(!life.auth.check_session(&session).await.unwrap().unwrap().is_verified);
    life.auth.verify_email(&token, RegistrantProof::Password(PASSWORD), &laptop()).await.unwrap();
    assert!(life.auth.check_session(&session).await.unwrap().unwrap().is_verified);
}

async fn a_wrong_proof_keeps_the_link(database: Database) {
    let life = Life::new(&database).await;
    life.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
    let token = token_in(&life.mail().await);
    for wrong in ["", "wrong", &"x".repeat(2_000)] {
        let refused = life.auth.verify_email(&token, RegistrantProof::Password(wrong), &laptop()).await;
        assert!(matches!(refused, Err(VerifyEmailError::WrongPassword)));
    }
    let refused = life.auth.verify_email(&token, RegistrantProof::NewPassword(""), &laptop()).await;
    assert!(matches!(refused, Err(VerifyEmailError::Password(_))));
    life.clock.advance(Duration::from_hours(24).saturating_sub(Duration::from_micros(1)));
    life.auth.verify_email(&token, RegistrantProof::Password(PASSWORD), &laptop()).await.unwrap();
}

async fn the_link_is_sent_again_to_who_waits_for_it(database: Database) {
    let life = Life::new(&database).await;
    life.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
    life.mail().await;
    life.clock.advance(Duration::from_hours(24));
    for email in ["nobody@example.org", "no address"] {
        life.auth.resend_verification(email, &stranger()).await.unwrap();
        assert!(life.mails().await.is_empty());
    }
    life.auth.resend_verification(EMAIL, &laptop()).await.unwrap();
    let token = token_in(&life.mail().await);
    life.auth.verify_email(&token, RegistrantProof::Password(PASSWORD), &laptop()).await.unwrap();
    life.auth.resend_verification(EMAIL, &stranger()).await.unwrap();
    assert!(life.mails().await.is_empty(), "there is nothing to prove any more");
}

async fn asvs_14_2_7_an_account_that_is_never_proved_expires(database: Database) {
    let life = Life::new(&database).await;
    life.verified("kept@example.org").await;
    life.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
    assert_eq!(life.auth.complete_registrations().await.unwrap(), 1);
    let week = Duration::from_hours(7 * 24);
    life.clock.advance(week.saturating_sub(Duration::from_micros(1)));
    assert_eq!(life.auth.store().delete_expired(Retention::default()).await.unwrap().accounts, 0);
    life.clock.advance(Duration::from_micros(1));
    assert_eq!(life.auth.store().delete_expired(Retention::default()).await.unwrap().accounts, 1);
    let find = async |email: &str| {
        life.auth.store().find_user_by(UserBy::Email(EmailAddress::parse(email).unwrap())).await.unwrap()
    };
    assert!(find(EMAIL).await.is_none());
    assert!(find("kept@example.org").await.is_some());
    // The address is free, and its mail was not sent for nothing.
    assert!(life.mails().await.is_empty());
    life.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
    token_in(&life.mail().await);
}

async fn asvs_2_3_4_of_many_proofs_at_once_one_succeeds(database: Database) {
    let (life, replica) = (Life::new(&database).await, Life::new(&database).await);
    life.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
    let token = token_in(&life.mail().await);
    let proofs = (0..50).map(|number| {
        let (auth, token) = (if number % 2 == 0 { &life.auth } else { &replica.auth }, &token);
        async move { auth.verify_email(token, RegistrantProof::Password(PASSWORD), &laptop()).await }
    });
    let (won, lost): (Vec<_>, Vec<_>) = join_all(proofs).await.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    assert!(lost.iter().all(is_refused));
}

/// Two replicas, each several times at once; what was asked for twice is one account.
async fn a_registration_is_completed_by_one_of_many(database: Database) {
    let (life, replica) = (Life::new(&database).await, Life::new(&database).await);
    let address = |number: u32| format!("new{number}@example.org");
    for number in [0, 1, 2, 3, 4, 5, 6, 7, 7, 7] {
        life.auth.sign_up(&address(number), PASSWORD, &laptop()).await.unwrap();
    }
    let completions = (0..8).map(|number| {
        let auth = if number % 2 == 0 { &life.auth } else { &replica.auth };
        async move { auth.complete_registrations().await.unwrap() }
    });
    assert_eq!(join_all(completions).await.into_iter().sum::<u64>(), 10);
    assert_eq!(life.auth.store().list_users(None, 100).await.unwrap().len(), 8);
}

async fn a_reset_proves_the_address(database: Database) {
    let life = Life::new(&database).await;
    life.auth.sign_up(EMAIL, "the attacker's password", &stranger()).await.unwrap();
    life.mail().await;
    life.auth.request_password_reset(EMAIL, &laptop()).await.unwrap();
    let mail = life.mail().await;
    assert!(mail.text.contains("https://accounts.example.org/reset-password#token="));
    life.auth.reset_password(token_in(&mail), PASSWORD, &laptop()).await.unwrap();
    life.auth.login(EMAIL, PASSWORD).await.unwrap();
}
