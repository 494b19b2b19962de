//! A moment on a page: in words, and for programs.

use bienvenue_core::locale::Locale;
use bienvenue_core::time::Timestamp;

use crate::wording::{ago, moment};

/// What stands in a `<time>`.
pub(super) struct When {
    pub(super) words: String,
    pub(super) exact: String,
}

impl When {
    /// A day and a time.
    pub(super) fn at(at: Timestamp, locale: Locale) -> Self {
        Self { words: moment(at, locale), exact: at.to_rfc3339() }
    }

    /// How long ago, if it was today.
    pub(super) fn ago(at: Timestamp, now: Timestamp, locale: Locale) -> Self {
        Self { words: ago(at, now, locale), exact: at.to_rfc3339() }
    }
}
