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

/// A moment as RFC 3339 and as databases write it: `2026-11-20T07:14:43+01:00`, `2026-11-20 06:14:43.12`, `2026-11-20`, or a
/// number. Without an offset it is UTC.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    if let Ok(number) = text.parse() {
        return of_number(number);
    }
    let (local, offset) = split_offset(text)?;
    let whole =
        if local.len() == "2026-11-20".len() { format!("{local}T00:00:00") } else { local.to_owned() };
    let moment = humantime::parse_rfc3339_weak(&whole).ok()?;
    let micros = i64::try_from(moment.duration_since(UNIX_EPOCH).ok()?.as_micros()).ok()?;
    Some(Timestamp::from_micros(micros.checked_sub(offset.checked_mul(1_000_000)?)?))
}

/// Seconds, milliseconds or microseconds since the epoch: whichever of them is between 1973 and 5138.
pub(crate) fn of_number(number: i64) -> Option<Timestamp> {
    let micros = match number {
        100_000_000..100_000_000_000 => number.checked_mul(1_000_000)?,
        100_000_000_000..100_000_000_000_000 => number.checked_mul(1_000)?,
        100_000_000_000_000..100_000_000_000_000_000 => number,
        _ => return None,
    };
    Some(Timestamp::from_micros(micros))
}

/// The text without its offset, and that in seconds to the east.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(local) = text.strip_suffix(['Z', 'z']).or_else(|| text.strip_suffix(" UTC")) {
        return Some((local, 0));
    }
    // The hyphens of the date are none.
    let begin = text.get(10..).and_then(|time| time.find(['+', '-'])).map(|place| place + 10);
    let Some((local, offset)) = begin.and_then(|begin| text.split_at_checked(begin)) else {
        return Some((text, 0));
    };
    let (sign, digits) = offset.split_at_checked(1)?;
    let digits: String = digits.chars().filter(|&c| c != ':').collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { "0" } else { minutes };
    let seconds = hours.parse::<u32>().ok()? * 3_600 + minutes.parse::<u32>().ok()? * 60;
    let seconds = i64::from(seconds);
    Some((local, if sign == "-" { -seconds } else { seconds }))
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
    fn a_moment_is_read_in_many_spellings() {
        let moment = Timestamp::from_micros(1_795_155_283_120_000);
        for text in [
            "2026-11-20T06:14:43.120000Z",
            "2026-11-20T06:14:43.12Z",
            "2026-11-20 06:14:43.120",
            "2026-11-20 06:14:43.12+00",
            "2026-11-20T07:14:43.12+01:00",
            "2026-11-20 01:44:43.12-0430",
            "2026-11-20 06:14:43.12 UTC",
            "1795155283120",
            "1795155283120000",
        ] {
            assert_eq!(read(text), Some(moment), "{text}");
        }
        assert_eq!(read("1795155283"), Some(Timestamp::from_micros(1_795_155_283_000_000)));
        assert_eq!(read("2026-11-20"), Some(Timestamp::from_micros(1_795_132_800_000_000)));
        for wrong in [
            "",
            "yesterday",
            "0",
            "-1",
            "2026-13-01",
            "2026-11-20T06:14:43+",
            "2026-11-20T06:14:43+1",
            "é",
            "9".repeat(30).as_str(),
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn no_moment_panics() {
        assert_eq!(to_the_minute(Timestamp::from_micros(i64::MIN)), "1970-01-01 00:00");
        assert_eq!(to_the_minute(Timestamp::from_micros(i64::MAX)), "9999-12-31 23:59");
    }
}
