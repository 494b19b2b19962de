//! The words of the pages of somebody who is signed in.

use crate::EventKind;

/// Their words.
#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct AccountTexts {
    pub(in super::super) navigation: &'static str,
    pub(in super::super) sign_out: &'static str,
    pub(in super::super) overview: OverviewTexts,
    pub(in super::super) email: EmailTexts,
    pub(in super::super) password: PasswordTexts,
    pub(in super::super) sessions: SessionsTexts,
    pub(in super::super) activity: ActivityTexts,
    pub(in super::super) data: DataTexts,
    pub(in super::super) confirm: ConfirmTexts,
    pub(in super::super) notices: NoticeTexts,
}

#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct OverviewTexts {
    pub(in super::super) entry: &'static str,
    pub(in super::super) title: &'static str,
    pub(in super::super) verified: &'static str,
    pub(in super::super) unverified: &'static str,
    pub(in super::super) send_link: &'static str,
    pub(in super::super) change_email: &'static str,
    pub(in super::super) since: &'static str,
    pub(in super::super) language: &'static str,
    pub(in super::super) language_help: &'static str,
    pub(in super::super) save: &'static str,
}

#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct EmailTexts {
    pub(in super::super) title: &'static str,
    pub(in super::super) lead: &'static str,
    pub(in super::super) new_email: &'static str,
    pub(in super::super) button: &'static str,
    pub(in super::super) back: &'static str,
}

#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct PasswordTexts {
    pub(in super::super) entry: &'static str,
    pub(in super::super) title: &'static str,
    pub(in super::super) lead: &'static str,
    pub(in super::super) current: &'static str,
    pub(in super::super) button: &'static str,
}

#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct SessionsTexts {
    pub(in super::super) entry: &'static str,
    pub(in super::super) title: &'static str,
    pub(in super::super) lead: &'static str,
    pub(in super::super) this_device: &'static str,
    pub(in super::super) last_used: &'static str,
    pub(in super::super) signed_in: &'static str,
    pub(in super::super) address: &'static str,
    pub(in super::super) end: &'static str,
    pub(in super::super) end_others: &'static str,
    pub(in super::super) alone: &'static str,
    pub(in super::super) more: fn(usize) -> String,
}

#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct ActivityTexts {
    pub(in super::super) entry: &'static str,
    pub(in super::super) title: &'static str,
    pub(in super::super) lead: &'static str,
    /// Every kind has its words: one that is missing does not compile.
    pub(in super::super) kind: fn(EventKind) -> &'static str,
    /// A kind that a later release wrote down.
    pub(in super::super) unknown: &'static str,
}

#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct DataTexts {
    pub(in super::super) entry: &'static str,
    pub(in super::super) title: &'static str,
    pub(in super::super) export_title: &'static str,
    pub(in super::super) export_lead: &'static str,
    pub(in super::super) export_button: &'static str,
    pub(in super::super) delete_title: &'static str,
    pub(in super::super) delete_lead: &'static str,
    pub(in super::super) delete_link: &'static str,
    pub(in super::super) delete_warning: &'static str,
    pub(in super::super) delete_button: &'static str,
    pub(in super::super) keep: &'static str,
}

#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct ConfirmTexts {
    pub(in super::super) title: &'static str,
    pub(in super::super) lead: &'static str,
    pub(in super::super) button: &'static str,
}

/// What the next page says of what was just done.
#[cfg_attr(test, derive(Debug))]
pub(in super::super) struct NoticeTexts {
    pub(in super::super) signed_out: &'static str,
    pub(in super::super) deleted: &'static str,
    pub(in super::super) password_changed: &'static str,
    pub(in super::super) session_ended: &'static str,
    pub(in super::super) others_ended: &'static str,
    pub(in super::super) link_sent: &'static str,
}
