//! The form of a filter's file.
//!
//! | Bytes | What |
//! |---|---|
//! | 8 | `BVBREACH` |
//! | 4 | version of the form, 1 |
//! | 4 | `b`, the number of bits that choose a bucket |
//! | 8 | `n`, the number of hashes |
//! | 32 | SHA-256 of all that follows, and then of the 24 bytes before |
//! | 3 × n | of each hash the 24 bits after its first `b`, in the order of the hashes |
//! | 4 × (2^b + 1) | where each bucket begins, as a number of hashes, and where the last one ends |
//!
//! Numbers are little-endian. A bucket holds 256 hashes on average or fewer, so a password that is in no list is taken for
//! one that is once in 65,536 times or less. Filters of the fuse kind say as much in 18 bits where this takes 25; but
//! they are built with every hash in memory, a thousand million of them in 20 GB, and read in one piece. This one is built
//! by a merge sort in 64 MB and read by two reads.

/// What a file begins with.
pub(super) const MAGIC: &[u8; 8] = b"BVBREACH";
/// The form that this program writes and reads.
pub(super) const VERSION: u32 = 1;
/// The bytes before the hashes.
pub(super) const HEADER: usize = 56;
/// The bytes that are kept of a hash.
pub(super) const MARK: usize = 3;
/// The bytes of a place in the index.
pub(super) const PLACE: usize = 4;
/// More bits are never needed: with 2^24 buckets of 256 the places are full.
pub(super) const MOST_BUCKET_BITS: u32 = 24;

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) bucket_bits: u32,
    pub(super) count: u64,
}

impl Header {
    /// For up to `most` hashes.
    pub(super) fn for_up_to(most: u64) -> Self {
        const IN_A_BUCKET: u64 = 256;
        let buckets = most.div_ceil(IN_A_BUCKET).max(1).next_power_of_two();
        Self { bucket_bits: buckets.trailing_zeros().min(MOST_BUCKET_BITS), count: 0 }
    }

    /// The bytes before the checksum.
    pub(super) fn to_bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        let parts = MAGIC.iter().copied().chain(VERSION.to_le_bytes());
        let parts = parts.chain(self.bucket_bits.to_le_bytes()).chain(self.count.to_le_bytes());
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        bytes
    }

    pub(super) const fn buckets(self) -> u64 {
        1 << self.bucket_bits
    }

    /// Where the index begins.
    pub(super) const fn index_start(self) -> u64 {
        HEADER as u64 + self.count * MARK as u64
    }

    /// How long the file is.
    pub(super) const fn file_length(self) -> u64 {
        self.index_start() + (self.buckets() + 1) * PLACE as u64
    }

    /// The bucket of a hash, by its first 64 bits.
    pub(super) const fn bucket(self, key: u64) -> u64 {
        // Shifting by all 64 bits is not defined.
        if self.bucket_bits == 0 { 0 } else { key >> (64 - self.bucket_bits) }
    }

    /// What is kept of a hash in its bucket.
    pub(super) const fn mark(self, key: u64) -> [u8; MARK] {
        let [first, second, third, ..] = (key << self.bucket_bits).to_be_bytes();
        [first, second, third]
    }
}

/// The first 64 bits of a hash.
pub(super) fn key_of(digest: &[u8; 20]) -> u64 {
    digest.first_chunk().map_or(0, |start| u64::from_be_bytes(*start))
}
