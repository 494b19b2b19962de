//! The settings as they are in force, each with the place that it comes from.

use std::fmt::Write as _;

use serde::Serialize;

use super::key::{self, Default, Key};
use super::problem::Place;
use super::reader::Reader;
use super::secret::{is_secret, masked};
use super::value::Value;

/// A setting in force.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    /// Its name.
    setting: &'static str,
    /// Its value as the file has it, without a password; nothing if it is not set and has no default.
    value: Option<String>,
    /// Where it stands: a line of the file, a variable, or the defaults.
    from: String,
}

impl Shown {
    pub(super) fn all(reader: &Reader) -> Vec<Self> {
        key::all().map(|key| Self::of(key, reader)).collect()
    }

    fn of(key: &Key, reader: &Reader) -> Self {
        let (value, place) = match (reader.written(key.name), key.default) {
            (Some((value, place)), _) => (Some(literal(key.name, value)), place.clone()),
            (None, Default::Is(literal)) => (Some(literal.to_string()), Place::Default),
            (None, Default::Means { .. } | Default::Required { .. }) => (None, Place::Default),
        };
        Self { setting: key.name, value, from: place.to_string() }
    }
}

/// As a line of the file has it.
fn literal(name: &str, value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Variable(text) if is_secret(name) => {
            let whole = text.strip_prefix("sqlite:").map(|_| text.clone());
            format!("{:?}", whole.or_else(|| masked(text)).unwrap_or_else(|| "***".to_owned()))
        }
        other => other.shown(),
    }
}

/// All of them as a file that could be read again, but for the passwords. What is not set stands in a comment.
pub(crate) fn as_toml(shown: &[Shown]) -> String {
    let mut text = String::new();
    let mut section = "";
    for Shown { setting, value, from } in shown {
        let (its_section, name) = setting.rsplit_once('.').unwrap_or(("", setting));
        if its_section != section {
            section = its_section;
            let _ = write!(text, "\n[{section}]\n");
        }
        let _ = match value {
            Some(value) => writeln!(text, "{:<44}  # {from}", format!("{name} = {value}")),
            None => writeln!(text, "# {name} is not set"),
        };
    }
    text
}
