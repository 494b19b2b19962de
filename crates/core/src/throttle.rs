//! How many guesses are free, and how long the next one has to wait.
//!
//! Attempts are counted by who they are about (an account, known or not) and where they come from (a network). Within a
//! window a number of failures is free; after that each next attempt has to wait, twice as long as the one before, up to a
//! longest wait. Nobody is locked out by what others do: who proves that he was signed in before is counted apart.

use std::time::Duration;

use crate::id::{SessionId, UserId};
use crate::time::Timestamp;
use crate::token::TokenDigest;

/// How guesses are slowed down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottlePolicy {
    /// Failures that an account has free in a window; a device or a session that was signed in before has as many of its own.
    pub account_failures: u32,
    /// Failures that a network has free in a window, at whatever accounts.
    pub network_failures: u32,
    /// Consecutive failures at an account after which only devices that were signed in before, or a new password by mail,
    /// help. NIST SP 800-63B allows 100.
    pub most_failures: u32,
    /// Registrations and mails that may be asked for in a window about one address.
    pub account_requests: u32,
    /// The same from one network.
    pub network_requests: u32,
    /// Registrations and mails that strangers may ask for in a minute, all together.
    pub mails_per_minute: u32,
    /// How long is counted before it begins anew.
    pub window: Duration,
    /// The first wait; each is twice the one before.
    pub first_delay: Duration,
    /// The longest wait.
    pub longest_delay: Duration,
}

impl ThrottlePolicy {
    /// For a service that strangers reach.
    pub const INTERNET: Self = Self {
        account_failures: 5,
        network_failures: 20,
        most_failures: 100,
        account_requests: 5,
        network_requests: 20,
        mails_per_minute: 600,
        window: Duration::from_hours(1),
        first_delay: Duration::from_secs(1),
        longest_delay: Duration::from_mins(15),
    };

    /// Guesses at the account with this canonical address, whether there is one or not.
    pub fn account(&self, canonical: &str) -> ThrottleKey {
        self.guesses(account_digest(canonical))
    }

    /// Guesses at an account from a device that its owner signed in from before. A new password is a new count.
    pub fn device(&self, user: UserId, device: &TokenDigest, password_changed_at: Timestamp) -> ThrottleKey {
        let device =
            TokenDigest::of_text(&format!("{user}\n{}", password_changed_at.as_micros())).with(device);
        self.guesses(TokenDigest::of_text("device").with(&device))
    }

    /// Guesses by whoever holds a session.
    pub fn session(&self, id: SessionId) -> ThrottleKey {
        self.guesses(TokenDigest::of_text(&format!("session\n{id}")))
    }

    /// Guesses by whoever holds a link.
    pub fn link(&self, link: &TokenDigest) -> ThrottleKey {
        self.guesses(TokenDigest::of_text("link").with(link))
    }

    /// Guesses from a network, at whatever accounts.
    pub fn network(&self, network: &str) -> ThrottleKey {
        Self::shared(&format!("network\n{network}"), self.network_failures, self.window)
    }

    /// Registrations and mails about one address.
    pub fn requests_about(&self, canonical: &str) -> ThrottleKey {
        Self::shared(&format!("requests about\n{canonical}"), self.account_requests, self.window)
    }

    /// The same from a network.
    pub fn requests_from(&self, network: &str) -> ThrottleKey {
        Self::shared(&format!("requests from\n{network}"), self.network_requests, self.window)
    }

    /// The same of all strangers together.
    pub fn requests(&self) -> ThrottleKey {
        Self::shared("requests", self.mails_per_minute, Duration::from_mins(1))
    }

    fn guesses(&self, digest: TokenDigest) -> ThrottleKey {
        let most = Some(self.most_failures);
        ThrottleKey { digest, budget: self.account_failures, most, window: self.window }
    }

    fn shared(text: &str, budget: u32, window: Duration) -> ThrottleKey {
        ThrottleKey { digest: TokenDigest::of_text(text), budget, most: None, window }
    }

