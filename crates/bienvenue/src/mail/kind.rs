//! Which mails there are, as the outbox holds them.

use crate::store::one_time_tokens::Purpose;

/// Why a mail goes out. What it says is decided when it is sent: nobody who waits for an answer can tell by its time
/// whether anybody has the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailKind {
    /// Somebody registered with this address: a link to prove it, or word that there is an account already.
    Registration,
    /// Somebody asked for the link of his registration once more.
    VerifyEmail,
    /// Somebody asked for a link to set a new password.
    ResetPassword,
    /// A user wants to have this address.
    ChangeEmail,
    /// To the old address: the account has another one.
    EmailChanged,
    /// The password was changed or reset.
    PasswordChanged,
    /// A session was opened from where none was opened before.
    NewDevice,
    /// A session was opened after many wrong passwords.
    AfterFailures,
    /// An operator keeps the user from signing in.
    Disabled,
    /// An operator lets the user sign in again.
    Enabled,
    /// The account is gone.
    AccountDeleted,
}

impl MailKind {
    /// Every kind there is.
    pub(crate) const ALL: [Self; 11] = [
        Self::Registration,
        Self::VerifyEmail,
        Self::ResetPassword,
        Self::ChangeEmail,
        Self::EmailChanged,
        Self::PasswordChanged,
        Self::NewDevice,
        Self::AfterFailures,
        Self::Disabled,
        Self::Enabled,
        Self::AccountDeleted,
    ];

    /// How the database spells it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::ChangeEmail => "change_email",
            Self::EmailChanged => "email_changed",
            Self::PasswordChanged => "password_changed",
            Self::NewDevice => "new_device",
            Self::AfterFailures => "after_failures",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::AccountDeleted => "account_deleted",
        }
    }

    /// The kind that the database spells so.
    pub(crate) fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What its link is for, if it may have one.
    pub(crate) const fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Registration | Self::VerifyEmail => Some(Purpose::VerifyEmail),
            Self::ResetPassword => Some(Purpose::ResetPassword),
            Self::ChangeEmail => Some(Purpose::ChangeEmail),
            Self::EmailChanged
            | Self::PasswordChanged
            | Self::NewDevice
            | Self::AfterFailures
            | Self::Disabled
            | Self::Enabled
            | Self::AccountDeleted => None,
        }
    }

    /// What it counts as.
    pub(crate) const fn class(self) -> MailClass {
        match self {
            Self::Registration | Self::VerifyEmail | Self::ResetPassword | Self::ChangeEmail => {
                MailClass::Asked
            }
            Self::EmailChanged
            | Self::PasswordChanged
            | Self::NewDevice
            | Self::AfterFailures
            | Self::Disabled
            | Self::Enabled
            | Self::AccountDeleted => MailClass::Notice,
        }
    }
}

/// Mails that are counted together. Strangers can have the first kind sent, so it must not use up the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailClass {
    /// Anybody who knows the address can ask for it.
    Asked,
    /// Follows from an act in the account.
    Notice,
}

impl MailClass {
    /// How the database spells it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Notice => "notice",
        }
    }

    /// How many of them an address is sent in an hour (OWASP Forgot Password: flooding a mailbox).
    pub(crate) const fn most_an_hour(self) -> i64 {
        match self {
            Self::Asked => 3,
            Self::Notice => 20,
        }
    }
}
