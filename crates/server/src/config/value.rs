//! Values of settings: how each kind is read, and what to write instead when it cannot be.
//!
//! Each reader's error is the end of a sentence that begins with the setting's name.

use std::fmt::Display;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use bienvenue::http::Origin;

use super::key::Literal;

/// A value as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
    /// From the environment, where everything is text.
    Variable(String),
    /// Of a kind that no setting has, by the name of the kind.
    Other(&'static str),
}

impl From<Literal> for Value {
    fn from(literal: Literal) -> Self {
        match literal {
            Literal::Text(text) => Self::Text(text.to_owned()),
            Literal::Integer(number) => Self::Integer(number),
        }
    }
}

impl Value {
    /// The value as text, without telling it in the error: it may be a secret.
    pub(super) fn text(&self) -> Result<&str, String> {
        match self {
            Self::Text(text) | Self::Variable(text) if text.is_empty() => Err("is empty".to_owned()),
            Self::Text(text) | Self::Variable(text) => Ok(text),
            _ => Err("must be text in quotes".to_owned()),
        }
    }

    /// What the library reads out of a text, and says what to write instead.
    pub(super) fn parsed<T: FromStr<Err: Display>>(&self) -> Result<T, String> {
        let text = self.text()?;
        text.parse().map_err(|instead| format!("is {text:?}: {instead}"))
    }

    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Variable(text) => format!("{text:?}"),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(flag) => flag.to_string(),
            Self::Other(kind) => (*kind).to_owned(),
        }
    }

    /// A whole number in a range.
    pub(super) fn integer(&self, range: RangeInclusive<u32>) -> Result<u32, String> {
        let number = match self {
            Self::Integer(number) => u32::try_from(*number).ok(),
            Self::Variable(text) => text.parse().ok(),
            _ => None,
        };
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            format!("is {}: write a number from {} to {}", self.shown(), range.start(), range.end())
        })
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, String> {
        let written = self.text().unwrap_or_default();
        let found = choices.iter().find(|(word, _)| *word == written);
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let words: Vec<_> = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            format!("is {}: write {}", self.shown(), words.join(" or "))
        })
    }

    /// A time span in a range whose ends are written the same way.
    pub(super) fn duration(&self, from: &str, to: &str) -> Result<Duration, String> {
        let found = self.text().ok().and_then(parse_duration);
        let range = parse_duration(from)..=parse_duration(to);
        found.filter(|_| range.contains(&found)).ok_or_else(|| {
            format!("is {}: write a time span from \"{from}\" to \"{to}\", in s, m, h or d", self.shown())
        })
    }

    /// An address with a port.
    pub(super) fn address(&self) -> Result<SocketAddr, String> {
        address(self.text().unwrap_or_default()).map_err(|instead| format!("is {}: {instead}", self.shown()))
    }

    /// Ranges, origins or hosts, with commas between them. The error of each tells what to write.
    pub(super) fn list<T: FromStr<Err: Display>>(&self) -> Result<Vec<T>, String> {
        let items = self.text()?.split(',').map(|item| item.trim().parse::<T>());
        items.collect::<Result<_, _>>().map_err(|instead| format!("is {}: {instead}", self.shown()))
    }

    /// Where users are kept, not told in the error: it may hold a password.
    pub(super) fn database_url(&self) -> Result<String, String> {
        let text = self.text()?;
        let is_known =
            ["sqlite:", "postgres://", "postgresql://"].iter().any(|start| text.starts_with(start));
        let instead =
            "must start with sqlite: or postgres://, such as \"sqlite:/var/lib/bienvenue/bienvenue.db\"";
        if is_known { Ok(text.to_owned()) } else { Err(instead.to_owned()) }
    }

    /// The address that people type: HTTPS, or HTTP for this machine, and no path. Without a slash at its end.
    pub(super) fn public_url(&self) -> Result<Origin, String> {
        let text = self.text().unwrap_or_default();
        parse_public_url(text).ok_or_else(|| {
            format!(
                "is {}: write an address such as \"https://accounts.example.org\", with http only for localhost, \
                 and without a path",
                self.shown()
            )
        })
    }
}

/// An address with a port; `localhost` is this machine.
pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    let local = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    let local = local.map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    local
        .or_else(|| text.parse().ok())
        .ok_or_else(|| "write an address with a port, such as 127.0.0.1:5000".to_owned())
}

/// A whole number of one unit: `90s`, `30m`, `12h`, `7d`.
pub(crate) fn parse_duration(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return None,
    };
    let digits = text.strip_suffix(unit)?;
    // `parse` would take a sign.
    let number: u64 = digits.bytes().all(|c| c.is_ascii_digit()).then(|| digits.parse().ok())??;
    number.checked_mul(seconds).map(Duration::from_secs)
}

