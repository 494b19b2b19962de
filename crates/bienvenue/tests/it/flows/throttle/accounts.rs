//! Guesses at one account.

use std::time::Duration;

use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::{AdminError, Auth, User, UserChanges};
use futures_util::future::join_all;

use super::{
    EMAIL, End, NEW_PASSWORD, NOBODY, OTHER, PASSWORD, at, end, guess, log_in, number, seconds, throttled,
    throttled_with,
};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_3_1_the_wait_grows_and_costs_no_hash,
    asvs_6_3_8_known_and_unknown_accounts_wait_alike,
    asvs_6_3_1_of_many_guesses_at_once_the_free_ones_are_looked_at,
    asvs_6_3_1_of_many_guesses_at_once_each_is_counted,
    a_success_begins_the_count_anew,
    asvs_6_3_1_and_nist_3_2_2_a_hundred_failures_are_the_end_until_a_reset,
    the_count_of_a_window_begins_anew,
    an_operators_password_ends_the_wait,
    an_operator_ends_the_wait,
    the_methods_of_the_original_wait_too,
);

async fn asvs_6_3_1_the_wait_grows_and_costs_no_hash(database: Database) {
    let (auth, clock) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for free in 0..5 {
        assert_eq!(guess(&auth, EMAIL, &number(free)).await, End::Wrong, "{free}");
    }
    for (count, wait) in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900].into_iter().enumerate() {
        let from = number(100 + u32::try_from(count).unwrap());
        let hashes = auth.hashes_made();
        // The right password is not looked at either.
        assert_eq!(log_in(&auth, EMAIL, PASSWORD, &from).await, End::Wait(wait));
        assert_eq!(auth.hashes_made(), hashes, "a refusal costs no hash");
        clock.advance(Duration::from_micros(wait * 1_000_000 - 1));
        let almost = auth.sign_in(EMAIL, PASSWORD, &from).await;
        assert!(matches!(end(almost), End::Wait(0)), "a microsecond is told as it is; the face rounds it up");
        clock.advance(Duration::from_micros(1));
        assert_eq!(guess(&auth, EMAIL, &from).await, End::Wrong);
    }
}

async fn asvs_6_3_8_known_and_unknown_accounts_wait_alike(database: Database) {
    let (auth, clock) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let disabled = auth.register_user(OTHER, PASSWORD).await.unwrap();
    auth.store().update_user(disabled.id, UserChanges::default().disabled(true)).await.unwrap();
    for round in 0..12 {
        let mut ends = Vec::new();
        for email in [EMAIL, NOBODY, OTHER] {
            let hashes = auth.hashes_made();
            let spelled = if round % 2 == 0 { email.to_owned() } else { email.to_uppercase() };
            // The right password of the disabled account is a wrong one.
            let password = if email == OTHER { PASSWORD } else { NEW_PASSWORD };
            let ended = log_in(&auth, &spelled, password, &number(round)).await;
            ends.push((ended, auth.hashes_made() - hashes));
        }
        assert!(ends.iter().all(|end| *end == ends[0]), "{round}: {ends:?}");
        clock.advance(seconds(u64::from(round % 3)));
    }
}

/// ASVS 6.3.1: a hundred at once, in many networks: each is either looked at and counted, or refused.
async fn asvs_6_3_1_of_many_guesses_at_once_the_free_ones_are_looked_at(database: Database) {
    let (auth, _) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for (email, hundred) in [(EMAIL, 0), (NOBODY, 1)] {
        let hashes = auth.hashes_made();
        let froms: Vec<_> = (0..100).map(|from| number(hundred * 1_000 + from)).collect();
        let ends = join_all(froms.iter().map(|from| guess(&auth, email, from))).await;
        let count = |wanted| ends.iter().filter(|end| **end == wanted).count();
        assert_eq!((count(End::Wrong), count(End::Wait(1))), (5, 95), "{email}: {ends:?}");
        assert_eq!(auth.hashes_made() - hashes, 5, "{email}");
    }
}

/// Where all of them are free, all of them are counted: none is lost between a reading and a writing.
async fn asvs_6_3_1_of_many_guesses_at_once_each_is_counted(database: Database) {
    let policy = ThrottlePolicy { account_failures: 100, most_failures: 1_000, ..ThrottlePolicy::INTERNET };
    let (auth, _) = throttled_with(&database, policy, |auth| auth).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for (email, hundred) in [(EMAIL, 0), (NOBODY, 1)] {
        let hashes = auth.hashes_made();
        let froms: Vec<_> = (0..100).map(|from| number(hundred * 1_000 + from)).collect();
        let ends = join_all(froms.iter().map(|from| guess(&auth, email, from))).await;
        assert!(ends.iter().all(|end| *end == End::Wrong), "{email}: {ends:?}");
        assert_eq!(auth.hashes_made() - hashes, 100, "{email}");
        // A hundred free ones, and not one more.
        assert_eq!(guess(&auth, email, &number(hundred * 1_000 + 100)).await, End::Wait(1), "{email}");
    }
}

