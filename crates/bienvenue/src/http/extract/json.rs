//! `application/json`: an object whose values are texts.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::{Fields, Malformed};

/// The fields of a JSON object. `null` is a field that is missing.
pub(super) fn parse(bytes: &[u8]) -> Result<Fields, Malformed> {
    // An empty body of this type is what some clients send for "no fields".
    if bytes.is_empty() {
        return Ok(Fields::default());
    }
    serde_json::from_slice(bytes).map_err(|_| {
        Malformed("the body is not a JSON object whose names occur once and whose values are texts")
    })
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields, M::Error> {
        let mut fields = Fields::default();
        while let Some((name, text)) = map.next_entry::<String, Option<String>>()? {
            fields.add(name, text.unwrap_or_default()).map_err(|Malformed(why)| de::Error::custom(why))?;
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read() {
        let fields = parse(br#" {"email": "bob\u0040example.org", "password": null} "#).ok().unwrap();
        assert_eq!(fields.text("email"), "bob@example.org");
        assert_eq!(fields.text("password"), "");
        assert!(parse(b"").is_ok());
    }

    #[test]
    fn anything_else_is_refused() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let deep_value = format!("{{\"a\":{deep}}}");
        for bad in [
            "{",
            "[]",
            "\"a\"",
            "1",
            "{\"a\":1}",
            "{\"a\":{}}",
            "{\"a\":[\"b\"]}",
            "{\"a\":\"1\",\"a\":\"1\"}",
            "{\"a\":\"1\"}x",
            "{\"a\":\"\\ud800\"}",
            "{'a':'b'}",
            "{\"a\":\"b\",}",
            &deep,
            &deep_value,
        ] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad:.40}");
        }
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
    }
}
