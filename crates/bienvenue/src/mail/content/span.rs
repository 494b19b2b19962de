//! How long something lasts, in words.

use std::time::Duration;

use bienvenue_core::locale::Locale;

/// A whole number of the largest unit that leaves nothing over, in minutes, hours or days; never less than a minute.
pub(super) fn span(duration: Duration, locale: Locale) -> String {
    let minutes = (duration.as_secs() / 60).max(1);
    // "24 hours" is clearer than "a day", which may be today.
    let (number, unit) = match minutes {
        minutes if minutes % (24 * 60) == 0 && minutes > 24 * 60 => (minutes / (24 * 60), Unit::Day),
        minutes if minutes % 60 == 0 => (minutes / 60, Unit::Hour),
        minutes => (minutes, Unit::Minute),
    };
    let word = match (locale, unit) {
        (Locale::En | Locale::Fr, Unit::Minute) => "minute",
        (Locale::En, Unit::Hour) => "hour",
        (Locale::En, Unit::Day) => "day",
        (Locale::Fr, Unit::Hour) => "heure",
        (Locale::Fr, Unit::Day) => "jour",
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

#[derive(Clone, Copy)]
enum Unit {
    Minute,
    Hour,
    Day,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_that_fits_is_named() {
        for (minutes, en, fr) in [
            (0, "1 minute", "1 minute"),
            (1, "1 minute", "1 minute"),
            (30, "30 minutes", "30 minutes"),
            (60, "1 hour", "1 heure"),
            (90, "90 minutes", "90 minutes"),
            (24 * 60, "24 hours", "24 heures"),
            (7 * 24 * 60, "7 days", "7 jours"),
        ] {
            let duration = Duration::from_mins(minutes);
            assert_eq!((span(duration, Locale::En), span(duration, Locale::Fr)), (en.into(), fr.into()));
        }
        assert_eq!(span(Duration::from_secs(119), Locale::En), "1 minute");
    }
}
