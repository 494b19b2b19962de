//! Keys with which programs look after accounts.
//!
//! A key is made to be found where it does not belong: it begins with the name of the service and ends with a checksum, so that
//! whoever searches repositories and logs for secrets knows one from what looks alike, without asking anybody. It is
//! `bienvenue_`, 64 hexadecimal digits of 256 random bits, and the first 8 digits of the SHA-256 of what stands before them.

use std::fmt;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::random::{NoRandomness, Randomness};
use crate::token::TokenDigest;

/// How every key begins.
pub const PREFIX: &str = "bienvenue_";
/// 256 bits, out of reach of any guess.
const SECRET_BYTES: usize = 32;
/// Of the 4 billion texts that look like a key, one is taken for one.
const CHECKSUM_BYTES: usize = 4;
/// How long a key is.
const CHARS: usize = PREFIX.len() + 2 * (SECRET_BYTES + CHECKSUM_BYTES);

/// A key in the clear, on its way to whoever is to use it. The database holds its [`TokenDigest`].
#[derive(Clone)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// A new key.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`] when the source of randomness fails.
    pub fn generate(randomness: &dyn Randomness) -> Result<Self, NoRandomness> {
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        randomness.fill(bytes.as_mut_slice())?;
        // As long as it will be: text that grows leaves copies of itself behind.
        let mut text = Zeroizing::new(String::with_capacity(CHARS));
        text.push_str(PREFIX);
        push_hex(&mut text, bytes.as_slice());
        let checksum = checksum(&text);
        push_hex(&mut text, &checksum);
        Ok(Self(text))
    }

    /// The text to hand out. Whoever calls this decides where the secret goes.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database holds instead.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of_text(&self.0)
    }

    /// Whether a text is one of our keys, as far as that can be told without the database.
    pub fn is_well_formed(text: &str) -> bool {
        let Some((head, tail)) = text.split_at_checked(CHARS - 2 * CHECKSUM_BYTES) else { return false };
        let mut expected = String::new();
        push_hex(&mut expected, &checksum(head));
        head.strip_prefix(PREFIX).is_some_and(is_hex) && tail == expected
    }
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
}

fn checksum(head: &str) -> [u8; CHECKSUM_BYTES] {
    let digest: [u8; 32] = Sha256::digest(head.as_bytes()).into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::random::OsRandomness;

    #[test]
    fn asvs_11_5_1_a_key_holds_32_random_bytes_and_tells_what_it_is() {
        let mut seen = HashSet::new();
        for _ in 0..1_000 {
            let key = ApiKey::generate(&OsRandomness).unwrap();
            let text = key.expose();
            assert_eq!((text.len(), CHARS), (82, 82));
            assert!(text.starts_with("bienvenue_") && ApiKey::is_well_formed(text), "{text}");
            assert!(seen.insert(text.to_owned()));
            assert_eq!(TokenDigest::of_text(text), key.digest());
        }
    }

    #[test]
    fn what_looks_alike_is_none() {
        let key = ApiKey::generate(&OsRandomness).unwrap();
        let text = key.expose();
        for place in 0..text.len() {
            let mut changed = text.to_owned().into_bytes();
            changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
            assert!(!ApiKey::is_well_formed(&String::from_utf8(changed).unwrap()), "{place}");
            assert!(!ApiKey::is_well_formed(&text[..place]), "{place}");
        }
        for wrong in [format!("{text}0"), format!(" {text}"), text.to_uppercase(), "é".repeat(41)] {
            assert!(!ApiKey::is_well_formed(&wrong), "{wrong}");
        }
    }

    #[test]
    fn asvs_16_2_5_a_key_does_not_print_itself() {
        let key = ApiKey::generate(&OsRandomness).unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
    }
}