fn parse_public_url(text: &str) -> Option<Origin> {
    let origin: Origin = text.strip_suffix('/').unwrap_or(text).parse().ok()?;
    (origin.is_https() || origin.is_loopback()).then_some(origin)
}

#[cfg(test)]
mod tests {
    use bienvenue::http::{HostName, Network};

    use super::*;

    #[test]
    fn time_spans_are_read_strictly() {
        assert_eq!(parse_duration("90s"), Some(Duration::from_secs(90)));
        assert_eq!(parse_duration("30m"), Some(Duration::from_mins(30)));
        assert_eq!(parse_duration("12h"), Some(Duration::from_hours(12)));
        assert_eq!(parse_duration("7d"), Some(Duration::from_hours(7 * 24)));
        for wrong in
            ["", "7", "d", "7 d", "+7d", "-7d", "1.5h", "7D", "1h30m", "7w", "99999999999999999999d", "7é"]
        {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_time_span_out_of_range_says_what_to_write() {
        let value = |text: &str| Value::Text(text.to_owned());
        assert_eq!(value("2m").duration("2m", "1h"), Ok(Duration::from_mins(2)));
        assert_eq!(value("1h").duration("2m", "1h"), Ok(Duration::from_hours(1)));
        for wrong in ["0s", "119s", "61m", "soon"] {
            let told = value(wrong).duration("2m", "1h").unwrap_err();
            assert!(told.contains(wrong) && told.contains("\"2m\" to \"1h\""), "{told}");
        }
        assert!(Value::Integer(30).duration("2m", "1h").is_err(), "a number has no unit");
    }

    #[test]
    fn numbers_are_numbers_in_the_file_and_text_in_the_environment() {
        assert_eq!(Value::Integer(8).integer(1..=9), Ok(8));
        assert_eq!(Value::Variable("8".into()).integer(1..=9), Ok(8));
        for wrong in [Value::Text("8".into()), Value::Integer(10), Value::Integer(-1), Value::Boolean(true)] {
            assert!(wrong.integer(1..=9).unwrap_err().ends_with("write a number from 1 to 9"));
        }
    }

    #[test]
    fn the_public_address_is_https_or_this_machine() {
        for good in [
            "https://accounts.example.org",
            "https://example.org:8443",
            "https://192.0.2.7",
            "https://[2001:db8::1]:8443",
            "http://localhost:5000",
            "http://127.0.0.1:5000",
            "http://[::1]:5000",
        ] {
            for written in [good.to_owned(), format!("{good}/")] {
                assert_eq!(
                    parse_public_url(&written).map(|origin| origin.to_string()).as_deref(),
                    Some(good)
                );
            }
        }
        for bad in [
            "http://accounts.example.org",
            "accounts.example.org",
            "https://",
            "https:///",
            "https://example.org/login",
            "https://example.org?x=1",
            "https://bob@example.org",
            "https://example.org:0",
            "https://example.org:port",
            "https://[::1",
            "https://[example.org]",
            "https://[::1]x",
            "http://localhost.example.org",
            "ftp://example.org",
            "https://exa mple.org",
        ] {
            assert_eq!(parse_public_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn ranges_are_read_strictly() {
        let read = |text: &str| Value::Text(text.to_owned()).list::<Network>();
        let shown =
            read("10.0.0.0/8,192.0.2.7, ::1").unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(shown, ["10.0.0.0/8", "192.0.2.7/32", "::1/128"]);
        for wrong in ["10.0.0.0/8,", ",", "10.0.0.1/8", "proxy", "10.0.0.0/8 192.0.2.7"] {
            let told = read(wrong).unwrap_err();
            assert!(told.contains(wrong) && told.contains("write "), "{told}");
        }
    }

    #[test]
    fn origins_and_hosts_are_read_strictly() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(text("https://a.example, http://localhost:3000").list::<Origin>().unwrap().len(), 2);
        for wrong in
            ["*", "null", "https://a.example/", "https://*.example", "https://a.example https://b.example"]
        {
            let told = text(wrong).list::<Origin>().unwrap_err();
            assert!(told.contains(wrong) && told.contains("write an origin such as https://"), "{told}");
        }
        assert_eq!(text("a.example,10.0.0.7:5000, [::1]:5000").list::<HostName>().unwrap().len(), 3);
        for wrong in ["*", "https://a.example", "A.example", "a.example:0"] {
            let told = text(wrong).list::<HostName>().unwrap_err();
            assert!(told.contains(wrong) && told.contains("write a host such as"), "{told}");
        }
    }

    #[test]
    fn localhost_is_an_address() {
        assert_eq!(address("localhost:5001"), Ok(SocketAddr::from(([127, 0, 0, 1], 5001))));
        assert_eq!(address("[::1]:0").map(|address| address.ip().is_loopback()), Ok(true));
        for wrong in ["", "localhost", "localhost:", ":5000", "5000", "localhost:99999", "example.org:80"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
