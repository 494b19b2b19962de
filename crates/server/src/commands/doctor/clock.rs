//! The clock, held against those of others. Sessions and links end by it, and replicas must agree.

use std::time::{Duration, Instant};

use bienvenue::core::time::{Clock as _, SystemClock, Timestamp};

use super::finding::Finding;

/// A header tells seconds, and was on its way for a while.
const APART: Duration = Duration::from_secs(3);

/// Another clock, and how far ahead of ours it was.
#[derive(Debug)]
pub(super) struct Hand {
    whose: &'static str,
    micros_ahead: i64,
}

impl Hand {
    /// Another clock that said this, when the question took from `asked` until now.
    pub(super) fn read(whose: &'static str, said: Timestamp, asked: Instant) -> Self {
        let half = i64::try_from(asked.elapsed().as_micros() / 2).unwrap_or_default();
        Self { whose, micros_ahead: said.as_micros() - (SystemClock.now().as_micros() - half) }
    }
}

/// Whether the clocks agree.
pub(super) fn check(hands: &[Hand]) -> Finding {
    const CHECK: &str = "clock";
    if hands.is_empty() {
        return Finding::skipped(CHECK, "nobody else told the time");
    }
    let apart = |hand: &&Hand| Duration::from_micros(hand.micros_ahead.unsigned_abs()) > APART;
    let wrong: Vec<_> = hands.iter().filter(apart).map(told).collect();
    if wrong.is_empty() {
        let whose: Vec<_> = hands.iter().map(|hand| hand.whose).collect();
        return Finding::good(CHECK, format!("agrees with that of {}", whose.join(" and of ")));
    }
    Finding::wrong(
        CHECK,
        wrong.join("; "),
        "Keep both machines in time, with chrony or systemd-timesyncd (`timedatectl set-ntp true`).\n\
         Sessions, links and throttles end by the clock.",
    )
}

fn told(hand: &Hand) -> String {
    let seconds = hand.micros_ahead / 1_000_000;
    let way = if seconds < 0 { "behind" } else { "ahead of" };
    format!("the clock of {} is {} s {way} this one", hand.whose, seconds.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_are_apart_are_told() {
        let hand = |seconds: i64| Hand { whose: "the database", micros_ahead: seconds * 1_000_000 };
        assert!(format!("{:?}", check(&[hand(2), hand(-3)])).contains("Good"));
        let told = format!("{:?}", check(&[hand(0), hand(-600)]));
        assert!(told.contains("Wrong") && told.contains("600 s behind this one"), "{told}");
    }
}
