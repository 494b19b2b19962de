//! Guesses from one network, at many accounts.

use futures_util::future::join_all;

use super::{EMAIL, End, OTHER, PASSWORD, at, guess, log_in, number, seconds, throttled};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_3_1_stuffing_from_one_address_waits,
    asvs_6_3_1_ones_own_logins_buy_no_guesses_at_others,
    an_ipv6_customer_is_one_network,
    many_right_passwords_at_once_leave_nothing_behind,
);

const HERE: &str = "192.0.2.7";

fn victim(number: u32) -> String {
    format!("victim-{number}@example.org")
}

async fn asvs_6_3_1_stuffing_from_one_address_waits(database: Database) {
    let (auth, clock) = throttled(&database).await;
    let (here, victims) = (at(HERE), (0..100).map(victim).collect::<Vec<_>>());
    let ends = join_all(victims.iter().map(|victim| guess(&auth, victim, &here))).await;
    let looked_at = ends.iter().filter(|end| **end == End::Wrong).count();
    assert_eq!((looked_at, ends.iter().filter(|end| **end == End::Wait(1)).count()), (20, 80), "{ends:?}");
    assert_eq!(auth.hashes_made(), 20);
    assert_eq!(guess(&auth, &victim(200), &number(1)).await, End::Wrong, "elsewhere is elsewhere");
    clock.advance(seconds(1));
    assert_eq!(guess(&auth, &victim(201), &at(HERE)).await, End::Wrong);
    assert_eq!(guess(&auth, &victim(202), &at(HERE)).await, End::Wait(2));
}

/// ASVS 6.3.1: who has an account of his own could sign in between two guesses.
async fn asvs_6_3_1_ones_own_logins_buy_no_guesses_at_others(database: Database) {
    let (auth, clock) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for guesses in 0..20 {
        assert_eq!(log_in(&auth, EMAIL, PASSWORD, &at(HERE)).await, End::In);
        assert_eq!(guess(&auth, &victim(guesses), &at(HERE)).await, End::Wrong, "{guesses}");
    }
    for (number, wait) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
        assert_eq!(log_in(&auth, EMAIL, PASSWORD, &at(HERE)).await, End::Wait(wait));
        clock.advance(seconds(wait));
        // A login that is let in holds nobody up longer, and takes nothing of the count away.
        assert_eq!(log_in(&auth, EMAIL, PASSWORD, &at(HERE)).await, End::In);
        assert_eq!(guess(&auth, &victim(100 + number), &at(HERE)).await, End::Wrong);
    }
}

async fn an_ipv6_customer_is_one_network(database: Database) {
    let (auth, _) = throttled(&database).await;
    for host in 0..20 {
        let from = at(&format!("2001:db8:1:2::{host:x}"));
        assert_eq!(guess(&auth, &victim(host), &from).await, End::Wrong);
    }
    assert_eq!(guess(&auth, OTHER, &at("2001:db8:1:2:ffff::1")).await, End::Wait(1));
    assert_eq!(guess(&auth, OTHER, &at("2001:db8:1:3::1")).await, End::Wrong);
    // IPv4 in its IPv6 form is IPv4.
    for host in 20..40 {
        guess(&auth, &victim(host), &at("::ffff:192.0.2.9")).await;
    }
    assert_eq!(guess(&auth, &victim(50), &at("192.0.2.9")).await, End::Wait(1));
    assert_eq!(guess(&auth, &victim(51), &at("192.0.2.10")).await, End::Wrong);
}

async fn many_right_passwords_at_once_leave_nothing_behind(database: Database) {
    let (auth, _) = throttled(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for _ in 0..10 {
        let logins =
            join_all((0..4).map(|_| async { log_in(&auth, EMAIL, PASSWORD, &at(HERE)).await })).await;
        assert!(logins.iter().all(|end| *end == End::In), "{logins:?}");
    }
    // Nothing of them is left: as many guesses are free as at first.
    for free in 0..5 {
        assert_eq!(guess(&auth, EMAIL, &at(HERE)).await, End::Wrong, "{free}");
    }
    assert_eq!(guess(&auth, EMAIL, &at(HERE)).await, End::Wait(1));
    for free in 5..20 {
        assert_eq!(guess(&auth, &victim(free), &at(HERE)).await, End::Wrong, "{free}");
    }
    assert_eq!(guess(&auth, OTHER, &at(HERE)).await, End::Wait(1));
}
