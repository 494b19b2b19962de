//! How long ago something was, for what is read on the spot.

use bienvenue_core::locale::Locale;
use bienvenue_core::time::Timestamp;

use super::utc::moment;

const MINUTE: i64 = 60_000_000;

/// Such as `5 minutes ago`; beyond a day it is the moment that tells more.
pub(crate) fn ago(at: Timestamp, now: Timestamp, locale: Locale) -> String {
    let minutes = now.as_micros().saturating_sub(at.as_micros()).div_euclid(MINUTE);
    let (number, is_hours) = if minutes < 60 { (minutes, false) } else { (minutes / 60, true) };
    match (locale, number) {
        // A clock may have stepped back meanwhile.
        (Locale::En, ..1) => "just now".to_owned(),
        (Locale::Fr, ..1) => "à l’instant".to_owned(),
        _ if minutes >= 24 * 60 => moment(at, locale),
        (Locale::En, _) => {
            let unit = if is_hours { "hour" } else { "minute" };
            format!("{number} {unit}{} ago", plural(number))
        }
        (Locale::Fr, _) => {
            let unit = if is_hours { "heure" } else { "minute" };
            format!("il y a {number} {unit}{}", plural(number))
        }
    }
}

const fn plural(number: i64) -> &'static str {
    if number == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_today_is_told_by_its_distance() {
        let now = Timestamp::from_micros(1_780_315_200_000_000);
        let told = |minutes: i64, locale| {
            ago(Timestamp::from_micros(now.as_micros() - minutes * MINUTE), now, locale)
        };
        for (minutes, en, fr) in [
            (-5, "just now", "à l’instant"),
            (0, "just now", "à l’instant"),
            (1, "1 minute ago", "il y a 1 minute"),
            (59, "59 minutes ago", "il y a 59 minutes"),
            (60, "1 hour ago", "il y a 1 heure"),
            (1_439, "23 hours ago", "il y a 23 heures"),
            (1_440, "31 May 2026 at 12:00 UTC", "31 mai 2026 à 12:00 UTC"),
        ] {
            assert_eq!((told(minutes, Locale::En).as_str(), told(minutes, Locale::Fr).as_str()), (en, fr));
        }
    }
}
