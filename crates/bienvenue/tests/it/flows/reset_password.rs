//! Password reset.

use std::sync::Arc;
use std::time::Duration;

use bienvenue::core::email::EmailAddress;
use bienvenue::core::time::ManualClock;
use bienvenue::{Auth, Client, RequestResetError, ResetPasswordError, Retention, UserChanges};
use futures_util::future::join_all;

use super::{EMAIL, NEW_PASSWORD, PASSWORD, auth, auth_with};
use crate::support::randomness::Staged;
use crate::support::{Database, every_engine};

every_engine!(
    a_token_expires,
    a_token_is_for_one_address,
    a_token_of_a_user_who_has_moved_is_dead,
    asvs_2_3_4_of_many_uses_at_once_one_succeeds,
    of_many_requests_at_once_one_token_lives,
    a_refused_password_keeps_the_token,
    what_happens_while_a_reset_hashes_counts,
);

fn is_refused(reset: &Result<(), ResetPasswordError>) -> bool {
    matches!(reset, Err(ResetPasswordError::TokenRefused))
}

async fn a_token_expires(database: Database) {
    let lifetime = Duration::from_mins(1);
    let (auth, clock) = auth_with(&database, |auth| auth.reset_token_lifetime(lifetime)).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    clock.advance(lifetime);
    assert!(is_refused(&auth.update_password(&token, NEW_PASSWORD).await));
    assert_eq!(auth.store().delete_expired(Retention::default()).await.unwrap().tokens, 1);
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    clock.advance(lifetime.saturating_sub(Duration::from_micros(1)));
    auth.update_password(&token, NEW_PASSWORD).await.unwrap();
    assert!(auth.valid_login(EMAIL, NEW_PASSWORD).await.unwrap());
}

async fn a_token_is_for_one_address(database: Database) {
    let (auth, _) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    auth.register_user("eve@example.org", PASSWORD).await.unwrap();
    let token = auth.get_reset_password_token("eve@example.org").await.unwrap();
    let victim = EmailAddress::parse(EMAIL).unwrap();
    assert!(is_refused(&auth.update_password_of(&victim, &token, NEW_PASSWORD, &Client::unknown()).await));
    let eve = EmailAddress::parse("EVE@example.org").unwrap();
    auth.update_password_of(&eve, &token, NEW_PASSWORD, &Client::unknown()).await.unwrap();
    assert!(auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    assert!(auth.valid_login("eve@example.org", NEW_PASSWORD).await.unwrap());
}

async fn a_token_of_a_user_who_has_moved_is_dead(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    let elsewhere = EmailAddress::parse("elsewhere@example.org").unwrap();
    auth.store().update_user(user.id, UserChanges::default().email(elsewhere)).await.unwrap();
    assert!(is_refused(&auth.update_password(&token, NEW_PASSWORD).await));
    assert!(auth.valid_login("elsewhere@example.org", PASSWORD).await.unwrap());
    let unknown = auth.get_reset_password_token(EMAIL).await;
    assert!(matches!(unknown, Err(RequestResetError::UnknownEmail)));
}

async fn asvs_2_3_4_of_many_uses_at_once_one_succeeds(database: Database) {
    let (auth, _) = auth(&database).await;
    let (replica, _) = super::auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    let uses = (0..50).map(|number| {
        let (service, token) = (if number % 2 == 0 { &auth } else { &replica }, &token);
        let password = format!("password number {number}");
        async move { service.update_password(token, &password).await.map(|()| password) }
    });
    let (won, lost): (Vec<_>, Vec<_>) = join_all(uses).await.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    assert!(lost.into_iter().all(|lost| is_refused(&lost.map(drop))));
    let password = won.into_iter().next().unwrap().unwrap();
    assert!(auth.valid_login(EMAIL, &password).await.unwrap());
}

async fn of_many_requests_at_once_one_token_lives(database: Database) {
    let (auth, _) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let tokens = join_all((0..20).map(|_| auth.get_reset_password_token(EMAIL))).await;
    let mut resets = 0;
    for token in tokens {
        resets += usize::from(auth.update_password(&token.unwrap(), NEW_PASSWORD).await.is_ok());
    }
    assert_eq!(resets, 1);
}

async fn a_refused_password_keeps_the_token(database: Database) {
    let (auth, _) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    for refused in ["", &"x".repeat(1_025)] {
        let reset = auth.update_password(&token, refused).await;
        assert!(matches!(reset, Err(ResetPasswordError::Password(_))));
    }
    auth.update_password(&token, NEW_PASSWORD).await.unwrap();
}

/// Holds a reset between the look at its token and the use of it, does `meanwhile`, and tells whether it went through.
async fn reset_while<F: Future<Output = ()>>(
    database: &Database,
    meanwhile: impl FnOnce(Auth, Arc<ManualClock>, String) -> F,
) -> bool {
    let randomness = Arc::new(Staged::default());
    let given = Arc::clone(&randomness);
    let (held_auth, clock) = auth_with(database, |auth| auth.randomness(given)).await;
    let (auth, _) = auth(database).await;
    let token = auth.get_reset_password_token(EMAIL).await.unwrap().expose().to_owned();
    // The first randomness that a reset takes is for the salt of the new hash.
    let held = randomness.plan_hold();
    let mut resets = tokio::task::JoinSet::new();
    let its_token = token.clone();
    resets.spawn(async move { held_auth.update_password(its_token, "of the held reset").await });
    held.is_reached().await;
    meanwhile(auth, clock, token).await;
    held.go_on();
    let reset = resets.join_next().await.unwrap().unwrap();
    assert!(reset.is_ok() || is_refused(&reset));
    reset.is_ok()
}

async fn what_happens_while_a_reset_hashes_counts(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    assert!(reset_while(&database, async |_, _, _| {}).await);
    let expires = reset_while(&database, async |_, clock, _| clock.advance(Duration::from_mins(30)));
    assert!(!expires.await);
    let is_used = reset_while(&database, async |auth, _, token| {
        auth.update_password(token, NEW_PASSWORD).await.unwrap();
    });
    assert!(!is_used.await);
    let is_superseded = reset_while(&database, async |auth, _, _| {
        auth.get_reset_password_token(EMAIL).await.unwrap();
    });
    assert!(!is_superseded.await);
    let is_disabled = reset_while(&database, async |auth, _, _| {
        for disabled in [true, false] {
            auth.store().update_user(user.id, UserChanges::default().disabled(disabled)).await.unwrap();
        }
    });
    assert!(!is_disabled.await);
    assert!(auth.valid_login(EMAIL, NEW_PASSWORD).await.unwrap(), "none of them changed the password");
}