    /// After how many doublings of the first wait the longest is reached.
    pub fn doublings(&self) -> u32 {
        let reaches = |doublings: &u32| self.first_delay.saturating_mul(1 << doublings) >= self.longest_delay;
        (0..31).find(reaches).unwrap_or(31)
    }

    /// How long the next attempt has to wait after this many failures.
    pub fn delay_after(&self, key: &ThrottleKey, failures: u32) -> Duration {
        let Some(beyond) = failures.checked_sub(key.budget) else { return Duration::ZERO };
        let doubled = self.first_delay.saturating_mul(1 << beyond.min(self.doublings()));
        doubled.min(self.longest_delay).min(key.window)
    }
}

/// What attempts at an account are counted by: a digest, so that no address stands in the table.
pub fn account_digest(canonical: &str) -> TokenDigest {
    TokenDigest::of_text(&format!("account\n{canonical}"))
}

/// What attempts are counted by, and how many are free.
#[derive(Clone, Copy, Debug)]
pub struct ThrottleKey {
    /// What the table knows of it.
    pub digest: TokenDigest,
    /// How many failures are free in a window.
    pub budget: u32,
    /// How many may follow one another without a success, where one success tells of all of them.
    pub most: Option<u32>,
    /// How long is counted.
    pub window: Duration,
}

impl ThrottleKey {
    /// Whether it is shared by people who have nothing to do with each other, so that the success of one says nothing of
    /// the others' failures.
    pub const fn is_shared(&self) -> bool {
        self.most.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: ThrottlePolicy = ThrottlePolicy::INTERNET;

    #[test]
    fn asvs_6_1_1_the_wait_doubles_up_to_the_longest() {
        let account = POLICY.account("bob@example.org");
        let waits: Vec<_> =
            (4..18).map(|failures| POLICY.delay_after(&account, failures).as_secs()).collect();
        assert_eq!(waits, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
        assert_eq!(POLICY.delay_after(&account, u32::MAX).as_secs(), 900);
        assert_eq!(POLICY.delay_after(&POLICY.network("192.0.2.1"), 19).as_secs(), 0);
        assert_eq!(POLICY.delay_after(&POLICY.network("192.0.2.1"), 20).as_secs(), 1);
    }

    /// Counted by the minute, nobody has to wait for longer than a minute.
    #[test]
    fn no_wait_is_longer_than_its_window() {
        assert_eq!(POLICY.delay_after(&POLICY.requests(), 10_000), Duration::from_mins(1));
    }

    #[test]
    fn odd_policies_do_not_overflow() {
        let odd = ThrottlePolicy { first_delay: Duration::ZERO, ..POLICY };
        assert_eq!(odd.delay_after(&odd.account("x"), 1_000), Duration::ZERO);
        let odd = ThrottlePolicy { longest_delay: Duration::MAX, window: Duration::MAX, ..POLICY };
        assert_eq!(odd.delay_after(&odd.account("x"), 1_000), Duration::from_secs(1 << 31));
    }

    #[test]
    fn what_is_counted_apart_has_digests_of_its_own() {
        let digests = [
            POLICY.account("x"),
            POLICY.network("x"),
            POLICY.requests_about("x"),
            POLICY.requests_from("x"),
            POLICY.requests(),
            POLICY.link(&TokenDigest::of_text("x")),
            POLICY.session(SessionId::from_uuid(uuid::Uuid::nil())),
        ];
        for (number, key) in digests.iter().enumerate() {
            assert!(digests.iter().skip(number + 1).all(|other| other.digest != key.digest), "{number}");
        }
        let device = |user: u128, text, set| {
            let user = UserId::from_uuid(uuid::Uuid::from_u128(user));
            POLICY.device(user, &TokenDigest::of_text(text), Timestamp::from_micros(set)).digest
        };
        assert!(device(1, "a", 1) == device(1, "a", 1));
        assert!(device(1, "a", 1) != device(2, "a", 1));
        assert!(device(1, "a", 1) != device(1, "b", 1));
        assert!(device(1, "a", 1) != device(1, "a", 2));
    }
}
