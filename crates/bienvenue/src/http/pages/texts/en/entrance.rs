//! English: the pages for everybody.

use super::super::{AskTexts, DoneTexts, EntranceTexts};

pub(super) const TEXTS: EntranceTexts = EntranceTexts {
    email: "Email address",
    sign_in: "Sign in",
    remember: "Keep me signed in",
    remember_help: "Not on a computer that others use too.",
    forgot_link: "Forgot your password?",
    register_lead: "No account yet?",
    register_link: "Create one",
    resend_lead: "Registered, but no mail came?",
    resend_link: "Have it sent again",
    register: "Create an account",
    register_button: "Create the account",
    sign_in_lead: "You have an account already?",
    registered: DoneTexts {
        title: "Check your mail",
        lead: "We have sent you a mail that says how to go on. It should be there in a minute; if it is not, look into the spam folder.",
    },
    forgot: AskTexts {
        title: "Forgot your password?",
        lead: "Tell us your address, and we send you a link with which you set a new one.",
        button: "Send me a link",
        done: DoneTexts {
            title: "Check your mail",
            lead: "If there is an account with this address, a link is on its way to it. It works once, and not for long.",
        },
    },
    resend: AskTexts {
        title: "Have the link sent again",
        lead: "Tell us the address with which you registered, and we send you the link once more.",
        button: "Send the link again",
        done: DoneTexts {
            title: "Check your mail",
            lead: "If an account waits for this address to be confirmed, a new link is on its way. The earlier one no longer works.",
        },
    },
    not_arrived: "Nothing came?",
    wrong_credentials: "Address and password do not go together. If you have only just registered, first follow the link in the mail that we sent you.",
    email_taken: "There is an account with this address already. Sign in, or have a new password set.",
    email_missing: "Enter your email address.",
    email_invalid: "This does not look like an email address. It should be like name@example.org.",
    email_too_long: "This email address is too long.",
    mail_not_configured: "This service cannot send mail at the moment, so it cannot send you a link.",
};
