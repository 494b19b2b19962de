//! Passwords: what is taken, how it is hashed, and how hashes of other systems are read.

pub mod hash;

use std::fmt;

use zeroize::Zeroizing;

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

/// What a new password must satisfy. Lengths only: composition rules make passwords worse (NIST SP 800-63B §3.1.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// The fewest characters, counted as Unicode code points. 1 takes any password.
    pub min_length: usize,
}

impl PasswordPolicy {
    /// Any password at all, as the original has it.
    pub const ANY: Self = Self { min_length: 1 };
    /// At least 8 characters (ASVS 6.2.1).
    pub const INTERNET: Self = Self { min_length: 8 };

    /// Takes `text` as a new password.
    ///
    /// # Errors
    ///
    /// [`PasswordRejected`] says what is wrong with it.
    pub fn accept(&self, text: &str) -> Result<Password, PasswordRejected> {
        let password = Password::new(text)?;
        if text.chars().count() < self.min_length {
            return Err(PasswordRejected::TooShort { min: self.min_length });
        }
        Ok(password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ASVS 6.2.1: counted in code points, at the limit and one below.
    #[test]
    fn asvs_6_2_1_length_is_counted_in_code_points() {
        let policy = PasswordPolicy::INTERNET;
        assert!(policy.accept("ééééñññ€").is_ok());
        assert_eq!(policy.accept("ééééñññ").unwrap_err(), PasswordRejected::TooShort { min: 8 });
        assert!(PasswordPolicy::ANY.accept("x").is_ok());
    }

    /// ASVS 6.2.9: long passwords are welcome up to a bound that no hash is spent beyond.
    #[test]
    fn asvs_6_2_9_long_passwords_are_taken() {
        assert!(PasswordPolicy::INTERNET.accept(&"🙂".repeat(256)).is_ok());
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
