use serde::Deserialize;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    email: String,
    password: Zeroizing<String>,
    #[serde(default)]
    remember: bool,
    #[serde(default)]
    way: Way,
    note: Option<String>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    #[default]
    Short,
    Long,
}

fn read(text: &str) -> Option<Result<Sample, Unfit>> {
    serde_json::from_str::<Object>(text).ok().map(Sample::deserialize)
}

#[test]
fn a_type_is_read() {
    let sample = read(r#"{"password":"s\u00e9cret","email":"a@b","remember":true,"way":"long","note":null}"#);
    let sample = sample.unwrap().unwrap();
    assert_eq!((sample.email.as_str(), sample.password.as_str()), ("a@b", "sécret"));
    assert_eq!((sample.remember, sample.way, sample.note), (true, Way::Long, None));
    let sample = read(r#"{"email":"","password":"","note":"x"}"#).unwrap().unwrap();
    assert_eq!((sample.remember, sample.way, sample.note.as_deref()), (false, Way::Short, Some("x")));
}

/// ASVS 15.3.3: a field that the type does not have is refused, whatever it holds.
#[test]
fn asvs_15_3_3_what_is_not_known_is_refused() {
    const FIELDS: &[&str] = &["email", "password", "remember", "way", "note"];
    for more in
        [r#""is_admin":true"#, r#""Email":"x""#, r#""":1"#, r#""email ":null"#, r#""remember\u0000":{}"#]
    {
        let text = format!(r#"{{"email":"a","password":"b",{more}}}"#);
        assert_eq!(read(&text), Some(Err(Unfit::Unknown(FIELDS))), "{text}");
    }
}

#[test]
fn what_does_not_fit_is_told_by_its_name() {
    for (text, unfit) in [
        (r"{}", Unfit::Missing("email")),
        (r#"{"email":"a"}"#, Unfit::Missing("password")),
        (r#"{"email":null,"password":"b"}"#, Unfit::Kind(Some("email"))),
        (r#"{"email":"a","password":12345678}"#, Unfit::Kind(Some("password"))),
        (r#"{"email":"a","password":["b"]}"#, Unfit::Kind(Some("password"))),
        (r#"{"email":"a","password":{"b":1}}"#, Unfit::Kind(Some("password"))),
        (r#"{"email":"a","password":"b","remember":"true"}"#, Unfit::Kind(Some("remember"))),
        (r#"{"email":"a","password":"b","remember":null}"#, Unfit::Kind(Some("remember"))),
        (r#"{"email":"a","password":"b","way":"Long"}"#, Unfit::Choice(Some("way"), &["short", "long"])),
        (r#"{"email":"a","password":"b","way":true}"#, Unfit::Kind(Some("way"))),
        (r#"{"email":"a","password":"b","way":{"long":null}}"#, Unfit::Kind(Some("way"))),
        (r#"{"email":"a","password":"b","note":1.5}"#, Unfit::Kind(Some("note"))),
    ] {
        assert_eq!(read(text), Some(Err(unfit)), "{text}");
    }
}

#[test]
fn what_is_no_object_of_its_own_names_is_none() {
    let deep = format!("{{\"email\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    for text in [
        "",
        "null",
        "1",
        "[]",
        "\"email\"",
        "{",
        "{}x",
        "{'a':1}",
        r#"{"a":1,}"#,
        r#"{"email":"\ud800"}"#,
        r#"{"email":"a","email":"a","password":"b"}"#,
        r#"{"x":1,"x":2}"#,
        r#"{"email":"a","\u0065mail":"a"}"#,
        &deep,
    ] {
        assert!(read(text).is_none_or(|read| read == Err(Unfit::Kind(Some("email")))), "{text:.60}");
    }
    assert!(read(r#"{"email":"a","email":"a","password":"b"}"#).is_none());
}
