//! Every word of the pages, a file for each language.

#[macro_use]
mod words;

mod account;
mod admin;
mod en;
mod entrance;
mod fr;

use bienvenue_core::locale::Locale;

pub(super) use self::account::{
    AccountTexts, ActivityTexts, ConfirmTexts, DataTexts, EmailTexts, PasswordTexts, SessionsTexts,
};
pub(super) use self::admin::{AdminTexts, FiguresTexts, FirstAdminTexts, UserTexts, UsersTexts};
pub(super) use self::entrance::{AskTexts, DoneTexts, EntranceTexts};
use self::words::Number;
pub(super) use self::words::{PLACEHOLDER, Words};
use super::super::error::{ApiError, Code};

texts! {
    /// The words of one language. One that is missing does not compile.
    struct Texts {
        /// The language's own name for itself.
        name: &'static str,
        code: &'static str,
        code_help: &'static str,
        password: &'static str,
        new_password: &'static str,
        password_help: &'static str,
        not_me: &'static str,
        not_me_lead: &'static str,
        not_me_button: &'static str,
        link_refused: &'static str,
        new_link: &'static str,
        wrong_password: &'static str,
        password_missing: &'static str,
        password_too_short: Number,
        password_too_long: &'static str,
        password_context: &'static str,
        password_common: &'static str,
        password_breached: &'static str,
        email_taken: &'static str,
        try_later: &'static str,
        too_many_attempts: Number,
        mailbox: &'static str,
        no_mails: &'static str,
        verify_email: LinkTexts,
        reset_password: LinkTexts,
        confirm_email: LinkTexts,
        language: &'static str,
        terms: &'static str,
        privacy: &'static str,
        trouble: &'static str,
        stale_form: &'static str,
        not_found: &'static str,
        cross_site: &'static str,
        misdirected: &'static str,
        own_account: &'static str,
        last_admin: &'static str,
        go_on: &'static str,
        entrance: EntranceTexts,
        account: AccountTexts,
        admin: AdminTexts,
    }
}

texts! {
    /// The words of a page that a mailed link leads to.
    struct LinkTexts {
        title: &'static str,
        lead: &'static str,
        button: &'static str,
        done: &'static str,
    }
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
            Code::PasswordTooShort => self
                .password_too_short
                .of(error.min_length().and_then(|least| u64::try_from(least).ok()).unwrap_or_default()),
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
            Code::TooManyAttempts => self.too_many_attempts.of(error.retry_after().unwrap_or(1)),
            Code::NotFound | Code::MethodNotAllowed => self.not_found.to_owned(),
            Code::CrossSite => self.cross_site.to_owned(),
            Code::MisdirectedRequest => self.misdirected.to_owned(),
            Code::OwnAccount => self.own_account.to_owned(),
            Code::LastAdmin => self.last_admin.to_owned(),
            _ => self.try_later.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
