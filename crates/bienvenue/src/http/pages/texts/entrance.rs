//! The words of the pages for everybody: sign in, register, ask for a link.

/// Their words.
#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct EntranceTexts {
    pub(in super::super) email: &'static str,
    pub(in super::super) sign_in: &'static str,
    pub(in super::super) remember: &'static str,
    pub(in super::super) remember_help: &'static str,
    pub(in super::super) forgot_link: &'static str,
    pub(in super::super) register_lead: &'static str,
    pub(in super::super) register_link: &'static str,
    pub(in super::super) resend_lead: &'static str,
    pub(in super::super) resend_link: &'static str,
    pub(in super::super) register: &'static str,
    pub(in super::super) register_button: &'static str,
    pub(in super::super) sign_in_lead: &'static str,
    pub(in super::super) registered: DoneTexts,
    pub(in super::super) forgot: AskTexts,
    pub(in super::super) resend: AskTexts,
    pub(in super::super) not_arrived: &'static str,
    pub(in super::super) wrong_credentials: &'static str,
    pub(in super::super) email_taken: &'static str,
    pub(in super::super) email_missing: &'static str,
    pub(in super::super) email_invalid: &'static str,
    pub(in super::super) email_too_long: &'static str,
    pub(in super::super) mail_not_configured: &'static str,
}

/// The words of a page that asks for a mail.
#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct AskTexts {
    pub(in super::super) title: &'static str,
    pub(in super::super) lead: &'static str,
    pub(in super::super) button: &'static str,
    pub(in super::super) done: DoneTexts,
}

/// The words of a page that says what happens next.
#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct DoneTexts {
    pub(in super::super) title: &'static str,
    pub(in super::super) lead: &'static str,
}
