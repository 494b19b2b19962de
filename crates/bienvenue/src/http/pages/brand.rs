//! What an operator gives the pages: a name, a logo, a colour, links, a style, other words.
//!
//! All of it is checked when the service starts and kept in memory. What browsers load of it has a path that names its content,
//! so that they may keep it for ever.

mod asset;
mod colour;
mod link;
mod words;

use std::fmt;

use bienvenue_core::locale::Locale;

pub(super) use self::asset::Asset;
pub use self::asset::AssetRejected;
pub use self::colour::{Colour, ColourRejected};
pub use self::link::{PageLink, PageLinkRejected};
pub use self::words::TextRejected;
use super::texts::{Texts, texts};

/// How the pages look and speak. Unless told: the project's own name, colour and words, and no logo.
#[derive(Clone)]
#[must_use]
pub struct Brand {
    name: Option<String>,
    logo: Option<Asset>,
    accent: Option<Colour>,
    stylesheet: Option<String>,
    /// Made of the two above.
    style: Option<Asset>,
    terms: Option<PageLink>,
    privacy: Option<PageLink>,
    texts: [&'static Texts; 2],
}

impl Brand {
    /// Nothing of an operator's.
    pub const fn none() -> Self {
        let texts = [texts(Locale::En), texts(Locale::Fr)];
        Self {
            name: None,
            logo: None,
            accent: None,
            stylesheet: None,
            style: None,
            terms: None,
            privacy: None,
            texts,
        }
    }

    /// What the service is called. Unless told, as in its mails.
    pub fn named(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// A picture in place of the name: SVG or PNG, of at most 64 KiB.
    ///
    /// # Errors
    ///
    /// [`AssetRejected`] when it is neither, or larger.
    pub fn logo(mut self, bytes: Vec<u8>) -> Result<Self, AssetRejected> {
        self.logo = Some(Asset::logo(bytes)?);
        Ok(self)
    }

    /// The colour of buttons and links. Where text in it could not be read, it is made darker on light pages and lighter on
    /// dark ones; the text of buttons is black or white, whichever can be read.
    pub fn accent(mut self, accent: Colour) -> Self {
        self.accent = Some(accent);
        self.with_style()
    }

    /// A style sheet that every page loads after its own, of at most 64 KiB.
    ///
    /// # Errors
    ///
    /// [`AssetRejected`] when it is larger.
    pub fn stylesheet(mut self, text: String) -> Result<Self, AssetRejected> {
        asset::check_size(text.len())?;
        self.stylesheet = Some(text);
        Ok(self.with_style())
    }

    /// Where the terms of use are.
    pub fn terms(mut self, link: PageLink) -> Self {
        self.terms = Some(link);
        self
    }

    /// Where is told what becomes of personal data.
    pub fn privacy(mut self, link: PageLink) -> Self {
        self.privacy = Some(link);
        self
    }

    /// Other words of a language, by the names that [`Self::words`] lists.
    ///
    /// # Errors
    ///
    /// [`TextRejected`] for each that has no such name, is empty, or lacks a placeholder.
    pub fn reworded(
        mut self,
        locale: Locale,
        others: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<TextRejected>> {
        let changed = words::reworded(self.texts_of(locale), others)?;
        for (of, texts) in Locale::ALL.into_iter().zip(&mut self.texts) {
            if of == locale {
                *texts = changed;
            }
        }
        Ok(self)
    }

    /// Every text of a language with its name, in the order of the pages.
    pub fn words(&self, locale: Locale) -> Vec<(String, &'static str)> {
        words::listed(self.texts_of(locale))
    }

    fn with_style(mut self) -> Self {
        let accent = self.accent.map(Colour::style).unwrap_or_default();
        self.style =
            Some(Asset::style(format!("{accent}{}", self.stylesheet.as_deref().unwrap_or_default())));
        self
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(super) fn texts_of(&self, locale: Locale) -> &'static Texts {
        let [en, fr] = self.texts;
        match locale {
            Locale::En => en,
            Locale::Fr => fr,
        }
    }

    /// Where browsers find the logo.
    pub(super) fn logo_path(&self) -> Option<&str> {
        self.logo.as_ref().map(|logo| logo.path.as_str())
    }

    /// Where browsers find the style.
    pub(super) fn style_path(&self) -> Option<&str> {
        self.style.as_ref().map(|style| style.path.as_str())
    }

    /// The links at the foot of each page, with their names.
    pub(super) fn links(&self, texts: &'static Texts) -> Vec<(&str, &'static str)> {
        let links = [(&self.terms, texts.terms), (&self.privacy, texts.privacy)];
        links.into_iter().filter_map(|(link, name)| Some((link.as_ref()?.as_str(), name))).collect()
    }

    /// What is found under this path.
    pub(super) fn asset(&self, path: &str) -> Option<&Asset> {
        [&self.logo, &self.style].into_iter().flatten().find(|asset| asset.path == path)
    }
}

impl Default for Brand {
    fn default() -> Self {
        Self::none()
    }
}

/// Without all the words.
impl fmt::Debug for Brand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Brand({:?})", self.name)
    }
}

#[cfg(test)]
mod tests;
