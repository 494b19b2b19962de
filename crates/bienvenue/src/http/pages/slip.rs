//! What is wrong with what somebody typed, and in which field.

use super::super::error::ApiError;
use super::texts::Texts;

/// A refusal on a page with a form; empty on one that nobody has sent yet.
#[derive(Debug, Default)]
pub(super) struct Slip {
    pub(super) text: String,
    field: &'static str,
}

impl Slip {
    pub(super) fn of(error: &ApiError, texts: &Texts) -> Self {
        Self { text: texts.problem(error), field: error.field().unwrap_or_default() }
    }

    /// Whether there is one.
    pub(super) const fn is_there(&self) -> bool {
        !self.text.is_empty()
    }

    /// Whether it is about none in particular.
    pub(super) const fn is_in_none(&self) -> bool {
        self.is_there() && self.field.is_empty()
    }

    /// Whether it is in this field, which is then marked and focused.
    pub(super) fn is_in(&self, field: &str) -> bool {
        self.is_there() && self.field == field
    }
}
