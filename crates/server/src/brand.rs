//! What the operator gives the pages, as the configuration names it.

use std::path::{Path, PathBuf};

use bienvenue::core::locale::Locale;
use bienvenue::http::{Brand, Colour, PageLink, TextRejected};
use toml::{Table, Value};

use crate::stop::{Exit, Stop};

/// What the configuration names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BrandSettings {
    pub(crate) logo: Option<PathBuf>,
    pub(crate) accent: Option<Colour>,
    pub(crate) stylesheet: Option<PathBuf>,
    pub(crate) terms: Option<PageLink>,
    pub(crate) privacy: Option<PageLink>,
    /// A file of words for each language, in the order of [`Locale::ALL`].
    pub(crate) texts: [Option<PathBuf>; 2],
}

impl BrandSettings {
    /// Reads and checks the files, so that what is wrong with one is told at the start and not on a page.
    pub(crate) fn open(&self, name: &str) -> Result<Brand, Stop> {
        let mut brand = Brand::none().named(name.to_owned());
        if let Some(path) = &self.logo {
            let bytes = std::fs::read(path).map_err(|cause| unreadable("pages.logo", path, &cause))?;
            brand = brand.logo(bytes).map_err(|error| wrong("pages.logo", path, &error.to_string()))?;
        }
        if let Some(path) = &self.stylesheet {
            brand = brand
                .stylesheet(read("pages.stylesheet", path)?)
                .map_err(|error| wrong("pages.stylesheet", path, &error.to_string()))?;
        }
        if let Some(accent) = self.accent {
            brand = brand.accent(accent);
        }
        if let Some(link) = &self.terms {
            brand = brand.terms(link.clone());
        }
        if let Some(link) = &self.privacy {
            brand = brand.privacy(link.clone());
        }
        for (locale, path) in Locale::ALL.into_iter().zip(&self.texts) {
            if let Some(path) = path {
                brand = reworded(brand, locale, path)?;
            }
        }
        Ok(brand)
    }

    /// What there is, for people.
    pub(crate) fn summary(&self) -> String {
        let all = [
            ("logo", self.logo.is_some()),
            ("accent", self.accent.is_some()),
            ("style sheet", self.stylesheet.is_some()),
            ("links", self.terms.is_some() || self.privacy.is_some()),
            ("texts", self.texts.iter().any(Option::is_some)),
        ];
        let own: Vec<_> = all.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name).collect();
        if own.is_empty() {
            "as they come".to_owned()
        } else {
            format!("with {} of your own", own.join(", "))
        }
    }
}

/// Which setting names the words of a language.
const fn setting(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "pages.texts_en",
        Locale::Fr => "pages.texts_fr",
    }
}

fn reworded(brand: Brand, locale: Locale, path: &Path) -> Result<Brand, Stop> {
    let name = setting(locale);
    let table: Table = read(name, path)?.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map(|span| span.start);
        let text = format!("is no TOML: {}", error.message());
        wrong(name, path, &line.map_or(text.clone(), |at| format!("{text} (byte {at})")))
    })?;
    let mut texts = Vec::new();
    flatten("", &table, &mut texts);
    let known: Vec<_> = brand.words(locale).into_iter().map(|(name, _)| name).collect();
    brand.reworded(locale, texts).map_err(|rejected| {
        let told: Vec<_> = rejected.iter().map(|rejected| explained(rejected, &known)).collect();
        wrong(name, path, &told.join("\n  "))
    })
}

/// Every text with its whole name. What is no text becomes an empty one, which is refused by its name.
fn flatten(begin: &str, table: &Table, texts: &mut Vec<(String, String)>) {
    for (name, value) in table {
        let name = if begin.is_empty() { name.clone() } else { format!("{begin}.{name}") };
        match value {
            Value::Table(table) => flatten(&name, table, texts),
            Value::String(text) => texts.push((name, text.clone())),
            _ => texts.push((name, String::new())),
        }
    }
}

