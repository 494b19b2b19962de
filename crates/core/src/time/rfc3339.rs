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

    /// The moment that a text such as `2026-06-01T12:00:00Z`, `2026-06-01T12:00:00.5Z` or `2026-06-01T14:00:00+02:00` tells
    /// (RFC 3339). Whatever is finer than a microsecond is cut off. Nothing for other texts, and for leap seconds.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let (head, tail) = text.split_at_checked("2026-06-01T12:00:00".len())?;
        let (fraction, offset) = tail.split_at_checked(tail.find(['Z', 'z', '+', '-'])?)?;
        let number = |from: usize, to: usize, most: i64| {
            let digits = head.get(from..to).filter(|digits| digits.bytes().all(|c| c.is_ascii_digit()))?;
            digits.parse().ok().filter(|number: &i64| *number <= most)
        };
        let is_mark =
            |(place, marks): (usize, &str)| head.get(place..=place).is_some_and(|c| marks.contains(c));
        if ![(4, "-"), (7, "-"), (10, "Tt"), (13, ":"), (16, ":")].into_iter().all(is_mark) {
            return None;
        }
        let day = (number(0, 4, 9_999)?, number(5, 7, 12)?, number(8, 10, 31)?);
        let time = number(11, 13, 23)? * 3_600 + number(14, 16, 59)? * 60 + number(17, 19, 59)?;
        let days = days(day);
        // A day that its month does not have is another one.
        if date(days) != day {
            return None;
        }
        let seconds = days * SECONDS_PER_DAY + time - seconds_to_the_east(offset)?;
        Some(Self::from_micros(seconds * MICROS_PER_SECOND + micros(fraction)?))
    }
}

/// The microseconds of `.5`, or of nothing.
fn micros(fraction: &str) -> Option<i64> {
    if fraction.is_empty() {
        return Some(0);
    }
    let digits = fraction.strip_prefix('.')?;
    let is_number = (1..=9).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
    format!("{digits:0<9}").get(..6).filter(|_| is_number)?.parse().ok()
}

/// The seconds of `Z` or `+02:00`.
fn seconds_to_the_east(offset: &str) -> Option<i64> {
    if offset.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, time) = offset.split_at_checked(1)?;
    let (hours, minutes) =
        time.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2)?;
    let number = |digits: &str, most: i64| {
        let digits = Some(digits).filter(|digits| digits.bytes().all(|c| c.is_ascii_digit()))?;
        digits.parse().ok().filter(|number: &i64| *number <= most)
    };
    let seconds = number(hours, 23)? * 3_600 + number(minutes, 59)? * 60;
    Some(if sign == "-" { -seconds } else { seconds })
}

/// How many days after the epoch a day is: [`date`] the other way round.
fn days((year, month, day): (i64, i64, i64)) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = (month + 9) % 12;
    let day = (153 * from_march + 2) / 5 + day - 1;
    cycle * 146_097 + year * 365 + year / 4 - year / 100 + day - 719_468
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
            assert_eq!(super::days(expected), days);
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

    #[test]
    fn what_is_told_is_read() {
        let read = |text: &str| Timestamp::from_rfc3339(text).map(Timestamp::as_micros);
        for micros in [0, -1, 1_780_315_200_000_000, 951_782_400_000_001, FIRST, LAST] {
            assert_eq!(read(&text(micros)), Some(micros));
        }
        for same in [
            "2026-06-01T12:00:00Z",
            "2026-06-01t12:00:00z",
            "2026-06-01T12:00:00.0Z",
            "2026-06-01T12:00:00.000000999Z",
            "2026-06-01T14:00:00+02:00",
            "2026-06-01T08:30:00-03:30",
        ] {
            assert_eq!(read(same), Some(1_780_315_200_000_000), "{same}");
        }
        assert_eq!(read("2026-06-01T12:00:00.5Z"), Some(1_780_315_200_500_000));
        for wrong in [
            "",
            "2026-06-01",
            "2026-06-01T12:00:00",
            "2026-06-01 12:00:00Z",
            "2026-02-29T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "2026-00-01T12:00:00Z",
            "2026-06-00T12:00:00Z",
            "2026-06-01T24:00:00Z",
            "2026-06-01T12:00:60Z",
            "2026-06-01T12:00:00.Z",
            "2026-06-01T12:00:00.0000000001Z",
            "2026-06-01T12:00:00+2:00",
            "2026-06-01T12:00:00+0200",
            "2026-06-01T12:00:00ZZ",
            "+026-06-01T12:00:00Z",
            "2026-06-01T12:00:00.é",
            "2026-06-01T12:00:0éZ",
            "éééééééééé",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
