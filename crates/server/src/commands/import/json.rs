//! Users in JSON: one object on each line, or one document that holds a list of them. Neither is ever held as a whole.

use std::fmt;
use std::io::{self, BufRead, Read as _};

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::record::{Place, Record, Wrong};

/// A longer line belongs to no user.
const LONGEST: u64 = 1 << 20;

/// Told of each user: where he stands, and what stands there. False when that is enough.
pub(super) type Each<'e> = dyn FnMut(Place, Result<Record, Wrong>) -> bool + 'e;

/// One object on each line.
pub(super) fn read_lines(mut input: impl BufRead, each: &mut Each<'_>) -> io::Result<()> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = (&mut input).take(LONGEST).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        if read as u64 == LONGEST && line.last() != Some(&b'\n') {
            each(
                Place::Line(number),
                Err(Wrong::new(format!("longer than {LONGEST} bytes; nothing was read after it"))),
            );
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        // What serde_json says of a syntax error quotes nothing of the text.
        let record = serde_json::from_slice::<Value>(&line)
            .map_err(|error| Wrong::new(format!("no JSON: column {}", error.column())))
            .and_then(object);
        if !each(Place::Line(number), record) {
            break;
        }
    }
    Ok(())
}

fn object(value: Value) -> Result<Record, Wrong> {
    match value {
        Value::Object(columns) => Ok(Record::new(columns)),
        _ => Err(Wrong::new("no JSON object")),
    }
}

/// One document: a list of users, an object with a list under `users`, or a list of such objects.
pub(super) fn read_document(
    input: impl io::Read,
    key: Option<&str>,
    each: &mut Each<'_>,
) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_reader(input);
    let mut users = Users { key, each, number: 0, is_enough: false };
    let read = users.deserialize_any_of(&mut deserializer);
    match read {
        Err(_) if users.is_enough => Ok(()),
        Err(error) => Err(error),
        Ok(()) => deserializer.end(),
    }
}

/// What the reader of a document carries through it.
struct Users<'u, 'e> {
    key: Option<&'u str>,
    each: &'u mut Each<'e>,
    number: u64,
    is_enough: bool,
}

impl Users<'_, '_> {
    fn deserialize_any_of<R: io::Read>(
        &mut self,
        deserializer: &mut serde_json::Deserializer<serde_json::de::IoRead<R>>,
    ) -> Result<(), serde_json::Error> {
        if self.key.is_some() {
            deserializer.deserialize_any(Document { users: self })
        } else {
            deserializer.deserialize_seq(List { users: self })
        }
    }

    fn tell<E: serde::de::Error>(&mut self, value: Value) -> Result<(), E> {
        self.number += 1;
        self.is_enough = !(self.each)(Place::User(self.number), object(value));
        if self.is_enough { Err(E::custom("enough")) } else { Ok(()) }
    }
}

/// The list of users itself.
struct List<'l, 'u, 'e> {
    users: &'l mut Users<'u, 'e>,
}

impl<'de> DeserializeSeed<'de> for List<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of users")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(user) = items.next_element::<Value>()? {
            self.users.tell(user)?;
        }
        Ok(())
    }
}

/// What holds the list under its key.
struct Document<'d, 'u, 'e> {
    users: &'d mut Users<'u, 'e>,
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with a list of users under `{}`", self.users.key.unwrap_or_default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut is_found = false;
        while let Some(key) = entries.next_key::<String>()? {
            if Some(key.as_str()) == self.users.key {
                entries.next_value_seed(List { users: &mut *self.users })?;
                is_found = true;
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        if is_found {
            Ok(())
        } else {
            Err(A::Error::custom(format!("nothing under `{}`", self.users.key.unwrap_or_default())))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Document { users: &mut *self.users })?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emails(read: impl FnOnce(&mut Each<'_>)) -> Vec<(Place, Option<String>)> {
        let mut told = Vec::new();
        read(&mut |number, record| {
            let email = record.ok().and_then(|record| record.text(&["email"]).unwrap().map(str::to_owned));
            told.push((number, email));
            true
        });
        told
    }

    use Place::{Line, User};

    fn some(place: Place, email: &str) -> (Place, Option<String>) {
        (place, Some(email.to_owned()))
    }

    #[test]
    fn lines_are_read_one_by_one() {
        let text = "{\"email\":\"a\"}\n\n{\"email\":\n[1]\r\n{\"email\":\"b\"}";
        let told = emails(|each| read_lines(text.as_bytes(), each).unwrap());
        assert_eq!(told, [some(Line(1), "a"), (Line(3), None), (Line(4), None), some(Line(5), "b")]);
    }

    #[test]
    fn a_document_has_its_users_where_its_kind_puts_them() {
        let list = r#"[{"email":"a"}, 7, {"email":"b"}]"#;
        let wanted = [some(User(1), "a"), (User(2), None), some(User(3), "b")];
        assert_eq!(emails(|each| read_document(list.as_bytes(), None, each).unwrap()), wanted);
        let under = format!(r#"{{"realm":{{"users":[]}},"users":{list},"x":[1]}}"#);
        assert_eq!(emails(|each| read_document(under.as_bytes(), Some("users"), each).unwrap()), wanted);
        let realms = format!(r#"[{{"users":{list}}},{{"users":[]}}]"#);
        assert_eq!(emails(|each| read_document(realms.as_bytes(), Some("users"), each).unwrap()), wanted);
    }

    #[test]
    fn a_broken_document_ends_where_it_breaks() {
        for (text, key, users) in [
            (r#"[{"email":"a"},"#, None, 1),
            (r#"[{"email":"a"}] x"#, None, 1),
            (r#"{"email":"a"}"#, None, 0),
            (r#"{"email":"a"}"#, Some("users"), 0),
            (r#"{"users":{"email":"a"}}"#, Some("users"), 0),
            ("", None, 0),
        ] {
            let told = emails(|each| assert!(read_document(text.as_bytes(), key, each).is_err(), "{text}"));
            assert_eq!(told.len(), users, "{text}");
        }
    }

    #[test]
    fn who_has_enough_is_told_no_more() {
        let mut told = 0;
        let mut each = |_, _| {
            told += 1;
            told < 2
        };
        read_document("[{},{},{},{}".as_bytes(), None, &mut each).unwrap();
        read_lines("{}\n{}\n".as_bytes(), &mut each).unwrap();
        assert_eq!(told, 3);
    }
}
