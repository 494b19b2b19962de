//! Argon2i and Argon2id (RFC 9106), in the PHC format.
//!
//! `$argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<output>`, where hashes of 2015 have no `v`. Django writes
//! `argon2` before it. Argon2d is not known: it has no place in front of a login (its memory access depends on the
//! password).

pub(super) mod engine;
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable;
#[cfg(any(test, target_arch = "x86_64"))]
mod vectorised;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use self::engine::{Parameters, Variant, Version};
use super::fields::{Bytes, Target, named_decimal, split};
use super::{HashFailed, HashMemory, HashUnusable, limits};
use crate::random::{NoRandomness, Randomness, random_bytes};

/// How the hashes made here begin.
pub(super) const PREFIX: &str = "$argon2id$v=19$";
/// What new hashes hold, in bytes (RFC 9106 §4).
const SALT_BYTES: usize = 16;
const OUTPUT_BYTES: usize = 32;
/// The shortest salt there is, in bytes (RFC 9106 §3.1).
const LEAST_SALT_BYTES: usize = 8;

/// An Argon2 hash.
pub(super) struct Argon2 {
    parameters: Parameters,
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
            parameters: Parameters {
                variant: Variant::Argon2id,
                version: Version::V19,
                memory_kib,
                iterations,
                parallelism,
            },
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
        let variant = match name {
            "argon2i" => Variant::Argon2i,
            "argon2id" => Variant::Argon2id,
            _ => return None,
        };
        let (version, rest) = match rest.strip_prefix("v=") {
            Some(rest) => rest.split_once('$')?,
            None => ("16", rest),
        };
        let version = match version {
            "16" => Version::V16,
            "19" => Version::V19,
            _ => return None,
        };
        let [parameters, salt, output] = split(rest, '$')?;
        let [memory, iterations, parallelism] = split(parameters, ',')?;
        let recipe = Self {
            parameters: Parameters {
                variant,
                version,
                memory_kib: named_decimal(memory, "m")?,
                iterations: named_decimal(iterations, "t")?,
                parallelism: named_decimal(parallelism, "p")?,
            },
            target: Target::new(Bytes::Base64.read(salt)?, Bytes::Base64.read(output)?)?,
        };
        recipe.is_known_to_rfc_9106().then_some(recipe)
    }

    /// RFC 9106 §3.1; the numbers have no upper bound here, because [`limits`] tells what is too much.
    const fn is_known_to_rfc_9106(&self) -> bool {
        let Parameters { memory_kib, iterations, parallelism, .. } = self.parameters;
        parallelism >= 1
            && iterations >= 1
            && memory_kib >= parallelism.saturating_mul(8)
            && self.target.salt.len() >= LEAST_SALT_BYTES
    }

    pub(super) fn is_allowed(&self) -> bool {
        let Parameters { memory_kib, iterations, parallelism, .. } = self.parameters;
        limits::allow_argon2(memory_kib, iterations, parallelism)
    }

    /// Lanes do not count: they divide the work and add none.
    pub(super) const fn is_weaker_than(&self, memory_kib: u32, iterations: u32) -> bool {
        self.parameters.memory_kib < memory_kib
            || self.parameters.iterations < iterations
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
        memory.derive(&self.parameters, password, &self.target.salt, output)
    }
}

impl fmt::Display for Argon2 {
    /// Writes what [`Argon2::blank`] made; other variants are only read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { parameters: Parameters { memory_kib, iterations, parallelism, .. }, target } = self;
        let (salt, output) = (STANDARD_NO_PAD.encode(&target.salt), STANDARD_NO_PAD.encode(&target.output));
        write!(f, "{PREFIX}m={memory_kib},t={iterations},p={parallelism}${salt}${output}")
    }
}
