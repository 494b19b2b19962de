//! Every word of the pages, a file for each language.

mod account;
mod en;
mod entrance;
mod fr;

use bienvenue_core::locale::Locale;

pub(super) use self::account::{
    AccountTexts, ActivityTexts, ConfirmTexts, DataTexts, EmailTexts, PasswordTexts, SessionsTexts,
};
pub(super) use self::entrance::{AskTexts, DoneTexts, EntranceTexts};
use super::super::error::{ApiError, Code};

/// The words of one language. One that is missing does not compile.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Texts {
    /// The tag of the language.
    pub(super) tag: &'static str,
    /// The language's own name for itself.
    pub(super) name: &'static str,
    pub(super) code: &'static str,
    pub(super) code_help: &'static str,
    pub(super) password: &'static str,
    pub(super) new_password: &'static str,
    pub(super) password_help: &'static str,
    pub(super) not_me: &'static str,
    pub(super) not_me_lead: &'static str,
    pub(super) not_me_button: &'static str,
    pub(super) link_refused: &'static str,
    pub(super) new_link: &'static str,
    pub(super) wrong_password: &'static str,
    pub(super) password_missing: &'static str,
    pub(super) password_too_short: fn(usize) -> String,
    pub(super) password_too_long: &'static str,
    pub(super) password_context: &'static str,
    pub(super) password_common: &'static str,
    pub(super) password_breached: &'static str,
    pub(super) email_taken: &'static str,
    pub(super) try_later: &'static str,
    pub(super) too_many_attempts: fn(u64) -> String,
    pub(super) mailbox: &'static str,
    pub(super) no_mails: &'static str,
    pub(super) verify_email: LinkTexts,
    pub(super) reset_password: LinkTexts,
    pub(super) confirm_email: LinkTexts,
    pub(super) language: &'static str,
    pub(super) trouble: &'static str,
    pub(super) stale_form: &'static str,
    pub(super) go_on: &'static str,
    pub(super) entrance: EntranceTexts,
    pub(super) account: AccountTexts,
}

/// The words of a page that a mailed link leads to.
#[cfg_attr(test, derive(Debug))]
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

impl Texts {
    /// What a refusal means to who reads the page.
    pub(super) fn problem(&self, error: &ApiError) -> String {
        match error.code() {
            Code::TokenRefused => self.link_refused.to_owned(),
            Code::WrongPassword => self.wrong_password.to_owned(),
            Code::PasswordMissing => self.password_missing.to_owned(),
            Code::PasswordTooShort => (self.password_too_short)(error.min_length().unwrap_or_default()),
            Code::PasswordTooLong => self.password_too_long.to_owned(),
            Code::PasswordContext => self.password_context.to_owned(),
            Code::PasswordCommon => self.password_common.to_owned(),
            Code::PasswordBreached => self.password_breached.to_owned(),
            Code::EmailTaken => self.email_taken.to_owned(),
            Code::WrongCredentials => self.entrance.wrong_credentials.to_owned(),
            Code::EmailMissing => self.entrance.email_missing.to_owned(),
            Code::EmailInvalid => self.entrance.email_invalid.to_owned(),
            Code::EmailTooLong => self.entrance.email_too_long.to_owned(),
            Code::MailNotConfigured => self.entrance.mail_not_configured.to_owned(),
            Code::TooManyAttempts => (self.too_many_attempts)(error.retry_after().unwrap_or(1)),
            _ => self.try_later.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
