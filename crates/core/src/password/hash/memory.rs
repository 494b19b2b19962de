//! The working memory that a hashing thread keeps between hashes.

use std::fmt;

use ::argon2::Block;

use super::{HashScheme, HashUnusable};

/// Working memory for Argon2, one per hashing thread.
///
/// Fresh memory costs a page fault per 4 KiB, which can be half the time of a hash. What is kept is the memory of one
/// hash under the policy, taken when first needed. A stored hash that asks for more gets memory of its own, freed
/// at once: one imported hash must not pin 256 MiB in every thread.
///
/// Between hashes it holds the last state of Argon2, from which passwords can be guessed as from their hashes. Guard a
/// dump of the process like one of the database.
pub struct HashMemory {
    blocks: Vec<Block>,
    /// In blocks of 1 KiB.
    keep: usize,
}

impl HashMemory {
    /// Memory that keeps what [`HashScheme::ARGON2ID`] needs.
    pub fn new() -> Self {
        Self::for_scheme(&HashScheme::ARGON2ID)
    }

    /// Memory that keeps what `scheme` needs, and no less than [`HashScheme::ARGON2ID`]: that is what passwords which
    /// bcrypt would cut are hashed with.
    pub fn for_scheme(scheme: &HashScheme) -> Self {
        let kib = scheme.memory_kib().max(HashScheme::ARGON2ID.memory_kib());
        Self { blocks: Vec::new(), keep: usize::try_from(kib).unwrap_or(usize::MAX) }
    }

    /// Frees the memory, for a thread that has been idle. The next hash takes it anew.
    pub fn release(&mut self) {
        self.blocks = Vec::new();
    }

    /// Has `work` done on at least `needed` blocks, whose content is whatever the last hash left.
    pub(super) fn lend<T>(
        &mut self,
        needed: usize,
        work: impl FnOnce(&mut [Block]) -> T,
    ) -> Result<T, HashUnusable> {
        if needed > self.keep {
            return Ok(work(&mut allocate(needed)?));
        }
        if self.blocks.len() < needed {
            // Freed first: growing in place would copy blocks that nobody reads and hold both for a while.
            self.release();
            self.blocks = allocate(needed)?;
        }
        Ok(work(&mut self.blocks))
    }
}

impl Default for HashMemory {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for HashMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HashMemory({} of {} KiB)", self.blocks.len(), self.keep)
    }
}

/// Blocks, or an error where `vec!` would end the process.
fn allocate(blocks: usize) -> Result<Vec<Block>, HashUnusable> {
    let mut memory = Vec::new();
    memory.try_reserve_exact(blocks).map_err(|_| HashUnusable::NoMemory)?;
    memory.resize(blocks, Block::new());
    Ok(memory)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: HashScheme = HashScheme::CHEAP;

    #[test]
    fn nothing_is_taken_before_the_first_hash_and_after_a_release() {
        let mut memory = HashMemory::for_scheme(&SMALL);
        assert_eq!(format!("{memory:?}"), "HashMemory(0 of 19456 KiB)");
        assert_eq!(memory.lend(8, |blocks| blocks.len()), Ok(8));
        assert_eq!(memory.blocks.len(), 8);
        memory.release();
        assert_eq!(memory.blocks.capacity(), 0);
    }

    #[test]
    fn memory_grows_on_demand_and_is_kept() {
        let mut memory = HashMemory::new();
        for needed in [8, 64, 32] {
            assert!(memory.lend(needed, |blocks| blocks.len()).unwrap() >= needed);
        }
        assert_eq!(memory.blocks.len(), 64);
    }

    #[test]
    fn an_imported_hash_pins_no_memory() {
        let mut memory = HashMemory::new();
        assert_eq!(memory.lend(19_457, |blocks| blocks.len()), Ok(19_457));
        assert_eq!(memory.blocks.capacity(), 0);
        let policy = HashScheme::Argon2id { memory_kib: 47_104, iterations: 1, parallelism: 1 };
        assert_eq!(HashMemory::for_scheme(&policy).keep, 47_104);
    }

    #[test]
    fn memory_that_cannot_be_had_is_an_error() {
        let mut memory = HashMemory::new();
        assert_eq!(memory.lend(usize::MAX, |blocks| blocks.len()), Err(HashUnusable::NoMemory));
    }
}
