//! How long a session lives.

use std::time::Duration;

use crate::time::Timestamp;

/// The two limits of a session (ASVS 7.3.1, 7.3.2). It ends at whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetime {
    /// Ends a session that nobody used for this long. Seven days unless configured.
    pub idle: Duration,
    /// Ends a session this long after its login, however busy it is. Thirty days unless configured.
    pub absolute: Duration,
}

/// Uses of a session closer together than this are not written down, so that a busy session costs one write a minute.
const TOUCH_INTERVAL: Duration = Duration::from_mins(1);

impl Default for SessionLifetime {
    fn default() -> Self {
        Self { idle: Duration::from_hours(7 * 24), absolute: Duration::from_hours(30 * 24) }
    }
}

impl SessionLifetime {
    /// When a session opened at `now` ends at the latest.
    pub fn absolute_end(&self, now: Timestamp) -> Timestamp {
        now.plus(self.absolute)
    }

    /// When a session used at `now` ends unless it is used again.
    pub fn idle_end(&self, now: Timestamp) -> Timestamp {
        now.plus(self.idle)
    }

    /// How far apart two uses are that are both written down: a minute, or less where a session does not live that long
    /// unused.
    pub fn touch_interval(&self) -> Duration {
        TOUCH_INTERVAL.min(self.idle / 2)
    }

    /// Whether a use at `now` is to be written down, when the last one that was stands at `last_seen_at`.
    pub fn is_touch_due(&self, last_seen_at: Timestamp, now: Timestamp) -> bool {
        now >= last_seen_at.plus(self.touch_interval())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ASVS 7.1.1: the documented defaults are the real ones.
    #[test]
    fn asvs_7_1_1_and_nist_2_1_3_defaults() {
        let lifetime = SessionLifetime::default();
        assert_eq!(lifetime.idle, Duration::from_hours(168));
        assert_eq!(lifetime.absolute, Duration::from_hours(720));
    }

    #[test]
    fn a_use_is_written_down_once_a_minute() {
        let (start, lifetime) = (Timestamp::from_micros(0), SessionLifetime::default());
        assert!(!lifetime.is_touch_due(start, start.plus(Duration::from_secs(59))));
        assert!(lifetime.is_touch_due(start, start.plus(Duration::from_mins(1))));
    }

    #[test]
    fn a_session_in_use_does_not_end_between_two_touches() {
        let brief = SessionLifetime { idle: Duration::from_secs(10), ..SessionLifetime::default() };
        assert!(brief.touch_interval() < brief.idle);
    }
}
