//! A moment as text for programs: RFC 3339, in UTC, to the microsecond.

use super::Timestamp;

/// The moments that have a year of four digits.
const FIRST: i64 = -62_167_219_200_000_000;
const LAST: i64 = 253_402_300_799_999_999;

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

impl Timestamp {
    /// The moment as `2026-06-01T12:00:00.000000Z` (RFC 3339). Always as long and always to the microsecond, so that texts
    /// sort as the moments do. What lies before the year 0 or after 9999 is told as the nearest moment that does not.
    pub fn to_rfc3339(self) -> String {
        let micros = self.as_micros().clamp(FIRST, LAST);
        let (seconds, fraction) =
            (micros.div_euclid(MICROS_PER_SECOND), micros.rem_euclid(MICROS_PER_SECOND));
        let (days, second) = (seconds.div_euclid(SECONDS_PER_DAY), seconds.rem_euclid(SECONDS_PER_DAY));
        let (year, month, day) = date(days);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z")
    }
}

/// Year, month and day in the Gregorian calendar of a day counted from 1970-01-01.
///
/// Years are counted from March, so that the day which not every year has is the last one, and in cycles of 400 years, which
/// all have as many days.
fn date(days: i64) -> (i64, i64, i64) {
    const CYCLE: i64 = 146_097;
    // The first of March of the year 0 is this many days before the epoch.
    let days = days + 719_468;
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (day - day / 1_460 + day / 36_524 - day / (CYCLE - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    // From March on, five months have 153 days, twice and a bit.
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = 400 * cycle + year + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(micros: i64) -> String {
        Timestamp::from_micros(micros).to_rfc3339()
    }

    #[test]
    fn known_moments() {
        assert_eq!(text(0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(text(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(text(1_780_315_200_000_000), "2026-06-01T12:00:00.000000Z");
        assert_eq!(text(1_709_251_199_000_001), "2024-02-29T23:59:59.000001Z");
        assert_eq!(text(951_782_400_000_000), "2000-02-29T00:00:00.000000Z");
        assert_eq!(text(4_107_542_400_000_000), "2100-03-01T00:00:00.000000Z");
        assert_eq!(text(i64::MAX), "9999-12-31T23:59:59.999999Z");
        assert_eq!(text(i64::MIN), "0000-01-01T00:00:00.000000Z");
    }

    /// Every day of four cycles is the one after the day before.
    #[test]
    fn every_day_follows_the_one_before() {
        let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let mut expected = date(-719_468);
        assert_eq!(expected, (0, 3, 1));
        for days in -719_468..4 * 146_097 - 719_468 {
            assert_eq!(date(days), expected, "{days}");
            let (year, month, day) = expected;
            let length = match month {
                2 if is_leap(year) => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            expected = match (month, day) {
                (12, 31) => (year + 1, 1, 1),
                _ if day == length => (year, month + 1, 1),
                _ => (year, month, day + 1),
            };
        }
    }
}
