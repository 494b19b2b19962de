//! The words of the pages for everybody: sign in, register, ask for a link.

texts! {
    /// Their words.
    struct EntranceTexts {
        email: &'static str,
        sign_in: &'static str,
        remember: &'static str,
        remember_help: &'static str,
        forgot_link: &'static str,
        register_lead: &'static str,
        register_link: &'static str,
        resend_lead: &'static str,
        resend_link: &'static str,
        register: &'static str,
        register_button: &'static str,
        sign_in_lead: &'static str,
        registered: DoneTexts,
        forgot: AskTexts,
        resend: AskTexts,
        not_arrived: &'static str,
        wrong_credentials: &'static str,
        email_taken: &'static str,
        email_missing: &'static str,
        email_invalid: &'static str,
        email_too_long: &'static str,
        mail_not_configured: &'static str,
    }
}

texts! {
    /// The words of a page that asks for a mail.
    struct AskTexts {
        title: &'static str,
        lead: &'static str,
        button: &'static str,
        done: DoneTexts,
    }
}

texts! {
    /// The words of a page that says what happens next.
    struct DoneTexts {
        title: &'static str,
        lead: &'static str,
    }
}
