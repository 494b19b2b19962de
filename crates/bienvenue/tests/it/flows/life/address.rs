//! Another address.

use std::time::Duration;

use bienvenue::{ChangeEmailError, FreshSessionError, RequestEmailChangeError, UserChanges};
use futures_util::future::join_all;

use super::{EMAIL, Life, PASSWORD, laptop, stranger, token_in};
use crate::support::{Database, every_engine};

every_engine!(
    an_address_is_changed_by_a_link_to_the_new_one,
    asvs_6_3_7_the_old_address_is_told,
    a_taken_address_is_told_to_its_owner_only,
    an_address_that_was_taken_meanwhile_is_refused,
    a_change_kills_what_went_to_the_old_address,
    asvs_2_3_4_of_many_confirmations_at_once_one_succeeds,
    nothing_but_an_address_will_do,
);

const NEW: &str = "Guillaume@example.org";

async fn an_address_is_changed_by_a_link_to_the_new_one(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    life.auth.request_email_change(&session, NEW, &laptop()).await.unwrap();
    let mail = life.mail().await;
    assert_eq!(mail.to, NEW);
    assert!(mail.text.contains("https://accounts.example.org/confirm-email#token="));
    assert!(life.auth.valid_login(EMAIL, PASSWORD).await.unwrap(), "not before the proof");
    let user = life.auth.change_email(token_in(&mail), &laptop()).await.unwrap();
    assert_eq!(user.email.as_str(), NEW);
    assert!(user.email_verified_at.is_some());
    assert!(life.auth.valid_login("guillaume@EXAMPLE.org", PASSWORD).await.unwrap());
    assert!(!life.auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    let seen = life.auth.check_session(&session).await.unwrap().expect("the session goes on");
    assert_eq!(&*seen.email, NEW);
    let again = life.auth.change_email(token_in(&mail), &laptop()).await;
    assert!(matches!(again, Err(ChangeEmailError::TokenRefused)), "once");
}

async fn asvs_6_3_7_the_old_address_is_told(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    life.auth.request_email_change(&session, NEW, &laptop()).await.unwrap();
    let token = token_in(&life.mail().await);
    life.auth.change_email(token, &stranger()).await.unwrap();
    let mail = life.mail().await;
    assert_eq!(mail.to, EMAIL);
    assert!(mail.text.contains(NEW) && mail.text.contains("198.51.100.9"), "{}", mail.text);
    assert!(!mail.text.contains("#token="), "a notice holds no secret");
}

async fn a_taken_address_is_told_to_its_owner_only(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    life.verified("eve@example.org").await;
    let session = life.signed_in("eve@example.org").await.session_id;
    life.auth.request_email_change(&session, EMAIL, &stranger()).await.unwrap();
    let mail = life.mail().await;
    assert_eq!(mail.to, EMAIL);
    assert!(!mail.text.contains("#token="));
}

async fn an_address_that_was_taken_meanwhile_is_refused(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    life.auth.request_email_change(&session, NEW, &laptop()).await.unwrap();
    let token = token_in(&life.mail().await);
    life.verified(NEW).await;
    let refused = life.auth.change_email(token, &laptop()).await;
    assert!(matches!(refused, Err(ChangeEmailError::EmailTaken)), "{refused:?}");
    assert!(life.auth.valid_login(EMAIL, PASSWORD).await.unwrap());
}

async fn a_change_kills_what_went_to_the_old_address(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let signed_in = life.signed_in(EMAIL).await;
    life.auth.request_password_reset(EMAIL, &laptop()).await.unwrap();
    let reset = token_in(&life.mail().await);
    life.auth.request_email_change(&signed_in.session_id, NEW, &laptop()).await.unwrap();
    let change = token_in(&life.mail().await);
    life.auth.change_email(change, &laptop()).await.unwrap();
    assert!(life.auth.reset_password(reset, "another password", &stranger()).await.is_err());

    // And a disabled user changes nothing.
    life.mails().await;
    life.auth.request_email_change(&signed_in.session_id, EMAIL, &laptop()).await.unwrap();
    let change = token_in(&life.mail().await);
    let disabled = UserChanges::default().disabled(true);
    life.auth.store().update_user(signed_in.user.id, disabled).await.unwrap();
    assert!(life.auth.change_email(change, &laptop()).await.is_err());
}

async fn asvs_2_3_4_of_many_confirmations_at_once_one_succeeds(database: Database) {
    let (life, replica) = (Life::new(&database).await, Life::new(&database).await);
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    life.auth.request_email_change(&session, NEW, &laptop()).await.unwrap();
    let token = token_in(&life.mail().await);
    let changes = (0..50).map(|number| {
        let (auth, token) = (if number % 2 == 0 { &life.auth } else { &replica.auth }, &token);
        async move { auth.change_email(token, &laptop()).await }
    });
    let won = join_all(changes).await.into_iter().flatten().count();
    assert_eq!(won, 1);
    assert_eq!(life.mails().await.len(), 1, "one notice");
}

async fn nothing_but_an_address_will_do(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    for wrong in ["", "nobody", "a@b.c, d@e.f", "a@example.org\r\nBcc: eve@example.org"] {
        let refused = life.auth.request_email_change(&session, wrong, &laptop()).await;
        assert!(matches!(refused, Err(RequestEmailChangeError::Email(_))), "{wrong:?}");
    }
    life.clock.advance(Duration::from_mins(10));
    let refused = life.auth.request_email_change(&session, NEW, &laptop()).await;
    assert!(matches!(refused, Err(RequestEmailChangeError::Session(FreshSessionError::NotFresh))));
    assert!(life.mails().await.is_empty());
}
