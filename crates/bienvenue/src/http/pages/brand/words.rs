//! Other words than the project's own.

use std::collections::HashMap;

use super::super::texts::{PLACEHOLDER, Texts, Words as _};

/// No page has room for more.
const MOST: usize = 2_000;

/// Why words are not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextRejected {
    /// No text has this name.
    #[error("`{0}` is the name of no text")]
    Unknown(String),
    /// A number stands in it, and has to.
    #[error("`{0}` must contain {PLACEHOLDER}, where the number goes")]
    NoPlaceholder(String),
    /// There is nothing to read, or more than a page has room for, or what is no text.
    #[error("`{0}` must be text of 1 to {MOST} characters on one line")]
    NoText(String),
}

/// Every text with its name.
pub(super) fn listed(texts: &Texts) -> Vec<(String, &'static str)> {
    let mut listed = Vec::new();
    texts.clone().visit("", &mut |name, text, _| listed.push((name.to_owned(), *text)));
    listed
}

/// The texts with others in place of some. They are kept until the program ends: pages are made of them as long as it serves,
/// and it starts once.
pub(super) fn reworded(
    texts: &Texts,
    others: impl IntoIterator<Item = (String, String)>,
) -> Result<&'static Texts, Vec<TextRejected>> {
    let mut others: HashMap<String, String> = others.into_iter().collect();
    let (mut texts, mut rejected) = (texts.clone(), Vec::new());
    texts.visit("", &mut |name, text, needs_number| {
        let Some(other) = others.remove(name) else { return };
        let is_text = !other.trim().is_empty() && !other.chars().any(char::is_control);
        if !is_text || other.chars().count() > MOST {
            rejected.push(TextRejected::NoText(name.to_owned()));
        } else if needs_number && !other.contains(PLACEHOLDER) {
            rejected.push(TextRejected::NoPlaceholder(name.to_owned()));
        } else {
            *text = other.leak();
        }
    });
    let mut unknown: Vec<_> = others.into_keys().collect();
    unknown.sort_unstable();
    rejected.extend(unknown.into_iter().map(TextRejected::Unknown));
    if rejected.is_empty() { Ok(Box::leak(Box::new(texts))) } else { Err(rejected) }
}
