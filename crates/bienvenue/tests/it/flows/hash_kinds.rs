//! Users brought along from elsewhere, whose hashes cost something else: a wrong guess costs the same for everybody.

use bienvenue::core::email::EmailAddress;
use bienvenue::core::password::hash::{HashScheme, PasswordHash};
use bienvenue::{Auth, Client, LoginError, UserChanges, Verification};

use super::{EMAIL, NEW_PASSWORD, PASSWORD, auth, auth_with};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_3_8_a_wrong_guess_costs_the_same_for_everybody,
    asvs_6_3_8_a_right_password_that_opens_nothing_costs_as_much_as_a_wrong_one,
    what_nobody_has_any_more_is_forgotten,
    another_process_hears_of_it,
    asvs_6_3_8_nobody_is_told_by_a_password_that_bcrypt_would_cut,
);

/// Django's spelling, of the password "secret", with hardly any work.
const FOREIGN: &str = "pbkdf2_sha256$1000$c6PDFSUBPx2b$0nWNKWwAGDrr0C6lMZ5QsDcbNQKqKaXyIrTHsyVd4SE=";

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// How many hashes a guess at this address makes.
async fn cost(auth: &Auth, email: &str) -> u64 {
    let before = auth.hashes_made();
    assert!(!auth.valid_login(email, "a wrong guess").await.unwrap());
    auth.hashes_made() - before
}

async fn asvs_6_3_8_a_wrong_guess_costs_the_same_for_everybody(database: Database) {
    let (auth, _) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    auth.learn_hash_kinds().await.unwrap();
    for email in [EMAIL, "nobody@example.org"] {
        assert_eq!(cost(&auth, email).await, 1);
    }
    let imported = PasswordHash::parse(FOREIGN).unwrap();
    auth.store().add_user(address("imported@example.org"), imported).await.unwrap();
    let disabled = PasswordHash::parse(&FOREIGN.replace("1000", "1001")).unwrap();
    let other = auth.store().add_user(address("disabled@example.org"), disabled).await.unwrap();
    auth.store().update_user(other.id, UserChanges::default().disabled(true)).await.unwrap();
    auth.learn_hash_kinds().await.unwrap();
    for email in [EMAIL, "nobody@example.org", "imported@example.org", "disabled@example.org"] {
        assert_eq!(cost(&auth, email).await, 3, "{email}");
    }
    // Who knows his password does not pay for the others.
    let before = auth.hashes_made();
    assert!(auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    assert_eq!(auth.hashes_made() - before, 1);
}

/// Who registers with the address of somebody else and signs in with what he registered with finds a new account, which waits, or
/// the one that was there: the same work for both.
async fn asvs_6_3_8_a_right_password_that_opens_nothing_costs_as_much_as_a_wrong_one(database: Database) {
    let (auth, _) = auth_with(&database, |auth| auth.verification(Verification::Required)).await;
    let disabled = auth.register_user("disabled@example.org", PASSWORD).await.unwrap();
    auth.store().update_user(disabled.id, UserChanges::default().disabled(true)).await.unwrap();
    auth.sign_up("new@example.org", PASSWORD, &Client::unknown()).await.unwrap();
    auth.store()
        .add_user(address("imported@example.org"), PasswordHash::parse(FOREIGN).unwrap())
        .await
        .unwrap();
    auth.learn_hash_kinds().await.unwrap();
    for email in ["disabled@example.org", "new@example.org", "imported@example.org", "nobody@example.org"] {
        let before = auth.hashes_made();
        assert!(matches!(auth.login(email, PASSWORD).await, Err(LoginError::WrongCredentials)), "{email}");
        assert_eq!(auth.hashes_made() - before, 2, "{email}");
    }
}

async fn what_nobody_has_any_more_is_forgotten(database: Database) {
    let (auth, clock) = auth(&database).await;
    let imported = PasswordHash::parse(FOREIGN).unwrap();
    let user = auth.store().add_user(address("imported@example.org"), imported).await.unwrap();
    clock.advance(std::time::Duration::from_secs(1));
    auth.forget_unused_hash_kinds().await.unwrap();
    assert_eq!(cost(&auth, "nobody@example.org").await, 2, "somebody has it");
    auth.set_password(user.id, NEW_PASSWORD).await.unwrap();
    auth.forget_unused_hash_kinds().await.unwrap();
    assert_eq!(cost(&auth, "nobody@example.org").await, 1);
    assert_eq!(cost(&auth, "imported@example.org").await, 1);
}

async fn another_process_hears_of_it(database: Database) {
    let (service, _) = auth(&database).await;
    let (command_line, _) = auth(&database).await;
    service.learn_hash_kinds().await.unwrap();
    let imported = PasswordHash::parse(FOREIGN).unwrap();
    command_line.store().add_user(address("imported@example.org"), imported).await.unwrap();
    service.learn_hash_kinds().await.unwrap();
    assert_eq!(cost(&service, "nobody@example.org").await, 2);
}

/// It goes to Argon2id, before anybody could have noted that somebody has such a hash.
async fn asvs_6_3_8_nobody_is_told_by_a_password_that_bcrypt_would_cut(database: Database) {
    let (auth, clock) = auth_with(&database, |auth| auth.hash_scheme(HashScheme::Bcrypt { cost: 4 })).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let long = auth.register_user("long@example.org", &"a".repeat(73)).await.unwrap();
    assert!(long.hashed_password.as_str().starts_with("$argon2id$"));
    for _ in 0..2 {
        for email in [EMAIL, "long@example.org", "nobody@example.org"] {
            assert_eq!(cost(&auth, email).await, 2, "{email}");
        }
        clock.advance(std::time::Duration::from_secs(1));
        auth.forget_unused_hash_kinds().await.unwrap();
    }
    let (other_scheme, _) = super::auth(&database).await;
    other_scheme.learn_hash_kinds().await.unwrap();
    assert_eq!(cost(&other_scheme, "nobody@example.org").await, 3);
}
