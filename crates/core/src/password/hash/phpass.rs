//! The portable hash of phpass: MD5 many times over, only ever verified. WordPress before 6.8 (`$P$`), phpBB (`$H$`).
//!
//! `$P$<log2 of the rounds, one character><8 characters of salt><22 of output>`. MD5 is broken where somebody may choose
//! both texts; nobody finds the password to a given output but by guessing, which is cheap. The login that opens it
//! replaces it.

use md5::{Digest as _, Md5};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::limits;

/// The digits of its base64, the lowest six bits first.
const DIGITS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The fewest rounds that its tools take, as a power of two.
const LEAST_LOG_ROUNDS: u32 = 7;
/// How a text begins: the name and the rounds.
pub(super) const HEAD: usize = 4;
/// The characters of the salt.
pub(super) const SALT: usize = 8;

/// A portable hash.
pub(super) struct Phpass {
    log_rounds: u32,
    salt: [u8; SALT],
    output: [u8; 16],
}

impl Phpass {
    /// Reads either spelling.
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("$P$").or_else(|| text.strip_prefix("$H$"))?.as_bytes();
        let (rounds, rest) = rest.split_first()?;
        let (salt, output) = rest.split_first_chunk::<SALT>()?;
        // Its tools make salts of these digits only.
        let is_salt = salt.iter().all(|&c| digit(c).is_some());
        let log_rounds = digit(*rounds).filter(|&log_rounds| is_salt && log_rounds >= LEAST_LOG_ROUNDS)?;
        Some(Self { log_rounds, salt: *salt, output: read_output(output)? })
    }

    pub(super) const fn is_allowed(&self) -> bool {
        limits::allow_phpass(self.log_rounds)
    }

    /// Whether `password` is the one that this was made of.
    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let digest = |first: &[u8]| {
            Zeroizing::new(<[u8; 16]>::from(Md5::new().chain_update(first).chain_update(password).finalize()))
        };
        let mut derived = digest(&self.salt);
        for _ in 0..1_u64 << self.log_rounds {
            derived = digest(&*derived);
        }
        derived.ct_eq(&self.output).into()
    }
}

fn digit(c: u8) -> Option<u32> {
    DIGITS.iter().position(|&known| known == c).and_then(|place| u32::try_from(place).ok())
}

/// Sixteen bytes: five times three in four digits, and one in two. No stray bits.
fn read_output(text: &[u8]) -> Option<[u8; 16]> {
    let mut output = [0; 16];
    if text.len() != 22 {
        return None;
    }
    for (bytes, digits) in output.chunks_mut(3).zip(text.chunks(4)) {
        let mut bits = 0;
        for &c in digits.iter().rev() {
            bits = bits << 6 | digit(c)?;
        }
        for byte in bytes {
            *byte = u8::try_from(bits & 0xff).ok()?;
            bits >>= 8;
        }
        if bits != 0 {
            return None;
        }
    }
    Some(output)
}
