//! The file: settings with the line on which they stand.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::value::Value;

/// A setting as the file has it, known or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) value: Value,
    /// Counted from 1.
    pub(super) line: usize,
}

/// Why a file is no TOML, and on which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotToml {
    pub(super) reason: String,
    pub(super) line: usize,
}

/// Reads every setting of a file. The reason of a refusal never quotes the file, which may hold a secret.
pub(super) fn parse(text: &str) -> Result<Vec<Found>, NotToml> {
    let table = DeTable::parse(text).map_err(|error| NotToml {
        reason: error.message().to_owned(),
        line: line_of(text, &error.span().unwrap_or_default()),
    })?;
    let mut found = Vec::new();
    flatten(text, "", table.get_ref(), &mut found);
    Ok(found)
}

fn flatten(text: &str, section: &str, table: &DeTable<'_>, found: &mut Vec<Found>) {
    for (key, value) in table {
        let name = if section.is_empty() {
            key.get_ref().to_string()
        } else {
            format!("{section}.{}", key.get_ref())
        };
        match value.get_ref() {
            // A section without settings is taken: a template has many.
            DeValue::Table(inner) => flatten(text, &name, inner, found),
            other => found.push(Found { name, value: read(other), line: line_of(text, &key.span()) }),
        }
    }
}

fn read(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("a number of many digits"), Value::Integer),
        DeValue::Float(_) => Value::Other("a number with a point"),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(_) => Value::Other("a list"),
        DeValue::Table(_) => Value::Other("a section"),
    }
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_its_line() {
        let found = parse("a = 1\n\n[s]\nb = \"x\" # note\nc.d = true\n[empty]\n").unwrap();
        let told: Vec<_> = found.iter().map(|found| (found.name.as_str(), found.line)).collect();
        assert_eq!(told, [("a", 1), ("s.b", 4), ("s.c.d", 5)]);
        assert_eq!(found[1].value, Value::Text("x".into()));
    }

    #[test]
    fn what_is_no_toml_has_a_line_and_tells_no_secret() {
        for text in ["a = 1\nurl = postgres://u:s3cret@h/d\n", "a = 1\na = \"s3cret\"\n", "a = 1\n\"s3cret"] {
            let refused = parse(text).unwrap_err();
            assert_eq!(refused.line, 2, "{refused:?}");
            assert!(!refused.reason.contains("s3cret"), "{refused:?}");
        }
    }

    #[test]
    fn numbers_of_any_base_are_numbers() {
        let found = parse("a = 0x10\nb = 1_000\nc = 99999999999999999999\nd = -5").unwrap();
        let values: Vec<_> = found.into_iter().map(|found| found.value).collect();
        let expected = [
            Value::Integer(16),
            Value::Integer(1_000),
            Value::Other("a number of many digits"),
            Value::Integer(-5),
        ];
        assert_eq!(values, expected);
    }
}
