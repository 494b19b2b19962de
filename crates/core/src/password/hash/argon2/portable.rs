//! RustCrypto's `argon2`: of many years and users, and for every processor.

use argon2::{Algorithm, Argon2, Block, Params};

use super::super::HashUnusable;
use super::engine::{Engine, Parameters, Variant, Version};

/// Keeps its blocks as the last hash left them: passwords can be guessed from them as from their hashes.
#[derive(Default)]
pub(in crate::password::hash) struct Portable {
    blocks: Vec<Block>,
}

impl Engine for Portable {
    fn derive(
        &mut self,
        parameters: &Parameters,
        password: &[u8],
        salt: &[u8],
        output: &mut [u8],
    ) -> Result<(), HashUnusable> {
        let Parameters { memory_kib, iterations, parallelism, .. } = *parameters;
        let params = Params::new(memory_kib, iterations, parallelism, Some(output.len()))
            .map_err(|_| HashUnusable::Malformed)?;
        let needed = params.block_count();
        if self.blocks.len() < needed {
            // Freed first: growing in place would copy blocks that nobody reads and hold both for a while.
            self.release();
            self.blocks = allocate(needed)?;
        }
        let algorithm = match parameters.variant {
            Variant::Argon2i => Algorithm::Argon2i,
            Variant::Argon2id => Algorithm::Argon2id,
        };
        let version = match parameters.version {
            Version::V16 => argon2::Version::V0x10,
            Version::V19 => argon2::Version::V0x13,
        };
        Argon2::new(algorithm, version, params)
            .hash_password_into_with_memory(password, salt, output, &mut self.blocks)
            .map_err(|_| HashUnusable::Malformed)
    }

    fn kept_kib(&self) -> usize {
        self.blocks.capacity()
    }

    fn release(&mut self) {
        self.blocks = Vec::new();
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

    #[test]
    fn memory_that_cannot_be_had_is_an_error() {
        assert_eq!(allocate(usize::MAX).err(), Some(HashUnusable::NoMemory));
    }
}
