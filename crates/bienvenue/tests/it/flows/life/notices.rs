//! What a user is told of his account.

use std::time::Duration;

use bienvenue::core::locale::Locale;
use bienvenue::{Client, SignIn};

use super::{EMAIL, Life, NEW_PASSWORD, PASSWORD, laptop, stranger, token_in};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_3_5_a_sign_in_from_a_new_device_is_told,
    asvs_6_3_7_a_new_password_is_told,
    mails_speak_the_users_language,
    notices_are_not_used_up_by_strangers,
);

async fn asvs_6_3_5_a_sign_in_from_a_new_device_is_told(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    life.signed_in(EMAIL).await;
    assert!(life.mails().await.is_empty(), "the first device is no news");
    life.signed_in(EMAIL).await;
    assert!(life.mails().await.is_empty(), "nor is one that is known");
    life.auth.sign_in(EMAIL, PASSWORD, &SignIn::from(stranger())).await.unwrap();
    let mail = life.mail().await;
    assert!(mail.text.contains("198.51.100.9"), "{}", mail.text);
    life.auth.sign_in(EMAIL, PASSWORD, &SignIn::from(stranger())).await.unwrap();
    assert!(life.mails().await.is_empty(), "told once");
    // A library user who says nothing of the client is told nothing of it.
    life.auth.login(EMAIL, PASSWORD).await.unwrap();
    life.auth.sign_in(EMAIL, PASSWORD, &SignIn::from(Client::unknown())).await.unwrap();
    assert!(life.mails().await.is_empty());
}

async fn asvs_6_3_7_a_new_password_is_told(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    life.auth.request_password_reset(EMAIL, &stranger()).await.unwrap();
    let token = token_in(&life.mail().await);
    life.auth.reset_password(token, NEW_PASSWORD, &stranger()).await.unwrap();
    let mail = life.mail().await;
    assert_eq!(mail.to, EMAIL);
    assert!(mail.text.contains("198.51.100.9") && !mail.text.contains("#token="));
}

async fn mails_speak_the_users_language(database: Database) {
    let life = Life::new(&database).await;
    let french = laptop().speaking(Locale::Fr);
    life.auth.sign_up(EMAIL, PASSWORD, &french).await.unwrap();
    let mail = life.mail().await;
    assert!(mail.text.contains("adresse") && mail.html.contains("lang=\"fr\""), "{}", mail.text);
    // His, whoever asks.
    life.auth.request_password_reset(EMAIL, &stranger()).await.unwrap();
    assert!(life.mail().await.html.contains("lang=\"fr\""));
}

/// Mails that strangers can ask for, and mails that tell of what strangers did, are counted apart.
async fn notices_are_not_used_up_by_strangers(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    life.clock.advance(Duration::from_hours(1));
    life.signed_in(EMAIL).await;
    let mut asked_for = 0;
    for _ in 0..10 {
        life.auth.request_password_reset(EMAIL, &stranger()).await.unwrap();
        asked_for += life.mails().await.len();
    }
    assert_eq!(asked_for, 3);
    life.auth.sign_in(EMAIL, PASSWORD, &SignIn::from(stranger())).await.unwrap();
    assert_eq!(life.mails().await.len(), 1);
}
