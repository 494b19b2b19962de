//! The words of the pages of administrators.

use super::words::Number;

texts! {
    /// Their words.
    struct AdminTexts {
        entry: &'static str,
        navigation: &'static str,
        own_account: &'static str,
        figures: FiguresTexts,
        users: UsersTexts,
        user: UserTexts,
        first: FirstAdminTexts,
    }

    struct FiguresTexts {
        entry: &'static str,
        title: &'static str,
        sign_ins: &'static str,
        failures: &'static str,
        registrations: &'static str,
        last_hours: &'static str,
        last_days: &'static str,
        in_all: Number,
        most_in_hour: Number,
        most_on_day: Number,
        all_numbers: &'static str,
        hour: &'static str,
        day: &'static str,
        utc: &'static str,
        waiting: &'static str,
        mails: &'static str,
        mails_waiting: Number,
        mails_more: &'static str,
        no_mails: &'static str,
        oldest: &'static str,
        hashing: &'static str,
        hashing_waiting: Number,
        hashing_threads: Number,
        hashing_average: Number,
    }

    struct UsersTexts {
        entry: &'static str,
        title: &'static str,
        search: &'static str,
        search_help: &'static str,
        button: &'static str,
        nobody: &'static str,
        next: &'static str,
        first: &'static str,
        active: &'static str,
        disabled: &'static str,
        unverified: &'static str,
        admin: &'static str,
        created: &'static str,
        last_sign_in: &'static str,
        never: &'static str,
    }

    struct UserTexts {
        state: &'static str,
        address: &'static str,
        id: &'static str,
        disabled_since: &'static str,
        admin_since: &'static str,
        acts: &'static str,
        acts_help: &'static str,
        disable: &'static str,
        disable_help: &'static str,
        enable: &'static str,
        end_all: &'static str,
        send_reset: &'static str,
        own: &'static str,
        sessions: &'static str,
        no_sessions: &'static str,
        events: &'static str,
        no_events: &'static str,
        back: &'static str,
    }

    /// Of the page where the link leads that a first start shows.
    struct FirstAdminTexts {
        title: &'static str,
        lead: &'static str,
        code: &'static str,
        code_help: &'static str,
        button: &'static str,
        strangers: &'static str,
        come_back: &'static str,
        refused: &'static str,
    }
}
