//! The words of the pages of somebody who is signed in.

use super::words::{KindTexts, Number};

texts! {
    /// Their words.
    struct AccountTexts {
        navigation: &'static str,
        sign_out: &'static str,
        overview: OverviewTexts,
        email: EmailTexts,
        password: PasswordTexts,
        sessions: SessionsTexts,
        activity: ActivityTexts,
        data: DataTexts,
        confirm: ConfirmTexts,
        notices: NoticeTexts,
    }
}

texts! {
    struct OverviewTexts {
        entry: &'static str,
        title: &'static str,
        verified: &'static str,
        unverified: &'static str,
        send_link: &'static str,
        change_email: &'static str,
        since: &'static str,
        language: &'static str,
        language_help: &'static str,
        save: &'static str,
    }
}

texts! {
    struct EmailTexts {
        title: &'static str,
        lead: &'static str,
        new_email: &'static str,
        button: &'static str,
        back: &'static str,
    }
}

texts! {
    struct PasswordTexts {
        entry: &'static str,
        title: &'static str,
        lead: &'static str,
        current: &'static str,
        button: &'static str,
    }
}

texts! {
    struct SessionsTexts {
        entry: &'static str,
        title: &'static str,
        lead: &'static str,
        this_device: &'static str,
        last_used: &'static str,
        signed_in: &'static str,
        address: &'static str,
        end: &'static str,
        end_others: &'static str,
        alone: &'static str,
        more: Number,
    }
}

texts! {
    struct ActivityTexts {
        entry: &'static str,
        title: &'static str,
        lead: &'static str,
        /// Every kind has its words: one that is missing does not compile.
        kind: KindTexts,
        /// A kind that a later release wrote down.
        unknown: &'static str,
        by_admin: &'static str,
        older: &'static str,
    }
}

texts! {
    struct DataTexts {
        entry: &'static str,
        title: &'static str,
        export_title: &'static str,
        export_lead: &'static str,
        export_button: &'static str,
        delete_title: &'static str,
        delete_lead: &'static str,
        delete_link: &'static str,
        delete_warning: &'static str,
        delete_button: &'static str,
        keep: &'static str,
    }
}

texts! {
    struct ConfirmTexts {
        title: &'static str,
        lead: &'static str,
        button: &'static str,
    }
}

texts! {
    /// What the next page says of what was just done.
    struct NoticeTexts {
        signed_out: &'static str,
        deleted: &'static str,
        password_changed: &'static str,
        session_ended: &'static str,
        others_ended: &'static str,
        link_sent: &'static str,
        user_disabled: &'static str,
        user_enabled: &'static str,
        user_signed_out: &'static str,
        reset_sent: &'static str,
        became_admin: &'static str,
    }
}
