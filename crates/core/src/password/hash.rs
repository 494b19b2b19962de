//! Password hashes: made by the configured scheme, verified in every spelling that people bring along.
//!
//! A hash is a text that says by itself how it was made, and such a text may come from a foreign database: it is
//! read strictly, and its cost is capped before any work is done. What must stay true: a password opens an account
//! only if it is, byte for byte, the one that was set (ASVS 6.2.8; better-auth's hashes know its letters and not its bytes, until
//! the next sign-in), and a wrong password costs what the right one costs.

mod argon2;
mod bcrypt;
mod fields;
mod firebase;
mod kind;
mod limits;
mod memory;
mod pbkdf2;
mod phpass;
mod recipe;
mod scheme;
mod scrypt;

use std::fmt;

use subtle::ConstantTimeEq as _;

pub use self::kind::{DecoyFailed, HashKind, decoy_like};
pub use self::memory::HashMemory;
pub use self::scheme::{HashScheme, SchemeRejected};

use self::argon2::Argon2;
use self::bcrypt::Bcrypt;
use self::recipe::Recipe;
use super::Password;
use crate::random::{NoRandomness, Randomness};

/// A stored password hash in its text form. It does not print itself.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a text that the store holds, unread: verification tells whether it can be used.
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// Takes a text from elsewhere (an import) if [`verify_password`] can work with it.
    ///
    /// Known are bcrypt (`$2a$`, `$2b$`, `$2y$`), Argon2i and Argon2id, scrypt and PBKDF2 with SHA-1, SHA-256 or
    /// SHA-512, as the PHC format, passlib, Django and Werkzeug spell them; WordPress's `$wp$2y$` and phpass (`$P$`, `$H$`);
    /// Firebase's scrypt as Supabase Auth spells it (`$fbscrypt$`); and better-auth's as `scrypt-nfkc:` in Werkzeug's spelling.
    ///
    /// # Errors
    ///
    /// [`HashUnusable`] says why it cannot; never [`HashUnusable::NoMemory`].
    pub fn parse(text: &str) -> Result<Self, HashUnusable> {
        Recipe::read(text).map(|_| Self(text.to_owned()))
    }

    /// The text for the store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In constant time, though nobody who has a hash to compare needs to guess it.
impl PartialEq for PasswordHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for PasswordHash {}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Why no hash was made. The password is not to be stored; the caller answers "unavailable".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashFailed {
    /// There is no salt without randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// Parameters that the algorithm does not take, or beyond what a stored hash may ask for: [`HashScheme::check`]
    /// was not called.
    #[error("the parameters of the password hash are out of range")]
    Parameters,
    /// The working memory could not be had.
    #[error("no memory for the password hash")]
    NoMemory,
}

/// Why a stored hash cannot be verified. Says nothing of its text, which is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashUnusable {
    /// Its first word names no algorithm known here.
    #[error("password hash of an unknown format")]
    UnknownFormat,
    /// The algorithm is known, but the rest is not as its tools write it.
    #[error("malformed password hash")]
    Malformed,
    /// It asks for more work or memory than any login may spend.
    #[error("the password hash asks for too much work or memory")]
    TooCostly,
    /// The hash is sound, but its working memory could not be had: try again later.
    #[error("no memory to verify the password hash")]
    NoMemory,
}

/// Hashes a new password.
///
/// bcrypt reads 72 bytes and stops at a NUL: a password that it would cut is hashed with [`HashScheme::ARGON2ID`],
/// whatever `scheme` says. Takes as long as the scheme wants: not for a thread that serves requests.
///
/// # Errors
///
/// [`HashFailed`].
pub fn hash_password(
    password: &Password,
    scheme: &HashScheme,
    randomness: &dyn Randomness,
    memory: &mut HashMemory,
) -> Result<PasswordHash, HashFailed> {
    let text = match scheme.for_password(password) {
        HashScheme::Bcrypt { cost } => Bcrypt::hash(password.expose(), cost, randomness)?.to_string(),
        HashScheme::Argon2id { memory_kib, iterations, parallelism } => {
            let blank = Argon2::blank(memory_kib, iterations, parallelism, randomness)?;
            blank.hash(password.expose(), memory)?.to_string()
        }
    };
    Ok(PasswordHash(text))
}

/// Whether `password` is the one that `hash` was made of.
///
/// Costs the same for a right and a wrong password.
///
/// # Errors
///
/// [`HashUnusable`], at once and without the work: a caller who must not reveal that this account exists spends a
/// [`decoy_hash`] instead.
pub fn verify_password(
    password: &Password,
    hash: &PasswordHash,
    memory: &mut HashMemory,
) -> Result<bool, HashUnusable> {
    Recipe::read(hash.as_str())?.verify(password.expose(), memory)
}

/// Whether a login with this password, just verified, should replace `hash` by what [`hash_password`] makes.
///
/// So it is when `hash` is of another algorithm, variant or spelling, or weaker in any parameter (OWASP Password
/// Storage, "Upgrading the Work Factor"). Stronger parameters of the same algorithm stay.
pub fn needs_rehash(password: &Password, hash: &PasswordHash, scheme: &HashScheme) -> bool {
    let Ok(stored) = Recipe::read(hash.as_str()) else { return true };
    match (scheme.for_password(password), stored) {
        (HashScheme::Bcrypt { cost }, Recipe::Bcrypt(stored)) => {
            !hash.as_str().starts_with(bcrypt::PREFIX) || stored.is_weaker_than(cost)
        }
        (HashScheme::Argon2id { memory_kib, iterations, .. }, Recipe::Argon2(stored)) => {
            !hash.as_str().starts_with(argon2::PREFIX) || stored.is_weaker_than(memory_kib, iterations)
        }
        _ => true,
    }
}

/// A hash of the form and cost of `scheme` that no password matches, made without hashing.
///
/// Verifying it for a user who does not exist takes as long as for one who does, so that the time of an answer does
/// not tell which names are taken (CWE-208). That takes one of each kind that somebody has: of the schemes that
/// [`HashScheme::all_used`] names, and of what was brought along ([`decoy_like`]).
///
/// # Errors
///
/// [`NoRandomness`] when the source fails.
pub fn decoy_hash(scheme: &HashScheme, randomness: &dyn Randomness) -> Result<PasswordHash, NoRandomness> {
    let text = match *scheme {
        HashScheme::Bcrypt { cost } => Bcrypt::decoy(cost, randomness)?.to_string(),
        HashScheme::Argon2id { memory_kib, iterations, parallelism } => {
            Argon2::blank(memory_kib, iterations, parallelism, randomness)?.decoy(randomness)?.to_string()
        }
    };
    Ok(PasswordHash(text))
}
