//! The working memory that a hashing thread keeps between hashes.

use std::fmt;

use super::argon2::engine::{Chosen, Engine, Parameters};
use super::{HashScheme, HashUnusable};

/// Working memory for Argon2, one per hashing thread.
///
/// Fresh memory costs a page fault per 4 KiB, which can be half the time of a hash. What is kept is the memory of one
/// hash under the policy, taken when first needed. A stored hash that asks for more gets memory of its own, freed
/// at once: one imported hash must not pin 256 MiB in every thread.
///
/// Between hashes it holds zeros on x86-64. On other processors it holds the last state of Argon2, from which passwords
/// can be guessed as from their hashes. Guard a dump of the process like one of the database.
pub struct HashMemory {
    engine: Chosen,
    keep_kib: u32,
}

impl HashMemory {
    /// Memory that keeps what [`HashScheme::ARGON2ID`] needs.
    pub fn new() -> Self {
        Self::for_scheme(&HashScheme::ARGON2ID)
    }

    /// Memory that keeps what `scheme` needs, and no less than [`HashScheme::ARGON2ID`]: that is what passwords which
    /// bcrypt would cut are hashed with.
    pub fn for_scheme(scheme: &HashScheme) -> Self {
        let keep_kib = scheme.memory_kib().max(HashScheme::ARGON2ID.memory_kib());
        Self { engine: Chosen::default(), keep_kib }
    }

    /// Frees the memory, for a thread that has been idle. The next hash takes it anew.
    pub fn release(&mut self) {
        self.engine.release();
    }

    /// Fills `output` with what Argon2 makes of `password` and `salt`.
    pub(super) fn derive(
        &mut self,
        parameters: &Parameters,
        password: &[u8],
        salt: &[u8],
        output: &mut [u8],
    ) -> Result<(), HashUnusable> {
        if parameters.memory_kib > self.keep_kib {
            return Chosen::default().derive(parameters, password, salt, output);
        }
        self.engine.derive(parameters, password, salt, output)
    }
}

impl Default for HashMemory {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for HashMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HashMemory({} of {} KiB)", self.engine.kept_kib(), self.keep_kib)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::argon2::engine::{Variant, Version};

    fn hash(memory: &mut HashMemory, memory_kib: u32) -> Result<(), HashUnusable> {
        let (variant, version) = (Variant::Argon2id, Version::V19);
        let parameters = Parameters { variant, version, memory_kib, iterations: 1, parallelism: 1 };
        memory.derive(&parameters, b"password", b"somesalt", &mut [0; 32])
    }

    #[test]
    fn nothing_is_taken_before_the_first_hash_and_after_a_release() {
        let mut memory = HashMemory::for_scheme(&HashScheme::CHEAP);
        assert_eq!(format!("{memory:?}"), "HashMemory(0 of 19456 KiB)");
        assert_eq!(hash(&mut memory, 8), Ok(()));
        assert_eq!(format!("{memory:?}"), "HashMemory(8 of 19456 KiB)");
        memory.release();
        assert_eq!(memory.engine.kept_kib(), 0);
    }

    #[test]
    fn memory_grows_on_demand_and_is_kept() {
        let mut memory = HashMemory::new();
        for (needed, kept) in [(8, 8), (64, 64), (32, 64), (19_456, 19_456), (8, 19_456)] {
            assert_eq!(hash(&mut memory, needed), Ok(()));
            assert_eq!(memory.engine.kept_kib(), kept);
        }
    }

    #[test]
    fn an_imported_hash_pins_no_memory() {
        let mut memory = HashMemory::new();
        assert_eq!(hash(&mut memory, 19_457), Ok(()));
        assert_eq!(memory.engine.kept_kib(), 0);
        let policy = HashScheme::Argon2id { memory_kib: 47_104, iterations: 1, parallelism: 1 };
        assert_eq!(HashMemory::for_scheme(&policy).keep_kib, 47_104);
    }
}