fn explained(rejected: &TextRejected, known: &[String]) -> String {
    /// Below this, a guess confuses more than it helps.
    const LIKELY: f64 = 0.8;
    let TextRejected::Unknown(name) = rejected else { return rejected.to_string() };
    let likeness = |known: &&String| strsim::jaro_winkler(name, known);
    let meant = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match meant.filter(|meant| likeness(meant) >= LIKELY) {
        Some(meant) => format!("{rejected}; did you mean `{meant}`?"),
        None => rejected.to_string(),
    }
}

fn read(setting: &str, path: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(path).map_err(|cause| unreadable(setting, path, &cause))
}

fn unreadable(setting: &str, path: &Path, cause: &std::io::Error) -> Stop {
    wrong(setting, path, &format!("cannot be read: {cause}"))
}

fn wrong(setting: &str, path: &Path, what: &str) -> Stop {
    let next = if setting.starts_with("pages.texts") {
        "`bienvenue reference texts` lists every text with its name."
    } else {
        "`bienvenue config reference` says what each setting may be."
    };
    Stop::new(Exit::Configuration, format!("`{setting}`: {} {what}", path.display())).next(next)
}

/// Every text of a language, in the form of the file that may replace some.
pub(crate) fn texts_reference(locale: Locale) -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let words = Brand::none().words(locale);
    words.iter().fold(String::new(), |all, (name, text)| format!("{all}{name} = \"{}\"\n", quoted(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &Path, name: &str, content: &[u8]) -> BrandSettings {
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        let mut settings = BrandSettings::default();
        match name {
            "logo" => settings.logo = Some(path),
            "style.css" => settings.stylesheet = Some(path),
            "en.toml" => settings.texts = [Some(path), None],
            _ => settings.texts = [None, Some(path)],
        }
        settings
    }

    #[test]
    fn the_reference_is_a_file_that_can_be_used() {
        let folder = tempfile::tempdir().unwrap();
        for (name, locale) in [("en.toml", Locale::En), ("fr.toml", Locale::Fr)] {
            let reference = texts_reference(locale);
            assert!(reference.contains("account.activity.kind.signed_in = \""), "{reference}");
            let brand = settings(folder.path(), name, reference.as_bytes()).open("Acme").unwrap();
            assert_eq!(brand.words(locale), Brand::none().words(locale));
        }
        let some = "[account.sessions]\ntitle = \"Your \\\"machines\\\"\"\n";
        let brand = settings(folder.path(), "en.toml", some.as_bytes()).open("Acme").unwrap();
        assert!(brand.words(Locale::En).contains(&("account.sessions.title".into(), "Your \"machines\"")));
    }

    #[test]
    fn what_is_wrong_names_the_setting_the_file_and_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let large = vec![b'<'; 70_000];
        for (name, content, told) in [
            ("logo", &b"GIF89a"[..], ["`pages.logo`", "logo is neither SVG nor PNG"]),
            ("logo", &large, ["`pages.logo`", "has 70000 bytes: write at most 65536"]),
            ("style.css", &large, ["`pages.stylesheet`", "at most 65536"]),
            (
                "en.toml",
                b"account.sesions.title = \"x\"",
                ["en.toml", "did you mean `account.sessions.title`?"],
            ),
            ("en.toml", b"zzz = \"x\"", ["`zzz` is the name of no text", "reference texts"]),
            ("fr.toml", b"too_many_attempts.many = \"x\"", ["`pages.texts_fr`", "must contain {number}"]),
            ("fr.toml", b"trouble = 3", ["`trouble` must be text", "fr.toml"]),
            ("fr.toml", b"trouble = ", ["fr.toml", "is no TOML"]),
        ] {
            let stop = settings(folder.path(), name, content).open("Acme").unwrap_err();
            let said = format!("{stop:?}").replace("\\\"", "\"");
            assert!(told.iter().all(|told| said.contains(told)), "{said}");
        }
        let gone = BrandSettings { logo: Some("nowhere.svg".into()), ..BrandSettings::default() };
        assert!(format!("{:?}", gone.open("Acme").unwrap_err()).contains("nowhere.svg cannot be read"));
    }
}
