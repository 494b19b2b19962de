//! The languages that mails and pages speak.

use std::fmt;

/// A language. What cannot be understood is English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Locale {
    /// Every language there is.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The tag of BCP 47: `en`, `fr`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// The language of a tag such as `fr` or `fr-CA`, if it is one of ours.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| language.eq_ignore_ascii_case(locale.as_str()))
    }

    /// The language that a browser likes best of ours (`Accept-Language`, RFC 9110 §12.5.4).
    pub fn from_accept_language(header: &str) -> Option<Self> {
        /// Nobody speaks more languages than this; a longer header is an attack on our patience.
        const MOST: usize = 16;
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',').take(MOST) {
            let (tag, quality) = range.split_once(';').unwrap_or((range, "q=1"));
            let quality = quality.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0);
            let Some(locale) = Self::from_tag(tag.trim()) else { continue };
            if quality > 0.0 && best.is_none_or(|(most, _)| quality > most) {
                best = Some((quality, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_a_language() {
        assert_eq!(Locale::from_tag("fr-CA"), Some(Locale::Fr));
        assert_eq!(Locale::from_tag("EN"), Some(Locale::En));
        for other in ["", "de", "frx", "-fr"] {
            assert_eq!(Locale::from_tag(other), None, "{other}");
        }
    }

    #[test]
    fn the_best_liked_language_of_ours_is_taken() {
        for (header, expected) in [
            ("fr", Some(Locale::Fr)),
            ("de, fr-CH;q=0.8, en;q=0.9", Some(Locale::En)),
            ("en;q=0.5, fr;q=0.5", Some(Locale::En)),
            ("fr;q=0, en;q=0.1", Some(Locale::En)),
            ("fr;q=NaN", None),
            ("*", None),
            ("de", None),
            ("", None),
        ] {
            assert_eq!(Locale::from_accept_language(header), expected, "{header}");
        }
        let long = "de,".repeat(100) + "fr";
        assert_eq!(Locale::from_accept_language(&long), None);
    }
}
