//! A clock that steps back gives no guesses away, and locks nobody out for longer than the longest wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::core::time::{Clock, Timestamp};
use bienvenue::{Auth, EventKind, EventQuery};

use super::{EMAIL, End, PASSWORD, guess, log_in, number, throttled_with};
use crate::support::app::START;
use crate::support::{Database, every_engine};

every_engine!(asvs_6_3_1_a_clock_that_steps_back_gives_nothing_away, a_wrong_clock_locks_nobody_out);

/// A clock that can be set to any moment.
#[derive(Debug)]
struct AnyClock(AtomicI64);

impl Clock for AnyClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

impl AnyClock {
    fn set(&self, moment: Timestamp) {
        self.0.store(moment.as_micros(), Ordering::SeqCst);
    }
}

async fn on_any_clock(database: &Database) -> (Auth, Arc<AnyClock>) {
    let clock = Arc::new(AnyClock(AtomicI64::new(START.as_micros())));
    let given = Arc::clone(&clock);
    (throttled_with(database, ThrottlePolicy::INTERNET, |auth| auth.clock(given)).await.0, clock)
}

async fn asvs_6_3_1_a_clock_that_steps_back_gives_nothing_away(database: Database) {
    let (auth, clock) = on_any_clock(&database).await;
    for from in 0..3 {
        assert_eq!(guess(&auth, EMAIL, &number(from)).await, End::Wrong);
    }
    for (back, from) in [(1, 3), (24, 4)] {
        clock.set(START.minus(Duration::from_hours(back)));
        assert_eq!(guess(&auth, EMAIL, &number(from)).await, End::Wrong, "what is free stays free");
    }
    for back in [24, 48, 1, 0] {
        clock.set(START.minus(Duration::from_hours(back)));
        assert!(matches!(guess(&auth, EMAIL, &number(50)).await, End::Wait(1..=900)), "{back}");
        assert_eq!(auth.hashes_made(), 5);
        if back == 48 {
            break;
        }
    }
}

async fn a_wrong_clock_locks_nobody_out(database: Database) {
    let (auth, clock) = on_any_clock(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for from in 0..5 {
        guess(&auth, EMAIL, &number(from)).await;
    }
    let real = START.minus(Duration::from_hours(24 * 365));
    clock.set(real);
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(9)).await, End::Wait(900));
    // The wait is cut by a write that nobody waits for, together with its event.
    let query = EventQuery { kind: Some(EventKind::SignInThrottled), ..EventQuery::default() };
    for _ in 0..500 {
        if !auth.store().search_events(query, None, 1).await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    clock.set(real.plus(Duration::from_mins(15)));
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &number(9)).await, End::In);
}
