//! What a new password must satisfy. A login never asks: who has an older password goes on with it.

use super::{ContextWords, Password, PasswordRejected, is_common_password};

/// What a new password must satisfy: a length, and that nobody guesses it at once.
///
/// There are no rules of composition and none of age: they make passwords worse (ASVS 6.2.5, 6.2.10; NIST SP 800-63B
/// §3.1.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// The fewest characters, counted as Unicode code points. 1 takes any password.
    pub min_length: usize,
    /// The most characters, counted as Unicode code points. [`Password::MAX_BYTES`] holds in any case.
    pub max_length: usize,
    /// Whether common passwords and those made of names are refused.
    pub refuses_guessable: bool,
}

impl PasswordPolicy {
    /// Any password at all, as the original has it.
    pub const ANY: Self = Self { min_length: 1, max_length: Password::MAX_BYTES, refuses_guessable: false };
    /// 8 to 256 characters that are not guessed at once (ASVS 6.2.1, 6.2.4, 6.2.9, 6.2.11).
    pub const INTERNET: Self = Self { min_length: 8, max_length: 256, refuses_guessable: true };

    /// The rules of the internet with another shortest length.
    pub const fn at_least(min_length: usize) -> Self {
        Self { min_length, ..Self::INTERNET }
    }

    /// Takes `text` as a new password, as far as its length goes: what is left to ask takes [`check`](Self::check).
    ///
    /// # Errors
    ///
    /// [`PasswordRejected`] says what is wrong with its length.
    pub fn accept(&self, text: &str) -> Result<Password, PasswordRejected> {
        let password = Password::new(text)?;
        let length = text.chars().count();
        if length < self.min_length {
            return Err(PasswordRejected::TooShort { min: self.min_length });
        }
        if length > self.max_length {
            return Err(PasswordRejected::TooManyCharacters { max: self.max_length });
        }
        Ok(password)
    }

    /// Whether anybody guesses this password at once who knows what many use, or `words`.
    ///
    /// # Errors
    ///
    /// [`PasswordRejected::Common`] and [`PasswordRejected::Context`].
    pub fn check(&self, password: &Password, words: &ContextWords) -> Result<(), PasswordRejected> {
        if !self.refuses_guessable {
            return Ok(());
        }
        if is_common_password(password.text()) {
            return Err(PasswordRejected::Common);
        }
        if words.make_up(password.text()) {
            return Err(PasswordRejected::Context);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// ASVS 6.2.1: counted in code points, at the limit and one below.
    #[test]
    fn asvs_6_2_1_length_is_counted_in_code_points() {
        let policy = PasswordPolicy::INTERNET;
        assert!(policy.accept("ééééñññ€").is_ok());
        assert_eq!(policy.accept("ééééñññ").unwrap_err(), PasswordRejected::TooShort { min: 8 });
        assert_eq!(
            PasswordPolicy::at_least(9).accept("ééééñññ€").unwrap_err(),
            PasswordRejected::TooShort { min: 9 }
        );
        assert!(PasswordPolicy::ANY.accept("x").is_ok());
    }

    /// ASVS 6.2.9: 256 characters of any size are taken and one more is not, before anything is hashed.
    #[test]
    fn asvs_6_2_9_long_passwords_are_taken() {
        let policy = PasswordPolicy::INTERNET;
        for character in ["x", "é", "\u{1f642}"] {
            assert!(policy.accept(&character.repeat(256)).is_ok(), "{character}");
        }
        let too_many = PasswordRejected::TooManyCharacters { max: 256 };
        assert_eq!(policy.accept(&"x".repeat(257)).unwrap_err(), too_many);
        assert_eq!(policy.accept(&"\u{1f642}".repeat(257)).unwrap_err(), PasswordRejected::TooLong);
        assert!(PasswordPolicy::ANY.accept(&"x".repeat(1_024)).is_ok());
    }

    /// ASVS 6.2.4 and 6.2.11.
    #[test]
    fn asvs_6_2_4_6_2_11_what_is_guessed_at_once_is_refused() {
        let words = ContextWords::of_service("Acme Shop", "https://accounts.acme.example");
        let check = |policy: PasswordPolicy, text| policy.check(&policy.accept(text).unwrap(), &words);
        assert_eq!(check(PasswordPolicy::INTERNET, "Password1"), Err(PasswordRejected::Common));
        assert_eq!(check(PasswordPolicy::INTERNET, "Acme2026!"), Err(PasswordRejected::Context));
        assert_eq!(check(PasswordPolicy::ANY, "Password1"), Ok(()));
        assert_eq!(check(PasswordPolicy::ANY, "Acme2026!"), Ok(()));
    }

    proptest! {
        /// ASVS 6.2.5: whatever characters it is made of, a long password outside the lists is taken.
        #[test]
        fn asvs_6_2_5_nothing_is_asked_of_its_characters(text in "\\PC{15,256}|[a-z]{15,40}|[0-9]{15,40}|[ -/]{15,40}|.{15,60}") {
            let policy = PasswordPolicy::INTERNET;
            prop_assume!(!is_common_password(&text));
            let words = ContextWords::of_service("Bienvenue", "https://accounts.example.org");
            let password = policy.accept(&text);
            prop_assert!(password.is_ok());
            if let Ok(password) = password {
                prop_assert_eq!(policy.check(&password, &words), Ok(()));
            }
        }
    }
}
