//! English.

mod account;
mod admin;
mod entrance;

use super::words::Number;
use super::{LinkTexts, Texts};

pub(super) static TEXTS: Texts = Texts {
    name: "English",
    code: "Code from the mail",
    code_help: "It is the part of the link after “token=”.",
    password: "Password",
    new_password: "New password",
    password_help: "Any characters. A sentence is easier to remember than a riddle.",
    not_me: "I did not register, or I forgot the password",
    not_me_lead: "Set a new password. Whatever somebody else set before is gone then.",
    not_me_button: "Set the password and confirm",
    link_refused: "This link cannot be used any more. Ask for a new one: only the latest works, once, and not for ever.",
    new_link: "Ask for a new link",
    wrong_password: "This is not the password of this account.",
    password_missing: "Enter a password.",
    password_too_short: Number {
        one: "The password is too short: it needs at least {number} character.",
        many: "The password is too short: it needs at least {number} characters.",
    },
    password_too_long: "The password is too long: use at most 256 characters.",
    password_context: "The password is little more than your address or the name of this service. Choose another, or make it longer.",
    password_common: "Many people use this password, so it is the first that anybody tries. Choose another.",
    password_breached: "This password is known from a data breach. Choose another, and change it wherever else you use it.",
    email_taken: "Somebody else has this address by now.",
    try_later: "This did not work. Nothing was changed; please try again in a moment.",
    too_many_attempts: Number {
        one: "Too many attempts. Please try again in {number} second.",
        many: "Too many attempts. Please try again in {number} seconds.",
    },
    mailbox: "Mails",
    no_mails: "No mail yet. What would be sent to people appears here.",
    verify_email: LinkTexts {
        title: "Confirm your address",
        lead: "Enter the password that you registered with. So we know that it was you.",
        button: "Confirm",
        done: "Thank you. Your address is confirmed, and you can sign in.",
    },
    reset_password: LinkTexts {
        title: "Set a new password",
        lead: "You are signed out everywhere when it is set.",
        button: "Set the password",
        done: "Your password is set. You can sign in with it.",
    },
    confirm_email: LinkTexts {
        title: "Confirm your new address",
        lead: "From then on you sign in with this address.",
        button: "Confirm",
        done: "Your address is changed.",
    },
    language: "Language",
    terms: "Terms",
    privacy: "Privacy",
    trouble: "That did not work",
    stale_form: "This page was open for too long, or another one signed you in anew. Nothing was changed: open the page once more and repeat it.",
    not_found: "There is no such page.",
    cross_site: "Another site sent this here. Nothing was done.",
    misdirected: "This service does not answer under this address. Use the one that you were told.",
    own_account: "This is your own account. Nobody shuts himself out by accident: ask another administrator.",
    last_admin: "You are the last administrator. First somebody else has to become one.",
    go_on: "Go on",
    entrance: entrance::TEXTS,
    account: account::TEXTS,
    admin: admin::TEXTS,
};
