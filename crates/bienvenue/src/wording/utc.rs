//! Moments for people: a day, a time, and that it is UTC, because nobody knows where the reader is.

use bienvenue_core::locale::Locale;
use bienvenue_core::time::Timestamp;

/// Such as `1 June 2026 at 12:00 UTC`.
pub(crate) fn moment(at: Timestamp, locale: Locale) -> String {
    let minutes = at.as_micros().div_euclid(60_000_000);
    let (hour, minute) = (minutes.div_euclid(60).rem_euclid(24), minutes.rem_euclid(60));
    let (year, month, day) = date(minutes.div_euclid(24 * 60));
    match locale {
        Locale::En => format!("{day} {} {year} at {hour:02}:{minute:02} UTC", name(&MONTHS_EN, month)),
        Locale::Fr => {
            let ordinal = if day == 1 { "er" } else { "" };
            format!("{day}{ordinal} {} {year} à {hour:02}:{minute:02} UTC", name(&MONTHS_FR, month))
        }
    }
}

/// Such as `1 June`.
#[cfg(feature = "http")]
pub(crate) fn day(at: Timestamp, locale: Locale) -> String {
    let (_, month, day) = date(at.as_micros().div_euclid(86_400_000_000));
    match locale {
        Locale::En => format!("{day} {}", name(&MONTHS_EN, month)),
        Locale::Fr => {
            let ordinal = if day == 1 { "er" } else { "" };
            format!("{day}{ordinal} {}", name(&MONTHS_FR, month))
        }
    }
}

/// Such as `12:00`, UTC.
#[cfg(feature = "http")]
pub(crate) fn hour(at: Timestamp) -> String {
    let minutes = at.as_micros().div_euclid(60_000_000);
    format!("{:02}:{:02}", minutes.div_euclid(60).rem_euclid(24), minutes.rem_euclid(60))
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

fn name(months: &[&'static str; 12], month: usize) -> &'static str {
    months.get(month).copied().unwrap_or_default()
}

/// Year, month from 0 and day from 1 of the day that comes `days` after 1 January 1970, in the Gregorian calendar.
fn date(days: i64) -> (i64, usize, i64) {
    /// Of 400 years, after which the calendar repeats.
    const CYCLE: i64 = 146_097;
    // Each year begins on 1 March here, so that a leap day is its last; day 0 is 1 March of the year 0.
    let days = days + 719_468;
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (day - day / 1_460 + day / 36_524 - day / (CYCLE - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * day + 2) / 153;
    let day = day - (153 * from_march + 2) / 5 + 1;
    let is_next_year = from_march >= 10;
    let month = if is_next_year { from_march - 10 } else { from_march + 2 };
    (cycle * 400 + year + i64::from(is_next_year), usize::try_from(month).unwrap_or_default(), day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_in_both_languages() {
        let at = Timestamp::from_micros(1_780_315_259_999_999);
        assert_eq!(moment(at, Locale::En), "1 June 2026 at 12:00 UTC");
        assert_eq!(moment(at, Locale::Fr), "1er juin 2026 à 12:00 UTC");
        assert_eq!((day(at, Locale::En).as_str(), day(at, Locale::Fr).as_str()), ("1 June", "1er juin"));
        assert_eq!(hour(at), "12:00");
        let before = Timestamp::from_micros(-1);
        assert_eq!(moment(before, Locale::Fr), "31 décembre 1969 à 23:59 UTC");
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (days, expected) in [
            (0, (1970, 0, 1)),
            (59, (1970, 2, 1)),
            (11_016, (2000, 1, 29)),
            (11_017, (2000, 2, 1)),
            (20_605, (2026, 5, 1)),
            (47_540, (2100, 1, 28)),
            (47_541, (2100, 2, 1)),
            (-719_468, (0, 2, 1)),
        ] {
            assert_eq!(date(days), expected, "{days}");
        }
        // The ends of what can be told overflow nothing.
        let _ = moment(Timestamp::from_micros(i64::MAX), Locale::En);
        let _ = moment(Timestamp::from_micros(i64::MIN), Locale::En);
    }
}
