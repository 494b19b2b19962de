//! Randomness as a parameter: one place feeds every secret, salt and id.

use std::fmt;

/// The operating system gave no randomness. Nothing secret may be made; the caller answers "unavailable".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct NoRandomness;

/// A source of unpredictable bytes.
pub trait Randomness: Send + Sync + fmt::Debug {
    /// Fills `bytes` to the last one.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`] when the source fails; `bytes` is then not to be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The operating system's generator (`getrandom`), the only one fit for secrets (ASVS 11.5.1).
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandomness;

impl Randomness for OsRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        #[expect(clippy::disallowed_methods, reason = "the one reader of the machine's randomness")]
        getrandom::fill(bytes).map_err(|_| NoRandomness)
    }
}

/// `N` fresh random bytes.
///
/// # Errors
///
/// [`NoRandomness`] when the source fails.
pub fn random_bytes<const N: usize>(randomness: &dyn Randomness) -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    randomness.fill(&mut bytes)?;
    Ok(bytes)
}
