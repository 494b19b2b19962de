//! What was just done, said by the page that follows.
//!
//! It travels in a cookie and not in the address: nobody can make a link that says it, and a page that is loaded again no longer does.

use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::Response;

use super::super::cookie::add_cookie;
use super::super::state::App;
use super::see_other;
use super::texts::Texts;

/// The page that follows comes at once or never.
const LIFETIME: Duration = Duration::from_mins(1);

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    SignedOut,
    Deleted,
    PasswordChanged,
    SessionEnded,
    OthersEnded,
    LinkSent,
    UserDisabled,
    UserEnabled,
    UserSignedOut,
    ResetSent,
    BecameAdmin,
}

impl Notice {
    const ALL: [Self; 11] = [
        Self::SignedOut,
        Self::Deleted,
        Self::PasswordChanged,
        Self::SessionEnded,
        Self::OthersEnded,
        Self::LinkSent,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::UserSignedOut,
        Self::ResetSent,
        Self::BecameAdmin,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Deleted => "deleted",
            Self::PasswordChanged => "password_changed",
            Self::SessionEnded => "session_ended",
            Self::OthersEnded => "others_ended",
            Self::LinkSent => "link_sent",
            Self::UserDisabled => "user_disabled",
            Self::UserEnabled => "user_enabled",
            Self::UserSignedOut => "user_signed_out",
            Self::ResetSent => "reset_sent",
            Self::BecameAdmin => "became_admin",
        }
    }

    /// What a request has to say, if anything.
    pub(super) fn of(headers: &HeaderMap, app: &App) -> Option<Self> {
        let told = app.settings.cookies.notice.read(headers).ok().flatten()?;
        Self::ALL.into_iter().find(|notice| notice.as_str() == told)
    }

    /// Leads on to a page that says it.
    pub(super) fn on(self, page: &str, app: &App) -> Response {
        let mut response = see_other(page);
        add_cookie(&mut response, app.settings.cookies.notice.set_for(self.as_str(), LIFETIME));
        response
    }

    pub(super) const fn text(self, texts: &'static Texts) -> &'static str {
        let texts = &texts.account.notices;
        match self {
            Self::SignedOut => texts.signed_out,
            Self::Deleted => texts.deleted,
            Self::PasswordChanged => texts.password_changed,
            Self::SessionEnded => texts.session_ended,
            Self::OthersEnded => texts.others_ended,
            Self::LinkSent => texts.link_sent,
            Self::UserDisabled => texts.user_disabled,
            Self::UserEnabled => texts.user_enabled,
            Self::UserSignedOut => texts.user_signed_out,
            Self::ResetSent => texts.reset_sent,
            Self::BecameAdmin => texts.became_admin,
        }
    }
}
