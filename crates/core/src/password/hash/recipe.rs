//! A stored hash, read: the algorithm with its parameters, the salt, and the output that the right password yields.

use super::argon2::Argon2;
use super::bcrypt::Bcrypt;
use super::firebase::Firebase;
use super::pbkdf2::Pbkdf2;
use super::phpass::Phpass;
use super::scrypt::Scrypt;
use super::{HashMemory, HashUnusable, limits};

/// A stored hash that is well-formed and within the [`limits`].
pub(super) enum Recipe {
    Bcrypt(Bcrypt),
    Argon2(Argon2),
    Scrypt(Scrypt),
    Pbkdf2(Pbkdf2),
    Phpass(Phpass),
    Firebase(Firebase),
}

impl Recipe {
    /// Reads a stored text. No text makes it panic, allocate more than a few times its length, or derive anything.
    pub(super) fn read(text: &str) -> Result<Self, HashUnusable> {
        if text.len() > limits::TEXT_BYTES {
            return Err(HashUnusable::Malformed);
        }
        let recipe = match first_word(text) {
            "2a" | "2b" | "2y" | "bcrypt" | "bcrypt_sha256" | "wp" => Bcrypt::read(text).map(Self::Bcrypt),
            "argon2" | "argon2i" | "argon2id" => Argon2::read(text).map(Self::Argon2),
            "scrypt" | "scrypt-nfkc" => Scrypt::read(text).map(Self::Scrypt),
            "pbkdf2" | "pbkdf2-sha256" | "pbkdf2-sha512" | "pbkdf2_sha1" | "pbkdf2_sha256" => {
                Pbkdf2::read(text).map(Self::Pbkdf2)
            }
            "P" | "H" => Phpass::read(text).map(Self::Phpass),
            "fbscrypt" => Firebase::read(text).map(Self::Firebase),
            _ => return Err(HashUnusable::UnknownFormat),
        };
        recipe.ok_or(HashUnusable::Malformed)?.within_limits()
    }

    fn within_limits(self) -> Result<Self, HashUnusable> {
        let is_allowed = match &self {
            Self::Bcrypt(recipe) => recipe.is_allowed(),
            Self::Argon2(recipe) => recipe.is_allowed(),
            Self::Scrypt(recipe) => recipe.is_allowed(),
            Self::Pbkdf2(recipe) => recipe.is_allowed(),
            Self::Phpass(recipe) => recipe.is_allowed(),
            Self::Firebase(recipe) => recipe.is_allowed(),
        };
        if is_allowed { Ok(self) } else { Err(HashUnusable::TooCostly) }
    }

    /// Whether `password` is the one that this was made of.
    ///
    /// HMAC fills its key with NULs (RFC 2104 §2), so PBKDF2 and scrypt take `x` and `x\0` for one password. One that
    /// ends in a NUL is therefore never right for them, after the same work.
    pub(super) fn verify(&self, password: &[u8], memory: &mut HashMemory) -> Result<bool, HashUnusable> {
        let survives_hmac = password.last() != Some(&0);
        match self {
            Self::Bcrypt(recipe) => Ok(recipe.verify(password)),
            Self::Argon2(recipe) => recipe.verify(password, memory),
            Self::Scrypt(recipe) => Ok(recipe.verify(password)? && survives_hmac),
            Self::Pbkdf2(recipe) => Ok(recipe.verify(password)? && survives_hmac),
            Self::Phpass(recipe) => Ok(recipe.verify(password)),
            Self::Firebase(recipe) => Ok(recipe.verify(password)? && survives_hmac),
        }
    }
}

/// The word that names the format: what stands before the first `$` or `:`, or between the first two `$`.
fn first_word(text: &str) -> &str {
    text.strip_prefix('$').unwrap_or(text).split(['$', ':']).next().unwrap_or_default()
}
