//! Every other place where a password or a link can be guessed at.

use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::mail::{Mailbox, Sender};
use bienvenue::{
    ChangeEmailError, ChangePasswordError, Fault, ReauthenticateError, RegistrantProof, ResetPasswordError,
    Verification, VerifyEmailError,
};

use super::{
    EMAIL, End, NEW_PASSWORD, PASSWORD, at, client_at, guess, log_in, number, seconds, throttled,
    throttled_with,
};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_2_3_a_stolen_session_has_few_guesses,
    asvs_6_3_1_a_wrong_password_with_a_link_counts,
    asvs_6_3_1_wrong_links_count_and_good_ones_pass,
);

async fn asvs_6_2_3_a_stolen_session_has_few_guesses(database: Database) {
    let (auth, clock) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let here = at("192.0.2.7");
    let session = auth.sign_in(EMAIL, PASSWORD, &here).await.unwrap();
    let secret = session.session_id;
    for count in 0..5 {
        let is_wrong = if count % 2 == 0 {
            let result = auth.reauthenticate(&secret, NEW_PASSWORD, &client_at("192.0.2.7")).await;
            matches!(result, Err(ReauthenticateError::WrongPassword))
        } else {
            let result = auth.change_password(&secret, NEW_PASSWORD, NEW_PASSWORD, &here).await;
            matches!(result, Err(ChangePasswordError::WrongPassword))
        };
        assert!(is_wrong, "{count}");
    }
    let hashes = auth.hashes_made();
    let again = auth.reauthenticate(&secret, PASSWORD, &client_at("192.0.2.7")).await;
    assert!(matches!(again, Err(ReauthenticateError::Fault(Fault::TooManyAttempts { .. }))), "{again:?}");
    let changed = auth.change_password(&secret, PASSWORD, NEW_PASSWORD, &here).await;
    assert!(matches!(changed, Err(ChangePasswordError::Fault(Fault::TooManyAttempts { .. }))), "{changed:?}");
    assert_eq!(auth.hashes_made(), hashes);
    // The session stays, and strangers are not held up by it, nor does it by strangers.
    assert!(auth.check_session(&secret).await.unwrap().is_some());
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(1)).await, End::In);
    for from in 0..10 {
        guess(&auth, EMAIL, &number(from)).await;
    }
    clock.advance(seconds(1));
    let renewed = auth.reauthenticate(&secret, PASSWORD, &client_at("192.0.2.7")).await.unwrap();
    for _ in 0..4 {
        let _ = auth.reauthenticate(&renewed.session_id, NEW_PASSWORD, &client_at("192.0.2.7")).await;
    }
    let changed = auth.change_password(&renewed.session_id, PASSWORD, NEW_PASSWORD, &here).await;
    assert!(changed.is_ok(), "a success began the count anew: {changed:?}");
}

async fn asvs_6_3_1_a_wrong_password_with_a_link_counts(database: Database) {
    let (auth, mailbox, _) = waiting_account(&database).await;
    let token = super::super::life::token_in(&mailbox.mails()[0]);
    let wrong = async |count: u32| {
        let from = client_at(&format!("10.0.0.{count}"));
        auth.verify_email(&token, RegistrantProof::Password(NEW_PASSWORD), &from).await
    };
    for count in 0..5 {
        let result = wrong(count).await;
        assert!(matches!(result, Err(VerifyEmailError::WrongPassword)), "{result:?}");
    }
    let hashes = auth.hashes_made();
    let result = wrong(9).await;
    assert!(matches!(result, Err(VerifyEmailError::Fault(Fault::TooManyAttempts { .. }))), "{result:?}");
    assert_eq!(auth.hashes_made(), hashes);
    // Whoever reads the mail is not locked out: a new password takes no guess.
    let proof = RegistrantProof::NewPassword(NEW_PASSWORD);
    auth.verify_email(&token, proof, &client_at("10.0.0.1")).await.unwrap();
    assert_eq!(log_in(&auth, EMAIL, NEW_PASSWORD, &number(3)).await, End::In);
}

async fn asvs_6_3_1_wrong_links_count_and_good_ones_pass(database: Database) {
    let (auth, mailbox, clock) = waiting_account(&database).await;
    let here = client_at("192.0.2.7");
    let made_up = "x".repeat(43);
    for count in 0..20 {
        let proof = RegistrantProof::NewPassword(NEW_PASSWORD);
        let is_refused = match count % 3 {
            0 => matches!(
                auth.reset_password(&made_up, NEW_PASSWORD, &here).await,
                Err(ResetPasswordError::TokenRefused)
            ),
            1 => {
                matches!(auth.verify_email(&made_up, proof, &here).await, Err(VerifyEmailError::TokenRefused))
            }
            _ => matches!(auth.change_email("no token", &here).await, Err(ChangeEmailError::TokenRefused)),
        };
        assert!(is_refused, "{count}");
    }
    let result = auth.reset_password(&made_up, NEW_PASSWORD, &here).await;
    assert!(matches!(result, Err(ResetPasswordError::Fault(Fault::TooManyAttempts { .. }))), "{result:?}");
    let result = auth.change_email(&made_up, &here).await;
    assert!(matches!(result, Err(ChangeEmailError::Fault(Fault::TooManyAttempts { .. }))), "{result:?}");
    assert_eq!(guess(&auth, EMAIL, &at("192.0.2.7")).await, End::Wait(1), "the network is the same");
    // The way back into an account is never closed by others.
    let token = super::super::life::token_in(&mailbox.mails()[0]);
    auth.verify_email(&token, RegistrantProof::Password(PASSWORD), &here).await.unwrap();
    clock.advance(seconds(1));
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &at("192.0.2.7")).await, End::In);
}

/// An account whose address is not proved yet; its link is in the mailbox.
async fn waiting_account(
    database: &Database,
) -> (bienvenue::Auth, Mailbox, std::sync::Arc<bienvenue::core::time::ManualClock>) {
    let sender = Sender::new("Bienvenue".into(), "https://accounts.example.org".into());
    let (auth, clock) = throttled_with(database, ThrottlePolicy::INTERNET, |auth| {
        auth.mail(sender).verification(Verification::Required)
    })
    .await;
    let mailbox = Mailbox::new(clock.clone(), |_| {});
    auth.sign_up(EMAIL, PASSWORD, &client_at("198.51.100.1")).await.unwrap();
    auth.send_mails(&mailbox).await.unwrap();
    (auth, mailbox, clock)
}
