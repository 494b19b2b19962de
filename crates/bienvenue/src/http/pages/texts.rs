//! Every word of the pages, a file for each language.

mod en;
mod fr;

use bienvenue_core::locale::Locale;

/// The words of one language. A field that is missing does not compile.
pub(super) struct Texts {
    /// The tag of the language.
    pub(super) tag: &'static str,
    pub(super) code: &'static str,
    pub(super) code_help: &'static str,
    pub(super) password: &'static str,
    pub(super) new_password: &'static str,
    pub(super) password_help: &'static str,
    pub(super) not_me: &'static str,
    pub(super) not_me_lead: &'static str,
    pub(super) not_me_button: &'static str,
    pub(super) link_refused: &'static str,
    pub(super) wrong_password: &'static str,
    pub(super) password_missing: &'static str,
    pub(super) password_too_short: fn(u64) -> String,
    pub(super) password_too_long: &'static str,
    pub(super) email_taken: &'static str,
    pub(super) try_later: &'static str,
    pub(super) verify_email: LinkTexts,
    pub(super) reset_password: LinkTexts,
    pub(super) confirm_email: LinkTexts,
}

/// The words of a page that a mailed link leads to.
pub(super) struct LinkTexts {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) button: &'static str,
    pub(super) done: &'static str,
}

/// The words of a language.
pub(super) const fn texts(locale: Locale) -> &'static Texts {
    match locale {
        Locale::En => &en::TEXTS,
        Locale::Fr => &fr::TEXTS,
    }
}
