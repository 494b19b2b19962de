//! The secrets that we hand out: session ids, reset links, verification links.
//!
//! A [`PlainToken`] goes to its owner once and is never stored; the database holds its [`TokenDigest`]. A stolen
//! database therefore opens no session (ASVS 7.2.3). Neither type prints itself.

use std::fmt;
use std::hash::{Hash, Hasher};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::random::{NoRandomness, Randomness};

/// How many random bytes a token holds: 256 bits, out of reach of any guess.
const TOKEN_BYTES: usize = 32;
/// How long its text is: 32 bytes in base64url without padding (RFC 4648 §5).
const TOKEN_CHARS: usize = 43;

/// A secret in the clear, on its way to or from its owner.
///
/// Its text is 43 characters of the URL-safe base64 alphabet, fit for a cookie, a header and a link as it is.
#[derive(Clone)]
pub struct PlainToken(Zeroizing<String>);

impl PlainToken {
    /// A new secret of 256 random bits.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`] when the source of randomness fails.
    pub fn generate(randomness: &dyn Randomness) -> Result<Self, NoRandomness> {
        let mut bytes = Zeroizing::new([0; TOKEN_BYTES]);
        randomness.fill(bytes.as_mut_slice())?;
        Ok(Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))))
    }

    /// The text to hand to the owner. Whoever calls this decides where the secret goes.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database holds instead of the secret.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of_chars(self.0.as_bytes())
    }
}

/// Lets a fresh token be passed wherever its text is taken, such as `get_user_from_session_id`.
impl AsRef<str> for PlainToken {
    fn as_ref(&self) -> &str {
        self.expose()
    }
}

impl fmt::Debug for PlainToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainToken(…)")
    }
}

/// SHA-256 of a token's text: enough for a secret of 256 bits, which nobody can enumerate (ASVS 6.5.2).
#[derive(Clone, Copy)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// The digest of a secret that a caller presents, or nothing when no token of ours can look like this.
    ///
    /// A wrong length or alphabet costs no look-up in the store, and can never match what is stored.
    pub fn of(presented: &str) -> Option<Self> {
        let chars = presented.as_bytes();
        let is_of_alphabet = |c: &u8| matches!(c, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_');
        // Without a branch for each character the compiler looks at many at once.
        let is_ours = chars.len() == TOKEN_CHARS && chars.iter().fold(true, |all, c| all & is_of_alphabet(c));
        is_ours.then(|| Self::of_chars(chars))
    }

    /// The digest of a text that is no secret of ours but is to be recognised, such as an address that was written to.
    pub fn of_text(text: &str) -> Self {
        Self::of_chars(text.as_bytes())
    }

    /// The digest of this one and another, in this order.
    pub fn with(&self, other: &Self) -> Self {
        Self(Sha256::new().chain_update(self.0).chain_update(other.0).finalize().into())
    }

    fn of_chars(chars: &[u8]) -> Self {
        Self(Sha256::digest(chars).into())
    }

    /// A digest as a database holds it.
    pub const fn from_stored(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes in words: eight times fewer to compare.
    fn words(&self) -> [u64; 4] {
        let (words, _) = self.0.as_chunks::<8>();
        std::array::from_fn(|place| words.get(place).copied().map_or(0, u64::from_ne_bytes))
    }

    /// The 32 bytes that a database holds.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// In constant time, though a look-up by digest leaks nothing that helps to find the secret.
impl PartialEq for TokenDigest {
    fn eq(&self, other: &Self) -> bool {
        self.words().ct_eq(&other.words()).into()
    }
}

impl Eq for TokenDigest {}

impl Hash for TokenDigest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0);
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::random::OsRandomness;

    /// ASVS 7.2.3: at least 128 bits of entropy; here 256, and no two alike.
    #[test]
    fn asvs_7_2_3_and_6_5_4_and_11_5_1_tokens_hold_32_random_bytes() {
        let mut seen = HashSet::new();
        for _ in 0..100_000 {
            let token = PlainToken::generate(&OsRandomness).unwrap();
            assert_eq!(URL_SAFE_NO_PAD.decode(token.expose()).unwrap().len(), TOKEN_BYTES);
            assert!(seen.insert(token.expose().to_owned()));
        }
    }

    #[test]
    fn what_comes_back_has_the_digest_that_was_stored() {
        let token = PlainToken::generate(&OsRandomness).unwrap();
        assert_eq!(TokenDigest::of(token.expose()), Some(token.digest()));
        assert_ne!(token.digest(), PlainToken::generate(&OsRandomness).unwrap().digest());
    }

    #[test]
    fn what_cannot_be_a_token_has_no_digest() {
        let token = PlainToken::generate(&OsRandomness).unwrap();
        let text = token.expose();
        for wrong in ["", "x", &text[1..], &format!("{text}A"), &format!("{}=", &text[..42]), &"é".repeat(21)]
        {
            assert_eq!(TokenDigest::of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn asvs_16_2_5_secrets_do_not_print_themselves() {
        let token = PlainToken::generate(&OsRandomness).unwrap();
        let printed = format!("{token:?} {:?}", token.digest());
        assert!(!printed.contains(token.expose()));
        assert_eq!(printed, "PlainToken(…) TokenDigest(…)");
    }
}
