//! Password hashes: made by the configured scheme, verified in every spelling that people bring along.

use std::fmt;

/// A stored password hash in its text form. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a text that the store holds, unread: verification tells whether it can be used.
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text for the store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}
