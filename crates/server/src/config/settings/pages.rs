//! What the operator gives the pages. The files are read later.

use std::path::PathBuf;

use bienvenue::http::Origin;

use crate::brand::BrandSettings;
use crate::config::key::{Default, Key, Literal, key};
use crate::config::reader::Reader;
use crate::config::value::Value;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "pages.return_to",
        Default::Means {
            what: "none but this service itself",
            example: Literal::Text("https://app.example.org, https://shop.example.org"),
        },
        "Origins that the pages lead back to, with commas between: whoever comes with `/login?return_to=` and an address there.",
    ),
    key(
        "pages.logo",
        Default::Means { what: "the name alone", example: Literal::Text("/etc/bienvenue/logo.svg") },
        "A picture in place of the name (`mail.product`): a file of SVG or PNG, at most 64 KiB.",
    ),
    key(
        "pages.accent",
        Default::Means { what: "a dark cyan", example: Literal::Text("#0b5c6b") },
        "The colour of buttons and links. Where text in it could not be read, it is made darker on light pages and lighter on dark \
         ones; the text of buttons is black or white.",
    ),
    key(
        "pages.stylesheet",
        Default::Means { what: "none", example: Literal::Text("/etc/bienvenue/pages.css") },
        "A style sheet that pages load after their own: a file of at most 64 KiB. What it names elsewhere is not loaded.",
    ),
    key(
        "pages.terms",
        Default::Means { what: "no link", example: Literal::Text("https://example.org/terms") },
        "Where the terms of use are, linked at the foot of each page: `https://`, or a path.",
    ),
    key(
        "pages.privacy",
        Default::Means { what: "no link", example: Literal::Text("https://example.org/privacy") },
        "Where is told what becomes of personal data, linked like the terms.",
    ),
    key(
        "pages.texts_en",
        Default::Means { what: "the texts as they come", example: Literal::Text("/etc/bienvenue/en.toml") },
        "Other words on English pages: a TOML file with the texts that are to differ. `bienvenue reference texts` lists all.",
    ),
    key(
        "pages.texts_fr",
        Default::Means { what: "the texts as they come", example: Literal::Text("/etc/bienvenue/fr.toml") },
        "Other words on French pages. `bienvenue reference texts --language fr` lists all.",
    ),
];

/// Where the pages lead back to, and what is named.
pub(super) fn read(reader: &mut Reader) -> (Vec<Origin>, BrandSettings) {
    let return_to = reader.take("pages.return_to", Value::list).unwrap_or_default();
    let path = |value: &Value| value.text().map(PathBuf::from);
    let brand = BrandSettings {
        logo: reader.take("pages.logo", path),
        accent: reader.take("pages.accent", Value::parsed),
        stylesheet: reader.take("pages.stylesheet", path),
        terms: reader.take("pages.terms", Value::parsed),
        privacy: reader.take("pages.privacy", Value::parsed),
        texts: [reader.take("pages.texts_en", path), reader.take("pages.texts_fr", path)],
    };
    (return_to, brand)
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    fn brand(text: &str) -> (Option<BrandSettings>, Vec<String>) {
        let (settings, problems) = read(text);
        (settings.map(|settings| settings.brand), problems)
    }

    #[test]
    fn nothing_is_given_unless_told_and_what_is_wrong_says_what_to_write() {
        assert_eq!(brand(""), (Some(BrandSettings::default()), Vec::new()));
        let (settings, wrong) = brand(
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
            let wrong = brand(text).1;
            assert!(wrong.iter().any(|problem| problem.contains(told)), "{text}: {wrong:?}");
        }
    }
}
