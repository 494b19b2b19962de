//! What the operator gives the pages. The files are read later.

use std::path::PathBuf;

use crate::brand::BrandSettings;
use crate::config::reader::Reader;
use crate::config::value::Value;

/// What is named.
pub(super) fn read(reader: &mut Reader) -> BrandSettings {
    let path = |value: &Value| value.text().map(PathBuf::from);
    BrandSettings {
        logo: reader.take("pages.logo", path),
        accent: reader.take("pages.accent", Value::parsed),
        stylesheet: reader.take("pages.stylesheet", path),
        terms: reader.take("pages.terms", Value::parsed),
        privacy: reader.take("pages.privacy", Value::parsed),
        texts: [reader.take("pages.texts_en", path), reader.take("pages.texts_fr", path)],
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::settings::Settings;

    fn problems(text: &str) -> (Option<BrandSettings>, Vec<String>) {
        let mut reader = Reader::default();
        reader.add_file(Path::new("b.toml"), text);
        let settings = Settings::read(&mut reader).map(|settings| settings.brand);
        (settings, reader.problems().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nothing_is_given_unless_told_and_what_is_wrong_says_what_to_write() {
        assert_eq!(problems(""), (Some(BrandSettings::default()), Vec::new()));
        let (settings, wrong) = problems(
            "[pages]\naccent = \"#aa0000\"\nterms = \"https://example.org/terms\"\nlogo = \"logo.svg\"\n",
        );
        let settings = settings.unwrap();
        assert_eq!(
            (wrong, settings.summary()),
            (Vec::new(), "with logo, accent, links of your own".to_owned())
        );
        for (text, told) in [
            (
                "pages.accent = \"red\"",
                "b.toml, line 1: `pages.accent` is \"red\": write a colour such as #0b5c6b",
            ),
            ("pages.terms = \"http://example.org\"", "write an address such as https://example.org/terms"),
            ("pages.privacy = \"privacy\"", "or a path such as /terms"),
            ("pages.logo = \"\"", "`pages.logo` is empty"),
            ("pages.lgoo = \"x\"", "did you mean `pages.logo`?"),
        ] {
            let wrong = problems(text).1;
            assert!(wrong.iter().any(|problem| problem.contains(told)), "{text}: {wrong:?}");
        }
    }
}
