//! Letters put into words, in each language as text and as HTML.
//!
//! The words stand in `templates/mail/`, a folder for each language with two files for each kind of letter. They are
//! compiled in, so none can be missing. What users can choose stays what it is: HTML is escaped by the file's name, a line
//! stays one line, and of a program's description of itself only known names are repeated.

mod span;
mod tidy;

use askama::Template;
use bienvenue_core::locale::Locale;

use self::span::span;
use self::tidy::{one_line, tidy};
use super::letter::{Circumstances, Letter, Link};
use super::mailer::{Content, Sender};
use crate::wording::{client_name, moment};

/// A letter that could not be written: a defect.
#[derive(Debug, thiserror::Error)]
#[error("a mail could not be put into words")]
pub(crate) struct NotRendered(#[from] askama::Error);

/// Puts a letter into words.
pub(crate) fn render(letter: &Letter, locale: Locale, sender: &Sender) -> Result<Content, NotRendered> {
    let w = &Words::of(letter, locale, sender);
    let (subject, text, html) = match locale {
        Locale::En => (SubjectEn { w }.render()?, TextEn { w }.render()?, HtmlEn { w }.render()?),
        Locale::Fr => (SubjectFr { w }.render()?, TextFr { w }.render()?, HtmlFr { w }.render()?),
    };
    Ok(Content::new(one_line(&subject), tidy(&text), html))
}

/// What the templates put between their own words.
struct Words<'a> {
    letter: &'a Letter,
    /// The tag of the language.
    language: &'static str,
    product: String,
    public_url: &'a str,
    /// Of a letter with a link.
    url: &'a str,
    valid_for: String,
    /// Of a letter that tells of a new address.
    new_address: String,
    /// Of a letter that tells when and from where.
    when: String,
    address: Option<String>,
    client: Option<String>,
}

impl<'a> Words<'a> {
    fn of(letter: &'a Letter, locale: Locale, sender: &'a Sender) -> Self {
        let (mut link, mut circumstances, mut new_address) = (None, None, "");
        match letter {
            Letter::VerifyEmail(its) | Letter::ResetPassword(its) | Letter::ConfirmNewEmail(its) => {
                link = Some(its);
            }
            Letter::AlreadyRegistered => {}
            Letter::EmailChanged { to, circumstances: its } => {
                (circumstances, new_address) = (Some(its), to.as_str());
            }
            Letter::PasswordChanged(its)
            | Letter::NewDevice(its)
            | Letter::AfterFailures(its)
            | Letter::Disabled(its)
            | Letter::Enabled(its)
            | Letter::AccountDeleted(its) => {
                circumstances = Some(its);
            }
        }
        Self {
            letter,
            language: locale.as_str(),
            product: one_line(&sender.product),
            public_url: &sender.public_url,
            url: link.map_or("", |Link { url, .. }| url),
            valid_for: link.map_or_else(String::new, |link| span(link.valid_for, locale)),
            new_address: one_line(new_address),
            when: circumstances.map_or_else(String::new, |Circumstances { at, .. }| moment(*at, locale)),
            address: circumstances.and_then(|its| its.address.as_deref()).map(one_line),
            client: circumstances
                .and_then(|its| its.user_agent.as_deref())
                .map(|text| client_name(text, locale)),
        }
    }
}

/// A template with all the words.
macro_rules! template {
    ($name:ident, $path:tt) => {
        #[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            w: &'a Words<'a>,
        }
    };
}

template!(SubjectEn, "mail/en/subject.txt");
template!(TextEn, "mail/en/all.txt");
template!(HtmlEn, "mail/en/all.html");
template!(SubjectFr, "mail/fr/subject.txt");
template!(TextFr, "mail/fr/all.txt");
template!(HtmlFr, "mail/fr/all.html");

#[cfg(test)]
mod tests;
