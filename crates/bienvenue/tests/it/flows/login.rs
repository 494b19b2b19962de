//! Login: the password that opens a session is the one that was checked.

use std::sync::Arc;
use std::time::Duration;

use bienvenue::{Auth, LoginError, SessionsOf, UserChanges};

use super::{EMAIL, NEW_PASSWORD, PASSWORD, auth, auth_with};
use crate::support::randomness::Staged;
use crate::support::{Database, every_engine};

every_engine!(
    the_right_password_opens_a_session,
    nothing_else_does,
    asvs_6_2_10_a_password_does_not_expire,
    a_password_changed_meanwhile_opens_nothing,
    a_user_disabled_or_deleted_meanwhile_gets_nothing,
    asvs_6_3_4_a_disabled_user_gets_the_answer_of_a_wrong_password,
    asvs_6_3_8_every_login_costs_one_hash,
    of_many_logins_at_once_each_has_a_session,
);

fn is_refused(login: &Result<bienvenue::LoggedIn, LoginError>) -> bool {
    matches!(login, Err(LoginError::WrongCredentials))
}

async fn count_sessions(auth: &Auth) -> usize {
    auth.store().list_sessions(SessionsOf::Everyone, None, 100).await.unwrap().len()
}

async fn the_right_password_opens_a_session(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let login = auth.login(EMAIL, PASSWORD).await.unwrap();
    assert_eq!(login.user.id, user.id);
    let found = auth.get_user_from_session_id(&login.session_id).await.unwrap().unwrap();
    assert_eq!(found.id, user.id);
    assert!(found.last_login_at.is_some());
}

async fn nothing_else_does(database: Database) {
    let (auth, _) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let padded = format!("{PASSWORD} ");
    for (email, password) in [
        (EMAIL, NEW_PASSWORD),
        (EMAIL, ""),
        (EMAIL, &padded),
        (EMAIL, &"x".repeat(2_000)),
        ("nobody@example.org", PASSWORD),
        ("", PASSWORD),
        ("no address", PASSWORD),
    ] {
        assert!(is_refused(&auth.login(email, password).await), "{email}");
        assert!(!auth.valid_login(email, password).await.unwrap(), "{email}");
    }
    assert_eq!(count_sessions(&auth).await, 0);
}

/// Holds a login between the check of its password and the opening of its session, does `meanwhile`, and lets it go on.
async fn login_while<F: Future<Output = ()>>(
    database: &Database,
    meanwhile: impl FnOnce(Auth) -> F,
) -> Result<bienvenue::LoggedIn, LoginError> {
    let (auth, _) = auth(database).await;
    let randomness = Arc::new(Staged::default());
    let given = Arc::clone(&randomness);
    let (held_auth, _) = auth_with(database, |auth| auth.randomness(given)).await;
    // The first randomness that a login takes is for the session's secret, after the check.
    let held = randomness.plan_hold();
    let mut logins = tokio::task::JoinSet::new();
    logins.spawn(async move { held_auth.login(EMAIL, PASSWORD).await });
    held.is_reached().await;
    meanwhile(auth).await;
    held.go_on();
    logins.join_next().await.unwrap().unwrap()
}

async fn asvs_6_2_10_a_password_does_not_expire(database: Database) {
    let (auth, clock) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for _ in 0..3 {
        clock.advance(Duration::from_hours(24 * 365));
        assert!(auth.login(EMAIL, PASSWORD).await.is_ok());
    }
}

async fn a_password_changed_meanwhile_opens_nothing(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    assert!(login_while(&database, async |_| {}).await.is_ok(), "without a change it goes through");

    let login =
        login_while(&database, async |auth| auth.set_password(user.id, NEW_PASSWORD).await.unwrap()).await;
    assert!(is_refused(&login));
    assert_eq!(count_sessions(&auth).await, 0);

    // Not even a change to the same password, by a reset.
    auth.set_password(user.id, PASSWORD).await.unwrap();
    let login = login_while(&database, async |auth| {
        let token = auth.get_reset_password_token(EMAIL).await.unwrap();
        auth.update_password(&token, PASSWORD).await.unwrap();
    });
    assert!(is_refused(&login.await));
    assert_eq!(count_sessions(&auth).await, 0);
}

async fn a_user_disabled_or_deleted_meanwhile_gets_nothing(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let login = login_while(&database, async |auth| {
        auth.store().update_user(user.id, UserChanges::default().disabled(true)).await.unwrap();
    });
    assert!(is_refused(&login.await));
    auth.store().update_user(user.id, UserChanges::default().disabled(false)).await.unwrap();
    assert!(auth.login(EMAIL, PASSWORD).await.is_ok());
    let login = login_while(&database, async |auth| {
        assert!(auth.store().delete_user(user.id).await.unwrap());
    });
    assert!(is_refused(&login.await));
    assert_eq!(count_sessions(&auth).await, 0);
}

async fn asvs_6_3_4_a_disabled_user_gets_the_answer_of_a_wrong_password(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    auth.store().update_user(user.id, UserChanges::default().disabled(true)).await.unwrap();
    assert!(is_refused(&auth.login(EMAIL, PASSWORD).await));
    assert!(!auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    assert!(auth.create_session(EMAIL).await.unwrap().is_none());
    assert!(auth.get_reset_password_token(EMAIL).await.is_err());
}

/// ASVS 6.3.8 and 6.2.9: one hash for whoever could be a user, right or wrong, known or not; none for what nobody can have.
async fn asvs_6_3_8_every_login_costs_one_hash(database: Database) {
    let (auth, _) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let disabled = auth.register_user("disabled@example.org", PASSWORD).await.unwrap();
    auth.store().update_user(disabled.id, UserChanges::default().disabled(true)).await.unwrap();
    let too_long = "x".repeat(1_025);
    for (email, password, cost) in [
        (EMAIL, PASSWORD, 1),
        (EMAIL, NEW_PASSWORD, 1),
        ("nobody@example.org", PASSWORD, 1),
        ("disabled@example.org", PASSWORD, 1),
        (EMAIL, &too_long, 0),
        ("nobody@example.org", &too_long, 0),
        ("no address", PASSWORD, 0),
    ] {
        let before = auth.hashes_made();
        let _ = auth.login(email, password).await;
        assert_eq!(auth.hashes_made() - before, cost, "{email}, {} bytes", password.len());
    }
}

async fn of_many_logins_at_once_each_has_a_session(database: Database) {
    let (auth, _) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let logins = futures_util::future::join_all((0..40).map(|_| auth.login(EMAIL, PASSWORD))).await;
    for login in logins {
        let session_id = login.unwrap().session_id;
        assert!(auth.get_user_from_session_id(&session_id).await.unwrap().is_some());
    }
    assert_eq!(count_sessions(&auth).await, 40);
}
