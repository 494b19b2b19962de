//! What a user is told of his account.

use std::time::Duration;

use bienvenue::core::locale::Locale;
use bienvenue::{Client, SignIn, UserChanges};

use super::{EMAIL, Life, NEW_PASSWORD, PASSWORD, laptop, stranger, token_in};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_3_5_a_sign_in_from_a_new_device_is_told,
    asvs_6_3_7_a_new_password_is_told,
    mails_speak_the_users_language,
    notices_are_not_used_up_by_strangers,
    asvs_6_3_7_what_an_operator_does_is_told,
    asvs_6_3_7_what_an_administrator_does_is_told,
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

async fn asvs_6_3_7_what_an_operator_does_is_told(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let user = life.signed_in(EMAIL).await.user;
    let change = async |changes| {
        life.auth.update_user(user.id, changes).await.unwrap();
        let mails = life.mails().await;
        mails.into_iter().map(|mail| (mail.to, mail.subject)).collect::<Vec<_>>()
    };
    let told = |words: &str| vec![(EMAIL.to_owned(), words.to_owned())];
    let access = |disabled| UserChanges::default().disabled(disabled);
    assert_eq!(change(access(true)).await, told("Your account at Bienvenue was disabled"));
    assert_eq!(change(access(true)).await, [], "what is so already is no news");
    assert_eq!(change(access(false)).await, told("Your account at Bienvenue can be used again"));
    life.auth.set_password(user.id, NEW_PASSWORD).await.unwrap();
    assert_eq!(life.mail().await.subject, "Your password for Bienvenue was changed");
    // All in one act, at the address that the owner reads.
    let hash = life.auth.hash_password(PASSWORD).await.unwrap();
    let email = "other@example.org".parse().unwrap();
    let all = change(access(true).email(email).hashed_password(hash)).await;
    assert!(all.len() == 3 && all.iter().all(|(to, _)| to == EMAIL), "{all:?}");
    let taken =
        life.auth.update_user(user.id, access(false).email("other@example.org".parse().unwrap())).await;
    assert_eq!(taken.unwrap().id, user.id, "his own address");
    life.mails().await;
    assert!(life.auth.delete_user(user.id).await.unwrap());
    let mail = life.mail().await;
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        ("other@example.org", "Your account at Bienvenue was deleted")
    );
    assert!(!life.auth.delete_user(user.id).await.unwrap() && life.mails().await.is_empty());
}

/// With no word of who or where the administrator is; and what is so already is no news.
async fn asvs_6_3_7_what_an_administrator_does_is_told(database: Database) {
    let life = Life::new(&database).await;
    life.verified("anna@example.org").await;
    life.verified(EMAIL).await;
    let (anna, bob) = (life.signed_in("anna@example.org").await, life.signed_in(EMAIL).await);
    life.auth.store().grant_admin(anna.user.id).await.unwrap();
    for (is_disabled, subject) in [
        (true, "Your account at Bienvenue was disabled"),
        (false, "Your account at Bienvenue can be used again"),
    ] {
        for is_news in [true, false] {
            let (session, from) = (&anna.session_id, stranger());
            life.auth.set_disabled(session, bob.user.id, is_disabled, &from).await.unwrap();
            let mails = life.mails().await;
            assert_eq!(mails.len(), usize::from(is_news));
            for mail in mails {
                assert_eq!((mail.to.as_str(), mail.subject.as_str()), (EMAIL, subject));
                assert!(!mail.text.contains("198.51.100.9") && !mail.text.contains("anna"), "{}", mail.text);
            }
        }
    }
}
