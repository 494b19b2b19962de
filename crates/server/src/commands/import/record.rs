//! One user as another system wrote him down: columns with their values, whatever file they come from.

use std::fmt;

use bienvenue::core::locale::Locale;
use bienvenue::core::password::hash::PasswordHash;
use bienvenue::core::time::Timestamp;
use serde_json::{Map, Value};

use crate::moment;

/// Why a user is not imported. It quotes nothing: what stands there may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong(pub(super) String);

impl Wrong {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// Where a user stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On this line, or beginning there.
    Line(u64),
    /// So many users are before him, and himself.
    User(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::User(user) => write!(f, "user {user}"),
        }
    }
}

/// A user's columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Record(Map<String, Value>);

impl Record {
    pub(super) const fn new(columns: Map<String, Value>) -> Self {
        Self(columns)
    }

    /// The text in the first of these columns that has one.
    pub(super) fn text(&self, names: &[&str]) -> Result<Option<&str>, Wrong> {
        let Some((name, value)) = self.find(names) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| Wrong::new(format!("`{name}` is no text")))
    }

    /// Yes or no, in the spellings of JSON, of numbers and of databases.
    pub(super) fn flag(&self, names: &[&str]) -> Result<bool, Wrong> {
        let Some((name, value)) = self.find(names) else { return Ok(false) };
        let text = match value {
            Value::Bool(flag) => return Ok(*flag),
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.to_ascii_lowercase(),
            _ => String::new(),
        };
        match text.as_str() {
            "1" | "t" | "true" | "yes" => Ok(true),
            "0" | "f" | "false" | "no" => Ok(false),
            _ => Err(Wrong::new(format!("`{name}` is neither true nor false"))),
        }
    }

    /// Whether there is anything in this column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(&[name]).is_some()
    }

    /// A moment, in the spellings of RFC 3339 and of databases, or as a number.
    pub(super) fn moment(&self, names: &[&str]) -> Result<Option<Timestamp>, Wrong> {
        let Some((name, value)) = self.find(names) else { return Ok(None) };
        let read = match value {
            Value::Number(number) => number.as_i64().and_then(moment::of_number),
            Value::String(text) => moment::read(text),
            _ => None,
        };
        read.map(Some).ok_or_else(|| Wrong::new(format!("`{name}` is no moment like 2026-11-20T06:14:43Z")))
    }

    /// A hash that can be verified.
    pub(super) fn hash(&self, names: &[&str]) -> Result<Option<PasswordHash>, Wrong> {
        self.text(names)?.map(hash).transpose()
    }

    /// The language of the user's mails, as far as it is spoken here.
    pub(super) fn locale(&self, names: &[&str]) -> Result<Option<Locale>, Wrong> {
        Ok(self.text(names)?.and_then(Locale::from_tag))
    }

    /// The columns in this one.
    pub(super) fn inner(&self, name: &str) -> Result<Self, Wrong> {
        match self.0.get(name) {
            Some(Value::Object(columns)) => Ok(Self(columns.clone())),
            _ => Err(Wrong::new(format!("`{name}` is no JSON object"))),
        }
    }

    /// The objects in this column.
    pub(super) fn list(&self, name: &str) -> Result<Vec<Self>, Wrong> {
        let Some(value) = self.0.get(name) else { return Ok(Vec::new()) };
        let items = value.as_array().ok_or_else(|| Wrong::new(format!("`{name}` is no list")))?;
        Ok(items.iter().filter_map(Value::as_object).map(|columns| Self(columns.clone())).collect())
    }

    /// The whole number in a column, in a text or first in a list: Keycloak writes all three.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Wrong> {
        let value = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Array(items)) => items.first().unwrap_or(&Value::Null),
            Some(value) => value,
        };
        let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
        number.map(Some).ok_or_else(|| Wrong::new(format!("`{name}` is no number")))
    }

    /// The text in a column, or first in the list that stands there.
    pub(super) fn list_text(&self, name: &str) -> Result<Option<String>, Wrong> {
        let value = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Array(items)) => items.first().unwrap_or(&Value::Null),
            Some(value) => value,
        };
        let text = value.as_str().map(str::to_owned);
        text.map(Some).ok_or_else(|| Wrong::new(format!("`{name}` is no text")))
    }

    /// A column that is there and not empty; databases have several words for nothing.
    fn find<'n>(&self, names: &[&'n str]) -> Option<(&'n str, &Value)> {
        names.iter().find_map(|name| {
            let value = self.0.get(*name)?;
            let is_nothing = value.is_null() || matches!(value.as_str(), Some("" | "NULL" | "\\N"));
            (!is_nothing).then_some((*name, value))
        })
    }
}

/// A hash that can be verified.
pub(super) fn hash(text: &str) -> Result<PasswordHash, Wrong> {
    PasswordHash::parse(text).map_err(|why| Wrong::new(why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(json: &str) -> Record {
        Record(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn nothing_has_many_spellings() {
        let empty = record(r#"{"a":null,"b":"","c":"NULL","d":"\\N"}"#);
        for name in ["a", "b", "c", "d", "e"] {
            assert_eq!(empty.text(&[name]), Ok(None));
            assert_eq!(empty.moment(&[name]), Ok(None));
            assert_eq!(empty.flag(&[name]), Ok(false));
        }
        assert_eq!(record(r#"{"a":"","b":"x"}"#).text(&["a", "b"]), Ok(Some("x")));
    }

    #[test]
    fn a_flag_is_true_or_false() {
        for yes in ["true", "1", "\"t\"", "\"TRUE\"", "\"1\""] {
            assert_eq!(record(&format!("{{\"a\":{yes}}}")).flag(&["a"]), Ok(true), "{yes}");
        }
        for no in ["false", "0", "\"f\"", "\"0\""] {
            assert_eq!(record(&format!("{{\"a\":{no}}}")).flag(&["a"]), Ok(false), "{no}");
        }
        for wrong in ["2", "\"maybe\"", "[]"] {
            assert!(record(&format!("{{\"a\":{wrong}}}")).flag(&["a"]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_not_quoted() {
        let wrong = record(r#"{"a":"s3cret","b":7}"#);
        for told in [
            wrong.flag(&["a"]).unwrap_err(),
            wrong.moment(&["a"]).unwrap_err(),
            wrong.text(&["b"]).unwrap_err(),
        ] {
            assert!(!told.0.contains("s3cret") && told.0.contains('`'), "{told:?}");
        }
        assert!(!wrong.hash(&["a"]).unwrap_err().0.contains("s3cret"));
    }
}
