//! What is asked of a new password, on every way on which one is set.

use std::time::Duration;

use bienvenue::core::password::{PasswordPolicy, PasswordRejected};
use bienvenue::{
    AuthBuilder, ChangePasswordError, RegisterError, RegistrantProof, ResetPasswordError, SetPasswordError,
    SignIn, UserBy, Verification, VerifyEmailError,
};

use super::{EMAIL, Life, NEW_PASSWORD, PASSWORD, laptop, stranger, token_in};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_2_4_common_passwords_are_refused,
    asvs_6_2_11_names_are_refused,
    asvs_6_2_9_what_is_refused_is_not_hashed,
    asvs_6_2_10_no_password_is_ever_too_old,
    the_original_takes_any_password,
    a_login_asks_nothing_of_a_password
);

pub(super) fn internet(auth: AuthBuilder) -> AuthBuilder {
    auth.verification(Verification::Required)
        .password_policy(PasswordPolicy::INTERNET)
        .service("Reblochon", "https://accounts.fromage.example")
}

/// Whether `bad` is refused for this reason wherever a password can be set, and nothing changes.
pub(super) async fn is_refused_everywhere(life: &Life, bad: &str, why: PasswordRejected) {
    let auth = &life.auth;
    // Nobody's address yet, an address that waits for its proof, and one that is in use are answered alike.
    auth.sign_up("waits@holberton.io", PASSWORD, &laptop()).await.unwrap();
    let waits = token_in(&life.mail().await);
    life.verified(EMAIL).await;
    let is_of_this_user = why == PasswordRejected::Context;
    for email in ["guillaume@new.example", "waits@holberton.io", EMAIL] {
        if is_of_this_user && !email.starts_with("guillaume") {
            continue;
        }
        let refused = auth.sign_up(email, bad, &stranger()).await.unwrap_err();
        assert!(
            matches!(refused, RegisterError::Password(rejected) if rejected == why),
            "{email}: {refused}"
        );
    }
    if !is_of_this_user {
        let proof = RegistrantProof::NewPassword(bad);
        let refused = auth.verify_email(&waits, proof, &laptop()).await.unwrap_err();
        assert!(matches!(refused, VerifyEmailError::Password(rejected) if rejected == why), "{refused}");
    }
    auth.verify_email(&waits, RegistrantProof::NewPassword(NEW_PASSWORD), &laptop()).await.unwrap();

    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    let refused = auth.reset_password(&token, bad, &laptop()).await.unwrap_err();
    assert!(matches!(refused, ResetPasswordError::Password(rejected) if rejected == why), "{refused}");

    let session = life.signed_in(EMAIL).await.session_id;
    let how = SignIn::from(laptop());
    let refused = auth.change_password(&session, PASSWORD, bad, &how).await.unwrap_err();
    assert!(matches!(refused, ChangePasswordError::Password(rejected) if rejected == why), "{refused}");

    let id = auth.store().find_user_by(UserBy::Email(EMAIL.parse().unwrap())).await.unwrap().unwrap().id;
    let refused = auth.set_password(id, bad).await.unwrap_err();
    assert!(matches!(refused, SetPasswordError::Password(rejected) if rejected == why), "{refused}");

    assert!(auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    auth.reset_password(&token, NEW_PASSWORD, &laptop()).await.unwrap();
}

async fn asvs_6_2_4_common_passwords_are_refused(database: Database) {
    let life = Life::with(&database, internet).await;
    is_refused_everywhere(&life, "Sunshine1", PasswordRejected::Common).await;
    let refused = life.auth.hash_password("iloveyou").await.unwrap_err();
    assert!(matches!(refused, SetPasswordError::Password(PasswordRejected::Common)), "{refused}");
}

/// The user's own address counts, and so do the service's name and host.
async fn asvs_6_2_11_names_are_refused(database: Database) {
    let life = Life::with(&database, internet).await;
    is_refused_everywhere(&life, "Guillaume2026", PasswordRejected::Context).await;
    for name in ["R3bloch0n!", "fromage-2026"] {
        let refused = life.auth.hash_password(name).await.unwrap_err();
        assert!(matches!(refused, SetPasswordError::Password(PasswordRejected::Context)), "{refused}");
    }
    life.auth.hash_password("guillaume eats reblochon daily").await.unwrap();
    life.auth.hash_password("Guillaume2026").await.unwrap();
}

async fn asvs_6_2_9_what_is_refused_is_not_hashed(database: Database) {
    let life = Life::with(&database, internet).await;
    for bad in ["short", "Sunshine1", "Reblochon1", &"x".repeat(257), &"\u{1f642}".repeat(257)] {
        life.auth.sign_up(EMAIL, bad, &laptop()).await.unwrap_err();
    }
    assert_eq!(life.auth.hashes_made(), 0);
    life.auth.sign_up(EMAIL, &"\u{1f642}x".repeat(128), &laptop()).await.unwrap();
    assert_eq!(life.auth.hashes_made(), 1);
}

/// ASVS 6.2.10: nobody is made to change a password because time has passed.
async fn asvs_6_2_10_no_password_is_ever_too_old(database: Database) {
    let life = Life::with(&database, internet).await;
    life.verified(EMAIL).await;
    life.clock.advance(Duration::from_hours(2 * 365 * 24));
    let session = life.signed_in(EMAIL).await;
    assert!(life.auth.check_session(&session.session_id).await.unwrap().is_some());
}

async fn the_original_takes_any_password(database: Database) {
    let life = Life::with(&database, |auth| auth.service("Bienvenue", "http://127.0.0.1:5000")).await;
    let user = life.auth.register_user("bienvenue@example.org", "x").await.unwrap();
    for any in ["password", "bienvenue", "123456", &"x".repeat(1_024)] {
        life.auth.set_password(user.id, any).await.unwrap();
    }
}

/// Who has a password from before the rules signs in with it.
async fn a_login_asks_nothing_of_a_password(database: Database) {
    let any = Life::with(&database, |auth| auth).await;
    let internet = Life::with(&database, internet).await;
    for old in ["x", "password", "guillaume", &"x".repeat(1_000)] {
        let email = format!("guillaume.{}@holberton.io", old.len());
        any.auth.register_user(&email, old).await.unwrap();
        assert!(internet.auth.valid_login(&email, old).await.unwrap());
    }
}
