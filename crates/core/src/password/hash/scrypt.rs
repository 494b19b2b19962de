//! scrypt (RFC 7914), only ever verified.
//!
//! - PHC and passlib: `$scrypt$ln=<log2 N>,r=<r>,p=<p>$<salt>$<output>`
//! - Django: `scrypt$<N>$<salt as text>$<r>$<p>$<output>`
//! - Werkzeug: `scrypt:<N>:<r>:<p>$<salt as text>$<output in hexadecimal>`
//! - better-auth, whose own form has no parameters: as Werkzeug, but `scrypt-nfkc:…`, of the password in NFKC

use ::scrypt::Params;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::fields::{Bytes, Target, decimal, named_decimal, split};
use super::{HashUnusable, limits};

/// A scrypt hash.
pub(super) struct Scrypt {
    log_n: u32,
    /// `r`, in units of 128 bytes.
    block_size: u32,
    parallelism: u32,
    /// Whether it was made of the password in NFKC (UAX #15).
    is_normalised: bool,
    target: Target,
}

impl Scrypt {
    /// Reads each of the spellings above.
    pub(super) fn read(text: &str) -> Option<Self> {
        let recipe = if let Some(rest) = text.strip_prefix("$scrypt$") {
            Self::read_phc(rest)
        } else if let Some(rest) = text.strip_prefix("scrypt$") {
            Self::read_django(rest)
        } else if let Some(rest) = text.strip_prefix("scrypt-nfkc:") {
            Self::read_werkzeug(rest).map(|recipe| Self { is_normalised: true, ..recipe })
        } else {
            Self::read_werkzeug(text.strip_prefix("scrypt:")?)
        }?;
        let is_known = recipe.log_n >= 1 && recipe.block_size >= 1 && recipe.parallelism >= 1;
        is_known.then_some(recipe)
    }

    fn read_phc(rest: &str) -> Option<Self> {
        let [parameters, salt, output] = split(rest, '$')?;
        let [log_n, block_size, parallelism] = split(parameters, ',')?;
        Some(Self {
            log_n: named_decimal(log_n, "ln")?,
            block_size: named_decimal(block_size, "r")?,
            parallelism: named_decimal(parallelism, "p")?,
            is_normalised: false,
            target: Target::new(Bytes::Base64.read(salt)?, Bytes::Base64.read(output)?)?,
        })
    }

    fn read_django(rest: &str) -> Option<Self> {
        let [n, salt, block_size, parallelism, output] = split(rest, '$')?;
        Some(Self {
            log_n: log2(n)?,
            block_size: decimal(block_size)?,
            parallelism: decimal(parallelism)?,
            is_normalised: false,
            target: Target::new(Bytes::Plain.read(salt)?, Bytes::PaddedBase64.read(output)?)?,
        })
    }

    fn read_werkzeug(rest: &str) -> Option<Self> {
        let [parameters, salt, output] = split(rest, '$')?;
        let [n, block_size, parallelism] = split(parameters, ':')?;
        Some(Self {
            log_n: log2(n)?,
            block_size: decimal(block_size)?,
            parallelism: decimal(parallelism)?,
            is_normalised: false,
            target: Target::new(Bytes::Plain.read(salt)?, Bytes::Hex.read(output)?)?,
        })
    }

    pub(super) fn is_allowed(&self) -> bool {
        limits::allow_scrypt(self.log_n, self.block_size, self.parallelism)
    }

    /// Whether `password` is the one that this was made of.
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, HashUnusable> {
        let log_n = u8::try_from(self.log_n).map_err(|_| HashUnusable::TooCostly)?;
        let params =
            Params::new(log_n, self.block_size, self.parallelism).map_err(|_| HashUnusable::Malformed)?;
        let normalised = self.is_normalised.then(|| nfkc(password));
        let password = normalised.as_ref().map_or(password, |text| text.as_bytes());
        self.target.is_met_by(|output| {
            ::scrypt::scrypt(password, &self.target.salt, &params, output)
                .map_err(|_| HashUnusable::Malformed)
        })
    }
}

/// A password in NFKC. It is text, as every password is.
fn nfkc(password: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(String::from_utf8_lossy(password).nfkc().collect())
}

/// `N` is a power of two (RFC 7914 §2). One beyond 32 bits is none that anybody uses.
fn log2(text: &str) -> Option<u32> {
    decimal(text).filter(|n| n.is_power_of_two()).map(u32::ilog2)
}
