//! English: the pages of somebody who is signed in.

use super::super::account::{
    AccountTexts, ActivityTexts, ConfirmTexts, DataTexts, EmailTexts, NoticeTexts, OverviewTexts,
    PasswordTexts, SessionsTexts,
};
use super::super::words::{KindTexts, Number};
use crate::EventKind;

pub(super) const TEXTS: AccountTexts = AccountTexts {
    navigation: "Your account",
    sign_out: "Sign out",
    overview: OverviewTexts {
        entry: "Account",
        title: "Your account",
        verified: "Confirmed",
        unverified: "Not confirmed yet",
        send_link: "Send me a link to confirm it",
        change_email: "Change the address",
        since: "Account since",
        language: "Language",
        language_help: "Of these pages and of our mails to you.",
        save: "Save",
    },
    email: EmailTexts {
        title: "Change your address",
        lead: "We send a link to the new address. Once you follow it, you sign in with that address; until then nothing changes.",
        new_email: "New email address",
        button: "Send the link",
        back: "Back to the account",
    },
    password: PasswordTexts {
        entry: "Password",
        title: "Change your password",
        lead: "You stay signed in here, and are signed out everywhere else.",
        current: "Current password",
        button: "Change the password",
    },
    sessions: SessionsTexts {
        entry: "Devices",
        title: "Where you are signed in",
        lead: "If you do not recognise one of these, sign it out and change your password.",
        this_device: "This device",
        last_used: "Last used",
        signed_in: "Signed in",
        address: "Network address",
        end: "Sign out",
        end_others: "Sign out everywhere else",
        alone: "You are signed in nowhere else.",
        more: Number {
            one: "{number} more is not shown. It was not used for longer.",
            many: "{number} more are not shown. They were not used for longer.",
        },
    },
    activity: ActivityTexts {
        entry: "Activity",
        title: "Recent activity",
        lead: "What happened to your account, the latest first. If it was not you, change your password.",
        kind: KINDS,
        unknown: "Something else happened",
        by_admin: "by an administrator",
        older: "Older",
    },
    data: DataTexts {
        entry: "Your data",
        title: "Your data",
        export_title: "A copy of it",
        export_lead: "All that is stored of your account, in one file that programs can read: JSON.",
        export_button: "Download",
        delete_title: "Delete the account",
        delete_lead: "Everything that names you is deleted. Nobody can bring it back.",
        delete_link: "Delete the account",
        delete_warning: "This is the last question. Your account, your devices and everything else that names you will be gone, and you will be signed out everywhere.",
        delete_button: "Delete my account for good",
        keep: "Keep the account",
    },
    confirm: ConfirmTexts {
        title: "Is it still you?",
        lead: "What you are about to do matters, so enter your password once more. Then you go on where you were.",
        button: "Go on",
    },
    notices: NoticeTexts {
        signed_out: "You are signed out.",
        deleted: "Your account is deleted.",
        password_changed: "Your password is changed. You are signed out everywhere else.",
        session_ended: "That device is signed out.",
        others_ended: "You are signed out everywhere else.",
        link_sent: "A link is on its way to the new address. Follow it to change your address.",
        user_disabled: "The user can no longer sign in, and is signed out everywhere.",
        user_enabled: "The user can sign in again.",
        user_signed_out: "The user is signed out.",
        reset_sent: "A link for a new password is on its way to the user.",
        became_admin: "You are an administrator now.",
    },
};

#[expect(clippy::indexing_slicing, reason = "out of bounds would not compile")]
const KINDS: KindTexts = kinds!(kind);

const fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Registered => "The account was created",
        EventKind::RegisteredAgain => "Somebody registered with the address of the account",
        EventKind::EmailVerified => "The address was confirmed",
        EventKind::EmailChangeRequested => "A change of address was asked for",
        EventKind::EmailChanged => "The address was changed",
        EventKind::SignedIn => "Signed in",
        EventKind::Reauthenticated => "The password was entered once more",
        EventKind::SignedOut => "Signed out",
        EventKind::SessionsRevoked => "A device was signed out from elsewhere",
        EventKind::PasswordChanged => "The password was changed",
        EventKind::PasswordReset => "The password was set anew with a link",
        EventKind::Exported => "A copy of the data was downloaded",
        EventKind::Deleted => "The account was deleted",
        EventKind::SignInFailed => "A sign-in failed",
        EventKind::SignInThrottled => "Sign-ins were slowed down after too many wrong passwords",
        EventKind::ReauthenticationFailed => "A wrong password was entered once signed in",
        EventKind::ReauthenticationThrottled => "Passwords entered once signed in were slowed down",
        EventKind::VerificationFailed => "A wrong password was entered with the link to confirm the address",
        EventKind::VerificationThrottled => {
            "Passwords entered with the link to confirm the address were slowed down"
        }
        EventKind::ResetRequested => "A link for a new password was asked for",
        EventKind::VerificationRequested => "The link to confirm the address was asked for again",
        EventKind::RequestThrottled => "Requests for mails were slowed down",
        EventKind::LinkRefused => "A link was used that no longer works",
        EventKind::LinkThrottled => "Links that do not work were slowed down",
        EventKind::Disabled => "The account was disabled by an operator",
        EventKind::Enabled => "The account was enabled again by an operator",
        EventKind::PasswordSet => "The password was set by an operator",
        EventKind::Imported => "The account was brought along from another system",
        EventKind::AdminGranted => "The account became an administrator’s",
        EventKind::AdminRevoked => "The account is no longer an administrator’s",
        EventKind::LocaleSet => "An operator chose the language of your mails",
        EventKind::ThrottleReset => "An operator let you sign in again without waiting",
        EventKind::KeyCreated => "An API key was made",
        EventKind::KeyRevoked => "An API key was revoked",
        EventKind::KeyRefused => "An API key could not be used",
        EventKind::KeyThrottled => "Too many API keys that could not be used",
    }
}
