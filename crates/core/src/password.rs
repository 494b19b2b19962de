//! Passwords: what is taken, how it is hashed, and how hashes of other systems are read.

mod common;
mod context;
pub mod hash;
mod policy;
mod strength;

use std::fmt;

use zeroize::Zeroizing;

pub use common::{common_password_mark, is_common_password};
pub use context::ContextWords;
pub use policy::PasswordPolicy;
pub use strength::{Strength, Weakness};

/// A password as it was sent: never trimmed, folded or cut (ASVS 6.2.8).
///
/// Any text of 1 to 1,024 bytes. It is wiped from memory when dropped and does not print itself.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

/// Why a text is not taken as a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRejected {
    /// Nothing was given.
    #[error("password missing")]
    Empty,
    /// Fewer characters (Unicode code points) than the policy asks for.
    #[error("password too short: use at least {min} characters")]
    TooShort {
        /// The fewest characters that the policy takes.
        min: usize,
    },
    /// More bytes than anyone types, refused before any hashing (ASVS 6.2.9).
    #[error("password too long: at most {} bytes", Password::MAX_BYTES)]
    TooLong,
    /// More characters (Unicode code points) than the policy takes, refused before any hashing.
    #[error("password too long: at most {max} characters")]
    TooManyCharacters {
        /// The most characters that the policy takes.
        max: usize,
    },
    /// Little more than a name of the service or of the user (ASVS 6.2.11).
    #[error("password made of the name or address of the service or the user")]
    Context,
    /// One of those that everybody tries first (ASVS 6.2.4).
    #[error("password too common: it is among the first that anybody tries")]
    Common,
    /// Known from a breach of some service (ASVS 6.2.12).
    #[error("password known from a data breach")]
    Breached,
}

impl Password {
    /// The longest password, in bytes of UTF-8.
    pub const MAX_BYTES: usize = 1_024;

    /// Takes a text as a password.
    ///
    /// # Errors
    ///
    /// [`PasswordRejected::Empty`] and [`PasswordRejected::TooLong`]; how short is too short is up to the
    /// [`PasswordPolicy`].
    pub fn new(text: &str) -> Result<Self, PasswordRejected> {
        match text.len() {
            0 => Err(PasswordRejected::Empty),
            1..=Self::MAX_BYTES => Ok(Self(Zeroizing::new(text.to_owned()))),
            _ => Err(PasswordRejected::TooLong),
        }
    }

    /// The text, for the rules that look at characters.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The bytes to hash.
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ASVS 6.2.9: long passwords are welcome up to a bound that no hash is spent beyond.
    #[test]
    fn asvs_6_2_9_bytes_are_bounded() {
        assert!(Password::new(&"x".repeat(1_024)).is_ok());
        assert_eq!(Password::new(&"x".repeat(1_025)).unwrap_err(), PasswordRejected::TooLong);
        assert_eq!(Password::new("").unwrap_err(), PasswordRejected::Empty);
    }

    /// ASVS 6.2.8: what is hashed is what was sent.
    #[test]
    fn asvs_6_2_8_nothing_is_trimmed_or_folded() {
        assert_eq!(Password::new(" Pass\0word ").unwrap().expose(), b" Pass\0word ");
        assert_eq!(format!("{:?}", Password::new("secret").unwrap()), "Password(…)");
    }
}
