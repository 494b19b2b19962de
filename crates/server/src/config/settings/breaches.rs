//! Where passwords are looked up that are known from breaches.

use std::path::PathBuf;

use bienvenue::breaches::{OnFailure, RangeApi};

use crate::breach_lists::BreachSettings;
use crate::config::reader::Reader;
use crate::config::value::Value;

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
    use std::path::Path;

    use super::*;
    use crate::config::settings::Settings;

    fn read(text: &str) -> (Option<BreachSettings>, Vec<String>) {
        let mut reader = Reader::default();
        reader.add_file(Path::new("b.toml"), text);
        let settings = Settings::read(&mut reader).map(|settings| settings.breaches);
        (settings, reader.problems().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nobody_is_asked_unless_told() {
        let (settings, problems) = read("");
        let nothing = BreachSettings { filter: None, api: None, on_failure: OnFailure::Accept };
        assert_eq!((settings, problems.len()), (Some(nothing), 0));
        let url = "http://127.0.0.1:8080/range/";
        let text = format!(
            "[password]\nbreach_filter = \"f\"\nbreach_api = \"{url}\"\nbreach_api_failure = \"refuse\"\n"
        );
        let all =
            BreachSettings { filter: Some("f".into()), api: Some(url.into()), on_failure: OnFailure::Refuse };
        assert_eq!(read(&text), (Some(all), Vec::new()));
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
