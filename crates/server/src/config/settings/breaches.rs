//! Where passwords are looked up that are known from breaches.

use std::path::PathBuf;

use bienvenue::breaches::{OnFailure, RangeApi};

use crate::breach_lists::BreachSettings;
use crate::config::key::{Default, Key, Literal, key, text};
use crate::config::reader::Reader;
use crate::config::value::Value;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "password.breach_filter",
        Default::Means { what: "none", example: Literal::Text("/var/lib/bienvenue/breached.filter") },
        "New passwords in this file are refused. `bienvenue breach build` makes it; one that is not whole stops the start.",
    ),
    key(
        "password.breach_api",
        Default::Means {
            what: "none: nobody is asked",
            example: Literal::Text("https://api.pwnedpasswords.com/range/"),
        },
        "New passwords that this service knows are refused: five digits of the SHA-1 are appended and leave the machine.",
    ),
    key(
        "password.breach_api_failure",
        text("accept"),
        "Without an answer of the service within a second: `accept` takes the password and warns, `refuse` answers 503.",
    ),
];

/// What is named; the files are opened later.
pub(super) fn read(reader: &mut Reader) -> Option<BreachSettings> {
    let filter = reader.take("password.breach_filter", |value| value.text().map(PathBuf::from));
    let api = reader.take("password.breach_api", range_url);
    let on_failure = reader.take("password.breach_api_failure", |value| {
        value.choice(&[("accept", OnFailure::Accept), ("refuse", OnFailure::Refuse)])
    });
    Some(BreachSettings { filter, api, on_failure: on_failure? })
}

/// The library says what is wrong with it.
fn range_url(value: &Value) -> Result<String, String> {
    let url = value.text()?;
    RangeApi::new(url, OnFailure::Accept).map_err(|error| error.to_string())?;
    Ok(url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    fn breaches(text: &str) -> (Option<BreachSettings>, Vec<String>) {
        let (settings, problems) = read(text);
        (settings.map(|settings| settings.breaches), problems)
    }

    #[test]
    fn nobody_is_asked_unless_told() {
        let (settings, problems) = breaches("");
        let nothing = BreachSettings { filter: None, api: None, on_failure: OnFailure::Accept };
        assert_eq!((settings, problems.len()), (Some(nothing), 0));
        let url = "http://127.0.0.1:8080/range/";
        let text = format!(
            "[password]\nbreach_filter = \"f\"\nbreach_api = \"{url}\"\nbreach_api_failure = \"refuse\"\n"
        );
        let all =
            BreachSettings { filter: Some("f".into()), api: Some(url.into()), on_failure: OnFailure::Refuse };
        assert_eq!(breaches(&text), (Some(all), Vec::new()));
    }

    #[test]
    fn what_is_wrong_says_what_to_write() {
        for (text, told) in [
            (
                "password.breach_api = \"http://api.example.org/range/\"",
                "`password.breach_api` must be an address such as",
            ),
            ("password.breach_api = \"https://api.example.org/range\"", "with http only for this machine"),
            ("password.breach_api_failure = \"ignore\"", "write \"accept\" or \"refuse\""),
            ("password.breach_filter = \"\"", "`password.breach_filter` is empty"),
        ] {
            let problems = read(text).1;
            assert!(problems.iter().any(|problem| problem.contains(told)), "{text}: {problems:?}");
        }
    }
}
