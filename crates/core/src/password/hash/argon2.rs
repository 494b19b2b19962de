//! Argon2i and Argon2id (RFC 9106), in the PHC format.
//!
//! `$argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<output>`, where hashes of 2015 have no `v`. Django writes
//! `argon2` before it. Argon2d is not known: it has no place in front of a login (its memory access depends on the
//! password).

use std::fmt;

use ::argon2::{Algorithm, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::fields::{Bytes, Target, named_decimal, split};
use super::{HashFailed, HashMemory, HashUnusable, limits};
use crate::random::{NoRandomness, Randomness, random_bytes};

/// How the hashes made here begin.
pub(super) const PREFIX: &str = "$argon2id$v=19$";
/// What new hashes hold, in bytes (RFC 9106 §4).
const SALT_BYTES: usize = 16;
const OUTPUT_BYTES: usize = 32;

/// An Argon2 hash.
pub(super) struct Argon2 {
    algorithm: Algorithm,
    version: Version,
    memory_kib: u32,
    iterations: u32,
    parallelism: u32,
    target: Target,
}

impl Argon2 {
    /// A hash to be, with a fresh salt and an output of zeros.
    pub(super) fn blank(
        memory_kib: u32,
        iterations: u32,
        parallelism: u32,
        randomness: &dyn Randomness,
    ) -> Result<Self, NoRandomness> {
        let salt = random_bytes::<SALT_BYTES>(randomness)?.to_vec();
        Ok(Self {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            memory_kib,
            iterations,
            parallelism,
            target: Target { salt, output: vec![0; OUTPUT_BYTES] },
        })
    }

    /// Fills in what `password` yields.
    pub(super) fn hash(mut self, password: &[u8], memory: &mut HashMemory) -> Result<Self, HashFailed> {
        if !self.is_allowed() {
            return Err(HashFailed::Parameters);
        }
        let mut output = vec![0; OUTPUT_BYTES];
        self.derive(password, memory, &mut output).map_err(|error| match error {
            HashUnusable::NoMemory => HashFailed::NoMemory,
            HashUnusable::UnknownFormat | HashUnusable::Malformed | HashUnusable::TooCostly => {
                HashFailed::Parameters
            }
        })?;
        self.target.output = output;
        Ok(self)
    }

    /// Fills in 256 random bits that no password is known to yield.
    pub(super) fn decoy(mut self, randomness: &dyn Randomness) -> Result<Self, NoRandomness> {
        randomness.fill(&mut self.target.output)?;
        Ok(self)
    }

    /// Reads each of the spellings above.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix("argon2$").or_else(|| text.strip_prefix('$'))?;
        let (name, rest) = text.split_once('$')?;
        let algorithm = match name {
            "argon2i" => Algorithm::Argon2i,
            "argon2id" => Algorithm::Argon2id,
            _ => return None,
        };
        let (version, rest) = match rest.strip_prefix("v=") {
            Some(rest) => rest.split_once('$')?,
            None => ("16", rest),
        };
        let version = match version {
            "16" => Version::V0x10,
            "19" => Version::V0x13,
            _ => return None,
        };
        let [parameters, salt, output] = split(rest, '$')?;
        let [memory, iterations, parallelism] = split(parameters, ',')?;
        let recipe = Self {
            algorithm,
            version,
            memory_kib: named_decimal(memory, "m")?,
            iterations: named_decimal(iterations, "t")?,
            parallelism: named_decimal(parallelism, "p")?,
            target: Target::new(Bytes::Base64.read(salt)?, Bytes::Base64.read(output)?)?,
        };
        recipe.is_known_to_rfc_9106().then_some(recipe)
    }

    /// RFC 9106 §3.1; the numbers have no upper bound here, because [`limits`] tells what is too much.
    const fn is_known_to_rfc_9106(&self) -> bool {
        self.parallelism >= 1
            && self.iterations >= 1
            && self.memory_kib >= self.parallelism.saturating_mul(8)
            && self.target.salt.len() >= ::argon2::MIN_SALT_LEN
    }

    pub(super) fn is_allowed(&self) -> bool {
        limits::allow_argon2(self.memory_kib, self.iterations, self.parallelism)
    }

    /// Lanes do not count: they divide the work and add none.
    pub(super) const fn is_weaker_than(&self, memory_kib: u32, iterations: u32) -> bool {
        self.memory_kib < memory_kib
            || self.iterations < iterations
            || self.target.salt.len() < SALT_BYTES
            || self.target.output.len() < OUTPUT_BYTES
    }

    /// Whether `password` is the one that this was made of.
    pub(super) fn verify(&self, password: &[u8], memory: &mut HashMemory) -> Result<bool, HashUnusable> {
        self.target.is_met_by(|output| self.derive(password, memory, output))
    }

    fn derive(
        &self,
        password: &[u8],
        memory: &mut HashMemory,
        output: &mut [u8],
    ) -> Result<(), HashUnusable> {
        let params = Params::new(self.memory_kib, self.iterations, self.parallelism, Some(output.len()))
            .map_err(|_| HashUnusable::Malformed)?;
        let blocks = params.block_count();
        let argon2 = ::argon2::Argon2::new(self.algorithm, self.version, params);
        memory
            .lend(blocks, |blocks| {
                argon2.hash_password_into_with_memory(password, &self.target.salt, output, blocks)
            })?
            .map_err(|_| HashUnusable::Malformed)
    }
}

impl fmt::Display for Argon2 {
    /// Writes what [`Argon2::blank`] made; other variants are only read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { memory_kib, iterations, parallelism, target, .. } = self;
        let (salt, output) = (STANDARD_NO_PAD.encode(&target.salt), STANDARD_NO_PAD.encode(&target.output));
        write!(f, "{PREFIX}m={memory_kib},t={iterations},p={parallelism}${salt}${output}")
    }
}
