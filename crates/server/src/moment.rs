//! Moments as text: RFC 3339, UTC.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bienvenue::core::time::Timestamp;

/// The last second that four digits of a year can tell.
const END: Duration = Duration::from_secs(253_402_300_799);

/// To the microsecond, as it is stored: `2026-11-20T06:14:43.120000Z`.
pub(crate) fn exact(moment: Timestamp) -> String {
    humantime::format_rfc3339_micros(tellable(moment)).to_string()
}

/// To the minute, for tables: `2026-11-20 06:14`.
pub(crate) fn to_the_minute(moment: Timestamp) -> String {
    let text = humantime::format_rfc3339_seconds(tellable(moment)).to_string();
    text.chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// The time of the day: `06:14:43Z`.
pub(crate) fn time_of_day(moment: Timestamp) -> String {
    humantime::format_rfc3339_seconds(tellable(moment)).to_string().chars().skip(11).collect()
}

/// Damaged data may hold a moment that has no text; the formatter would panic.
fn tellable(moment: Timestamp) -> SystemTime {
    moment.to_system_time().clamp(UNIX_EPOCH, UNIX_EPOCH + END)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_utc() {
        let moment = Timestamp::from_micros(1_795_155_283_120_000);
        assert_eq!(exact(moment), "2026-11-20T06:14:43.120000Z");
        assert_eq!(to_the_minute(moment), "2026-11-20 06:14");
        assert_eq!(time_of_day(moment), "06:14:43Z");
    }

    #[test]
    fn no_moment_panics() {
        assert_eq!(to_the_minute(Timestamp::from_micros(i64::MIN)), "1970-01-01 00:00");
        assert_eq!(to_the_minute(Timestamp::from_micros(i64::MAX)), "9999-12-31 23:59");
    }
}