async fn a_success_begins_the_count_anew(database: Database) {
    let (auth, clock) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    auth.register_user(OTHER, PASSWORD).await.unwrap();
    for from in 0..4 {
        assert_eq!(guess(&auth, EMAIL, &number(from)).await, End::Wrong);
        assert_eq!(guess(&auth, OTHER, &number(from)).await, End::Wrong);
    }
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(9)).await, End::In);
    // His own count only.
    assert_eq!(guess(&auth, OTHER, &number(9)).await, End::Wrong);
    assert_eq!(guess(&auth, OTHER, &number(9)).await, End::Wait(1));
    for from in 10..15 {
        assert_eq!(guess(&auth, EMAIL, &number(from)).await, End::Wrong);
    }
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(20)).await, End::Wait(1));
    clock.advance(seconds(1));
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(20)).await, End::In);
}

/// NIST SP 800-63B, 3.2.2, however much time passes; a reset is the way out.
async fn asvs_6_3_1_and_nist_3_2_2_a_hundred_failures_are_the_end_until_a_reset(database: Database) {
    let (auth, clock) = throttled(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let is_stopped = async || auth.account_throttle(user.id).await.unwrap().unwrap().guesses.is_stopped;
    let mut failures = 0;
    for from in 0..200 {
        match guess(&auth, EMAIL, &number(from)).await {
            End::Wrong => failures += 1,
            End::Wait(wait) => assert_eq!(wait, 900),
            End::In => panic!("a wrong guess"),
        }
        assert_eq!(is_stopped().await, failures == 100);
        clock.advance(seconds(3_600));
        if from == 150 {
            auth.store().delete_expired(bienvenue::Retention::default()).await.unwrap();
        }
    }
    assert_eq!(failures, 100);
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(999)).await, End::Wait(900));
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    auth.update_password(&token, NEW_PASSWORD).await.unwrap();
    assert_eq!(log_in(&auth, EMAIL, NEW_PASSWORD, &number(999)).await, End::In);
    assert!(!is_stopped().await);
}

async fn the_count_of_a_window_begins_anew(database: Database) {
    let (auth, clock) = throttled(&database).await;
    for round in 0..3 {
        for from in 0..5 {
            assert_eq!(guess(&auth, EMAIL, &number(round * 10 + from)).await, End::Wrong);
        }
        assert_eq!(guess(&auth, EMAIL, &number(round * 10 + 6)).await, End::Wait(1));
        clock.advance(seconds(3_600));
    }
}

/// Somebody at whom was guessed too often.
async fn who_waits(auth: &Auth) -> User {
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for from in 0..6 {
        guess(auth, EMAIL, &number(from)).await;
    }
    assert_eq!(log_in(auth, EMAIL, PASSWORD, &number(9)).await, End::Wait(1));
    user
}

async fn an_operators_password_ends_the_wait(database: Database) {
    let (auth, _) = throttled(&database).await;
    let user = who_waits(&auth).await;
    auth.set_password(user.id, NEW_PASSWORD).await.unwrap();
    assert_eq!(log_in(&auth, EMAIL, NEW_PASSWORD, &number(9)).await, End::In);
}

async fn an_operator_ends_the_wait(database: Database) {
    let (auth, clock) = throttled(&database).await;
    let user = who_waits(&auth).await;
    clock.advance(Duration::from_millis(1));
    auth.reset_account_throttle(user.id).await.unwrap();
    let event = auth.store().list_events(user.id, None, 1).await.unwrap().remove(0);
    let by = (event.actor_id, event.key_id, event.address.as_deref());
    assert_eq!((event.kind.as_str(), by), ("throttle_reset", (None, None, None)));
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(9)).await, End::In);

    let (here, address) = (at("192.0.2.7"), "192.0.2.7".parse().unwrap());
    for from in 0..20 {
        assert_eq!(guess(&auth, &format!("{from}@example.org"), &here).await, End::Wrong);
    }
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &here).await, End::Wait(1));
    assert_eq!(auth.network_throttle(address).await.unwrap().guesses.attempts, 20);
    auth.reset_network_throttle(address).await.unwrap();
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &here).await, End::In);
    auth.store().delete_user(user.id).await.unwrap();
    let gone = auth.reset_account_throttle(user.id).await;
    assert!(matches!(gone, Err(AdminError::NoSuchUser)), "{gone:?}");
}

async fn the_methods_of_the_original_wait_too(database: Database) {
    let (auth, _) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for _ in 0..20 {
        assert!(
            auth.valid_login(EMAIL, PASSWORD).await.unwrap(),
            "the right password is never held up by itself"
        );
    }
    for _ in 0..5 {
        assert!(!auth.valid_login(EMAIL, NEW_PASSWORD).await.unwrap());
    }
    assert!(auth.valid_login(EMAIL, PASSWORD).await.is_err());
    assert_eq!(end(auth.login(EMAIL, PASSWORD).await), End::Wait(1));
    assert_eq!(guess(&auth, EMAIL, &at("192.0.2.1")).await, End::Wait(1));
}
