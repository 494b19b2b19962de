//! `argon2-rust`: takes half the time on x86-64, with the widest instructions that the processor turns out to have.
//!
//! It wipes its memory after every hash. On Linux that memory is mapped from the system, so that releasing it
//! gives it back at once. Its feature `parallel` is off, so it starts no threads.

use argon2_rust::params::{Memory, TagLen};
use argon2_rust::{Algorithm, Argon2, Error, Hasher, Params};

use super::super::HashUnusable;
use super::engine::{Engine, Parameters, Variant, Version};

/// Keeps a mapping, filled with zeros between hashes.
pub(in crate::password::hash) struct Vectorised {
    hasher: Hasher,
}

impl Default for Vectorised {
    fn default() -> Self {
        let unused = Argon2::new(Algorithm::Argon2id, argon2_rust::Version::V0x13, Params::DEFAULT);
        Self { hasher: unused.hasher() }
    }
}

impl Engine for Vectorised {
    fn derive(
        &mut self,
        parameters: &Parameters,
        password: &[u8],
        salt: &[u8],
        output: &mut [u8],
    ) -> Result<(), HashUnusable> {
        let output_bytes = u64::try_from(output.len()).map_err(|_| HashUnusable::Malformed)?;
        let params = Params::builder()
            .memory(Memory::kib(parameters.memory_kib.into()))
            .passes(parameters.iterations)
            .lanes(parameters.parallelism)
            .threads(1)
            .tag_len(TagLen::bytes(output_bytes))
            .build()
            .map_err(unusable)?;
        let algorithm = match parameters.variant {
            Variant::Argon2i => Algorithm::Argon2i,
            Variant::Argon2id => Algorithm::Argon2id,
        };
        let version = match parameters.version {
            Version::V16 => argon2_rust::Version::V0x10,
            Version::V19 => argon2_rust::Version::V0x13,
        };
        self.hasher.set_argon2(Argon2::new(algorithm, version, params));
        self.hasher.hash_into(password, salt, output).map_err(unusable)
    }

    fn kept_kib(&self) -> usize {
        self.hasher.reserved_blocks()
    }

    fn release(&mut self) {
        self.hasher.clear();
    }
}

/// Everything but a lack of memory is a parameter that Argon2 does not take.
fn unusable(error: Error) -> HashUnusable {
    match error {
        Error::MemoryAllocationError => HashUnusable::NoMemory,
        _ => HashUnusable::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_cannot_be_had_is_told_from_bad_parameters() {
        assert_eq!(unusable(Error::MemoryAllocationError), HashUnusable::NoMemory);
        assert_eq!(unusable(Error::MemoryTooLittle), HashUnusable::Malformed);
    }
}
