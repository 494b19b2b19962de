//! The counts are in the database: they hold for all replicas, over a restart, and not at all without it.

use bienvenue::{Fault, LoginError, Retention};
use futures_util::future::join_all;

use super::{EMAIL, End, PASSWORD, guess, log_in, number, seconds, throttled};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_3_1_two_services_count_together,
    asvs_6_3_1_a_restart_forgets_nothing,
    asvs_16_5_3_what_cannot_be_counted_is_not_verified,
    only_digests_are_stored,
    what_says_nothing_any_more_is_deleted,
);

async fn asvs_6_3_1_two_services_count_together(database: Database) {
    let (one, _) = throttled(&database).await;
    let (two, _) = throttled(&database).await;
    one.register_user(EMAIL, PASSWORD).await.unwrap();
    let hashes = one.hashes_made() + two.hashes_made();
    let froms: Vec<_> = (0..60).map(number).collect();
    let ends = join_all(froms.iter().enumerate().map(|(count, from)| {
        let auth = if count % 2 == 0 { &one } else { &two };
        guess(auth, EMAIL, from)
    }));
    let looked_at = ends.await.into_iter().filter(|end| *end == End::Wrong).count();
    assert_eq!(looked_at, 5);
    assert_eq!(one.hashes_made() + two.hashes_made() - hashes, 5);
}

async fn asvs_6_3_1_a_restart_forgets_nothing(database: Database) {
    let (auth, _) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for from in 0..3 {
        assert_eq!(guess(&auth, EMAIL, &number(from)).await, End::Wrong);
    }
    drop(auth);
    let (auth, _) = throttled(&database).await;
    for from in 3..5 {
        assert_eq!(guess(&auth, EMAIL, &number(from)).await, End::Wrong);
    }
    drop(auth);
    let (auth, _) = throttled(&database).await;
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(9)).await, End::Wait(1));
}

async fn asvs_16_5_3_what_cannot_be_counted_is_not_verified(database: Database) {
    let (auth, _) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    database.run_script("ALTER TABLE throttles RENAME TO elsewhere");
    let hashes = auth.hashes_made();
    let login = auth.sign_in(EMAIL, PASSWORD, &number(1)).await;
    assert!(matches!(login, Err(LoginError::Fault(Fault::Unavailable(_)))), "{login:?}");
    assert!(matches!(auth.valid_login(EMAIL, PASSWORD).await, Err(Fault::Unavailable(_))));
    assert_eq!(auth.hashes_made(), hashes);
}

async fn only_digests_are_stored(database: Database) {
    let (auth, _) = throttled(&database).await;
    guess(&auth, "Somebody@example.org", &number(7)).await;
    // The address that it came from is in the event.
    for text in ["somebody", "Somebody", "example.org"] {
        assert!(!database.rows_hold(text.as_bytes()), "{text}");
    }
}

async fn what_says_nothing_any_more_is_deleted(database: Database) {
    let (auth, clock) = throttled(&database).await;
    guess(&auth, EMAIL, &number(1)).await;
    let retention = Retention { events: seconds(10 * 365 * 24 * 3_600), ..Retention::default() };
    let clean = async || auth.store().delete_expired(retention).await.unwrap().records;
    assert_eq!(clean().await, 0);
    clock.advance(seconds(3 * 3_600));
    assert_eq!(clean().await, 1, "the network");
    clock.advance(seconds(31 * 24 * 3_600));
    assert_eq!(clean().await, 1, "an account that was guessed at once");
    for from in 0..6 {
        guess(&auth, EMAIL, &number(from)).await;
        clock.advance(seconds(900));
    }
    clock.advance(seconds(31 * 24 * 3_600));
    assert_eq!(clean().await, 6, "the networks: an account under attack is remembered for a year");
    clock.advance(seconds(366 * 24 * 3_600));
    assert_eq!(clean().await, 1);
}
