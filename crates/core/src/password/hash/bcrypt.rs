//! bcrypt, which reads 72 bytes of a password and stops at its first NUL.
//!
//! `$2b$<cost>$<22 characters of salt><31 of output>`; `$2a$` and `$2y$` are the same algorithm, named by other tools.
//! Django writes `bcrypt$` before it, or `bcrypt_sha256$` where bcrypt got the SHA-256 of the password in lower-case
//! hexadecimal, which makes passwords of any length 64 bytes long. WordPress writes `$wp` before it since 6.8, where bcrypt
//! got the HMAC-SHA-384 of the password under a key that is the same everywhere, in base64: 64 bytes too.

use std::fmt;

use ::bcrypt::BASE_64;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256, Sha384};
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::Zeroizing;

use super::{HashFailed, limits};
use crate::random::{NoRandomness, Randomness, random_bytes};

/// How the hashes made here begin.
pub(super) const PREFIX: &str = "$2b$";
/// The most that bcrypt reads of a password, in bytes.
const KEY_BYTES: usize = 72;
/// The lowest cost that the algorithm knows.
const LEAST_COST: u32 = 4;
/// What a password that bcrypt would cut is exchanged for, so that its verification takes as long as any other.
const OTHER_KEY: &[u8] = b"not a password\0";

/// What bcrypt was given.
#[derive(Clone, Copy)]
enum Given {
    /// The password itself.
    Password,
    /// Its SHA-256, in hexadecimal.
    Sha256,
    /// Its HMAC-SHA-384, in base64.
    WordPress,
}

/// A bcrypt hash.
pub(super) struct Bcrypt {
    cost: u32,
    given: Given,
    salt: [u8; 16],
    output: [u8; 23],
}

/// Whether bcrypt takes every byte of this password into account.
pub(super) fn reads_all_of(password: &[u8]) -> bool {
    password.len() <= KEY_BYTES && !password.contains(&0)
}

/// What bcrypt gets: the bytes and a NUL at their end, which a password of all 72 bytes leaves no room for.
///
/// `non_truncating_hash` of the bcrypt crate counts that NUL, and so refuses 72 bytes; hashes of other systems hold
/// such passwords, and nothing of them is lost. This is the one place where a key is made, and it never cuts.
fn key_of(password: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    reads_all_of(password).then(|| {
        let mut key = Zeroizing::new(Vec::with_capacity(KEY_BYTES + 1));
        key.extend_from_slice(password);
        key.push(0);
        key.truncate(KEY_BYTES);
        key
    })
}

/// The SHA-256 of the password in lower-case hexadecimal.
fn prehash(password: &[u8]) -> Zeroizing<Vec<u8>> {
    let digest = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(password)));
    let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
    Zeroizing::new(digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
}

/// What WordPress hands on: only the name of the function keeps it apart from what others make of the same password.
fn wordpress_prehash(password: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut mac = Hmac::<Sha384>::new_from_slice(b"wp-sha384").ok()?;
    mac.update(password);
    let digest = Zeroizing::new(<[u8; 48]>::from(mac.finalize().into_bytes()));
    Some(Zeroizing::new(STANDARD.encode(*digest).into_bytes()))
}

/// `key` is 1 to 72 bytes and `cost` at most 31, or the bcrypt crate panics: [`key_of`] and the callers see to it.
fn derive(cost: u32, salt: [u8; 16], key: &[u8]) -> Zeroizing<[u8; 23]> {
    let derived = Zeroizing::new(::bcrypt::bcrypt(cost, salt, key));
    let [output @ .., _] = &*derived;
    Zeroizing::new(*output)
}

impl Bcrypt {
    /// Hashes a password.
    pub(super) fn hash(password: &[u8], cost: u32, randomness: &dyn Randomness) -> Result<Self, HashFailed> {
        if cost < LEAST_COST || !limits::allow_bcrypt(cost) {
            return Err(HashFailed::Parameters);
        }
        let key = key_of(password).ok_or(HashFailed::Parameters)?;
        let salt = random_bytes(randomness)?;
        Ok(Self { cost, given: Given::Password, salt, output: *derive(cost, salt, &key) })
    }

    /// A hash that nothing was hashed for: 184 random bits that no password is known to yield.
    pub(super) fn decoy(cost: u32, randomness: &dyn Randomness) -> Result<Self, NoRandomness> {
        let (salt, output) = (random_bytes(randomness)?, random_bytes(randomness)?);
        Ok(Self { cost, given: Given::Password, salt, output })
    }

    /// Reads each of the spellings above.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (given, text) = if let Some(rest) = text.strip_prefix("bcrypt_sha256$") {
            (Given::Sha256, rest)
        } else if let Some(rest) = text.strip_prefix("$wp") {
            (Given::WordPress, rest)
        } else {
            (Given::Password, text.strip_prefix("bcrypt$").unwrap_or(text))
        };
        let rest = [PREFIX, "$2a$", "$2y$"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
        let (cost, rest) = rest.split_once('$')?;
        let is_number = cost.len() == 2 && cost.bytes().all(|c| c.is_ascii_digit());
        let cost = cost.parse().ok().filter(|&cost| is_number && cost >= LEAST_COST)?;
        let (salt, output) = rest.split_at_checked(22)?;
        Some(Self { cost, given, salt: read_base64(salt)?, output: read_base64(output)? })
    }

    pub(super) const fn is_allowed(&self) -> bool {
        limits::allow_bcrypt(self.cost)
    }

    pub(super) const fn is_weaker_than(&self, cost: u32) -> bool {
        self.cost < cost
    }

    /// Whether `password` is the one that this was made of, all of it.
    ///
    /// A password of more than 72 bytes, or with a NUL, is never right: bcrypt would take the first part for the whole,
    /// so everything that begins alike would open the account, and the login that replaces old hashes would then make
    /// the wrong one its password. Work is spent on it all the same, or the time of the answer would tell which
    /// accounts have a bcrypt hash.
    pub(super) fn verify(&self, password: &[u8]) -> bool {
        // HMAC fills its key with NULs, but the password is its message: `x` and `x\0` differ.
        let key = match self.given {
            Given::Password => key_of(password),
            Given::Sha256 => key_of(&prehash(password)),
            Given::WordPress => wordpress_prehash(password).and_then(|digest| key_of(&digest)),
        };
        let (key, is_whole) = match &key {
            Some(key) => (key.as_slice(), Choice::from(1)),
            None => (OTHER_KEY, Choice::from(0)),
        };
        let is_equal = derive(self.cost, self.salt, key).ct_eq(&self.output);
        (is_equal & is_whole).into()
    }
}

/// Takes exactly `N` bytes, and no stray bits after them.
fn read_base64<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE_64.decode(text).ok()?.try_into().ok()
}

impl fmt::Display for Bcrypt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cost, salt, output, .. } = self;
        write!(f, "{PREFIX}{cost:02}${}{}", BASE_64.encode(salt), BASE_64.encode(output))
    }
}
