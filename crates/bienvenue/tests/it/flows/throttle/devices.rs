//! The owner is not locked out by what strangers do.

use super::{
    EMAIL, End, NEW_PASSWORD, OTHER, PASSWORD, at, browser, guess, log_in, number, seconds, throttled,
};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_1_1_strangers_do_not_lock_out_a_known_device,
    a_known_device_has_few_guesses_of_its_own,
    asvs_6_1_1_what_a_client_says_of_itself_exempts_nobody,
    a_device_is_known_to_its_own_account_only,
    a_reset_lets_a_device_in_that_has_guessed_too_often,
);

const HOME: &str = "192.0.2.7";

async fn asvs_6_1_1_strangers_do_not_lock_out_a_known_device(database: Database) {
    let (auth, clock) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &browser(HOME, "laptop")).await, End::In);
    for from in 0..200 {
        guess(&auth, EMAIL, &number(from)).await;
        clock.advance(seconds(1_000));
    }
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(999)).await, End::Wait(900));
    // At home and elsewhere, whatever others do in the same network.
    for from in [HOME, "203.0.113.5"] {
        assert_eq!(log_in(&auth, EMAIL, PASSWORD, &browser(from, "laptop")).await, End::In);
        for _ in 0..30 {
            guess(&auth, EMAIL, &at(from)).await;
            guess(&auth, OTHER, &at(from)).await;
        }
    }
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &browser(HOME, "laptop")).await, End::In);
    // Who signs in elsewhere for the first time waits as strangers do, and no longer.
    for from in 0..6 {
        guess(&auth, EMAIL, &number(from)).await;
    }
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(77)).await, End::Wait(1));
    clock.advance(seconds(1));
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(77)).await, End::In);
}

async fn a_known_device_has_few_guesses_of_its_own(database: Database) {
    let (auth, clock) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let laptop = browser(HOME, "laptop");
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &laptop).await, End::In);
    let hashes = auth.hashes_made();
    let mut looked_at = 0;
    while guess(&auth, EMAIL, &laptop).await == End::Wrong {
        looked_at += 1;
    }
    assert_eq!(looked_at, 10, "five that anybody has, and five of its own");
    assert_eq!(auth.hashes_made() - hashes, 10);
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &laptop).await, End::Wait(1));
    clock.advance(seconds(1));
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &laptop).await, End::In);
}

/// The same name in the same network, and a secret that nobody signed in with.
async fn asvs_6_1_1_what_a_client_says_of_itself_exempts_nobody(database: Database) {
    let (auth, _) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &at(HOME)).await, End::In);
    for _ in 0..5 {
        assert_eq!(guess(&auth, EMAIL, &at(HOME)).await, End::Wrong);
    }
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &at(HOME)).await, End::Wait(1));
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &browser(HOME, "made up")).await, End::Wait(1));
    // A failure makes no device known either.
    assert_eq!(guess(&auth, EMAIL, &browser(HOME, "made up")).await, End::Wait(1));
}

async fn a_device_is_known_to_its_own_account_only(database: Database) {
    let (auth, _) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    auth.register_user(OTHER, PASSWORD).await.unwrap();
    let attacker = browser(HOME, "attacker");
    assert_eq!(log_in(&auth, OTHER, PASSWORD, &attacker).await, End::In);
    for _ in 0..5 {
        assert_eq!(guess(&auth, EMAIL, &attacker).await, End::Wrong);
    }
    assert_eq!(guess(&auth, EMAIL, &attacker).await, End::Wait(1));
    assert_eq!(guess(&auth, "nobody@example.org", &attacker).await, End::Wrong);
}

async fn a_reset_lets_a_device_in_that_has_guessed_too_often(database: Database) {
    let (auth, clock) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let laptop = browser(HOME, "laptop");
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &laptop).await, End::In);
    for _ in 0..220 {
        guess(&auth, EMAIL, &laptop).await;
        clock.advance(seconds(1_000));
    }
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &laptop).await, End::Wait(900));
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    auth.update_password(&token, NEW_PASSWORD).await.unwrap();
    assert_eq!(log_in(&auth, EMAIL, NEW_PASSWORD, &laptop).await, End::In);
}
