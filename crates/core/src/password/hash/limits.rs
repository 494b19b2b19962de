//! What a stored hash may ask for, in one place.
//!
//! Whoever can place a hash (an import, a restored backup, a stolen admin session) could otherwise make every login of
//! that account take minutes or all memory. Each cap lies well above what the tools write by default, and near one
//! second of work or 256 MiB.

/// The longest text that is read at all, in bytes.
pub(super) const TEXT_BYTES: usize = 2_048;
/// The longest salt, in bytes.
pub(super) const SALT_BYTES: usize = 1_024;
/// The shortest output that no guess meets by chance (128 bits) and the longest that a tool writes, in bytes.
pub(super) const OUTPUT_BYTES: std::ops::RangeInclusive<usize> = 16..=128;

/// bcrypt: eight times the work of the usual cost of 12.
pub(super) const BCRYPT_COST: u32 = 15;

/// Argon2: 256 MiB.
pub(super) const ARGON2_MEMORY_KIB: u32 = 256 * 1_024;
/// Argon2: passes over the memory.
pub(super) const ARGON2_ITERATIONS: u32 = 16;
/// Argon2: lanes.
pub(super) const ARGON2_PARALLELISM: u32 = 16;
/// Argon2: memory times passes, 1 GiB in KiB.
pub(super) const ARGON2_WORK_KIB: u64 = 1_024 * 1_024;

/// scrypt: 256 MiB, in bytes.
const SCRYPT_MEMORY: u64 = 256 * 1_024 * 1_024;
/// scrypt: `p`, which the RFC 7914 §12 vectors use up to 16.
const SCRYPT_PARALLELISM: u32 = 16;
/// scrypt: `N·r·p`, four times the work of OWASP's N=2^17, r=8, p=1.
const SCRYPT_WORK: u64 = 1 << 22;

/// PBKDF2: iterations, summed over the blocks of the output.
const PBKDF2_WORK: u64 = 5_000_000;

/// phpass: the logarithm of its rounds, 32 times the work of the usual 13. A long password makes each of them dearer.
const PHPASS_LOG_ROUNDS: u32 = 18;

/// Whether so many rounds of phpass may be spent.
pub(super) const fn allow_phpass(log_rounds: u32) -> bool {
    log_rounds <= PHPASS_LOG_ROUNDS
}

/// Whether a bcrypt cost may be spent.
pub(super) const fn allow_bcrypt(cost: u32) -> bool {
    cost <= BCRYPT_COST
}

/// Whether these parameters of Argon2 may be spent.
pub(super) fn allow_argon2(memory_kib: u32, iterations: u32, parallelism: u32) -> bool {
    memory_kib <= ARGON2_MEMORY_KIB
        && iterations <= ARGON2_ITERATIONS
        && parallelism <= ARGON2_PARALLELISM
        && u64::from(memory_kib) * u64::from(iterations) <= ARGON2_WORK_KIB
}

/// Whether these parameters of scrypt may be spent.
pub(super) fn allow_scrypt(log_n: u32, block_size: u32, parallelism: u32) -> bool {
    let cells = 1_u64.checked_shl(log_n).and_then(|n| n.checked_mul(u64::from(block_size)));
    cells.is_some_and(|cells| {
        parallelism <= SCRYPT_PARALLELISM
            && cells <= SCRYPT_MEMORY / 128
            && cells * u64::from(parallelism) <= SCRYPT_WORK
    })
}

/// Whether these parameters of PBKDF2 may be spent; every block of the output takes all iterations anew.
pub(super) fn allow_pbkdf2(iterations: u32, blocks: u32) -> bool {
    u64::from(iterations) * u64::from(blocks) <= PBKDF2_WORK
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most that a tool writes by default or that a standard recommends passes; one step more does not.
    #[test]
    fn caps_lie_above_what_tools_write() {
        assert!(allow_bcrypt(15) && !allow_bcrypt(16));
        assert!(allow_phpass(18) && !allow_phpass(19));
        assert!(allow_argon2(262_144, 4, 16) && !allow_argon2(262_145, 1, 1));
        assert!(
            !allow_argon2(262_144, 5, 1) && !allow_argon2(8, 17, 1) && !allow_argon2(u32::MAX, u32::MAX, 1)
        );
        assert!(!allow_argon2(256, 1, 17));
        assert!(allow_scrypt(18, 8, 2) && !allow_scrypt(18, 9, 1) && !allow_scrypt(18, 8, 3));
        assert!(allow_scrypt(14, 8, 5) && !allow_scrypt(10, 8, 17));
        assert!(!allow_scrypt(63, u32::MAX, 1) && !allow_scrypt(64, 1, 1) && !allow_scrypt(u32::MAX, 1, 1));
        assert!(allow_pbkdf2(5_000_000, 1) && !allow_pbkdf2(5_000_001, 1) && !allow_pbkdf2(2_500_001, 2));
    }
}
