//! How new passwords are hashed: the algorithm, its cost, and the floor under it.

use super::super::Password;
use super::{bcrypt, limits};

/// How new passwords are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashScheme {
    /// bcrypt in its `$2b$` form.
    Bcrypt {
        /// The base-2 logarithm of its rounds.
        cost: u32,
    },
    /// Argon2id, version 19 (RFC 9106).
    Argon2id {
        /// Memory, in KiB.
        memory_kib: u32,
        /// Passes over the memory.
        iterations: u32,
        /// Lanes. They are computed one after another: more lanes make no hash faster here.
        parallelism: u32,
    },
}

/// Why a scheme is not taken for new passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemeRejected {
    /// A graphics card guesses too fast.
    #[error("bcrypt cost {cost} is too low: use 12, at least {}", HashScheme::BCRYPT_FLOOR)]
    BcryptTooWeak {
        /// What was asked for.
        cost: u32,
    },
    /// A login would take seconds.
    #[error("bcrypt cost {cost} is too high: at most {}", limits::BCRYPT_COST)]
    BcryptTooCostly {
        /// What was asked for.
        cost: u32,
    },
    /// Below every row of OWASP's table.
    #[error(
        "Argon2id with {memory_kib} KiB and {iterations} iterations is too weak: use at least 19456 KiB with 2 \
         iterations, 12288 with 3, 9216 with 4, 7168 with 5, or 47104 with 1, and a parallelism of at least 1"
    )]
    Argon2TooWeak {
        /// The memory that was asked for, in KiB.
        memory_kib: u32,
        /// The passes that were asked for.
        iterations: u32,
    },
    /// A few logins at once would take all memory or all processors.
    #[error(
        "Argon2id with {memory_kib} KiB, {iterations} iterations and a parallelism of {parallelism} is too costly: at \
         most {} KiB, {} iterations, a parallelism of {}, and {} KiB times iterations",
        limits::ARGON2_MEMORY_KIB,
        limits::ARGON2_ITERATIONS,
        limits::ARGON2_PARALLELISM,
        limits::ARGON2_WORK_KIB
    )]
    Argon2TooCostly {
        /// The memory that was asked for, in KiB.
        memory_kib: u32,
        /// The passes that were asked for.
        iterations: u32,
        /// The lanes that were asked for.
        parallelism: u32,
    },
}

impl HashScheme {
    /// bcrypt with a cost of 12 in its `$2b$` form, as the original has it.
    pub const BCRYPT: Self = Self::Bcrypt { cost: 12 };
    /// Argon2id with 19 MiB, 2 passes and 1 lane (OWASP Password Storage; ASVS 11.4.2).
    pub const ARGON2ID: Self = Self::Argon2id { memory_kib: 19_456, iterations: 2, parallelism: 1 };
    /// For tests only: the least that Argon2id can do, microseconds of work. [`HashScheme::check`] rejects it.
    pub const CHEAP: Self = Self::Argon2id { memory_kib: 8, iterations: 1, parallelism: 1 };

    const BCRYPT_FLOOR: u32 = 10;
    /// Memory in KiB and passes that OWASP counts as equally strong (Password Storage Cheat Sheet; ASVS appendix C).
    const ARGON2_FLOORS: [(u32, u32); 5] = [(47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (7_168, 5)];

    /// Whether new passwords may be hashed like this (ASVS 11.4.2). To be called at start-up.
    ///
    /// # Errors
    ///
    /// [`SchemeRejected`] when the parameters are below the floor, or so high that a stored hash would not be read.
    pub fn check(&self) -> Result<(), SchemeRejected> {
        match *self {
            Self::Bcrypt { cost } if cost < Self::BCRYPT_FLOOR => Err(SchemeRejected::BcryptTooWeak { cost }),
            Self::Bcrypt { cost } if !limits::allow_bcrypt(cost) => {
                Err(SchemeRejected::BcryptTooCostly { cost })
            }
            Self::Argon2id { memory_kib, iterations, parallelism }
                if parallelism == 0 || !Self::is_above_floor(memory_kib, iterations) =>
            {
                Err(SchemeRejected::Argon2TooWeak { memory_kib, iterations })
            }
            Self::Argon2id { memory_kib, iterations, parallelism }
                if !limits::allow_argon2(memory_kib, iterations, parallelism) =>
            {
                Err(SchemeRejected::Argon2TooCostly { memory_kib, iterations, parallelism })
            }
            Self::Bcrypt { .. } | Self::Argon2id { .. } => Ok(()),
        }
    }

    fn is_above_floor(memory_kib: u32, iterations: u32) -> bool {
        Self::ARGON2_FLOORS.iter().any(|&(memory, passes)| memory_kib >= memory && iterations >= passes)
    }

    /// Every scheme by which passwords are hashed where this one is asked for: bcrypt leaves to another what it would cut.
    pub fn all_used(self) -> impl Iterator<Item = Self> {
        let other = matches!(self, Self::Bcrypt { .. }).then_some(Self::ARGON2ID);
        std::iter::once(self).chain(other)
    }

    /// The scheme for this very password: bcrypt must not get what it would cut.
    pub(super) fn for_password(self, password: &Password) -> Self {
        match self {
            Self::Bcrypt { .. } if !bcrypt::reads_all_of(password.expose()) => Self::ARGON2ID,
            scheme => scheme,
        }
    }

    /// What one hash takes of [`HashMemory`](super::HashMemory), in KiB. bcrypt's 4 KiB lie on the stack.
    pub(super) const fn memory_kib(self) -> u32 {
        match self {
            Self::Argon2id { memory_kib, .. } => memory_kib,
            Self::Bcrypt { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn argon2id(memory_kib: u32, iterations: u32, parallelism: u32) -> HashScheme {
        HashScheme::Argon2id { memory_kib, iterations, parallelism }
    }

    /// ASVS 11.4.2: each row of OWASP's table passes, and nothing one step below it.
    #[test]
    fn asvs_11_4_2_argon2id_below_the_floor_is_rejected() {
        for (memory, passes) in HashScheme::ARGON2_FLOORS {
            assert_eq!(argon2id(memory, passes, 1).check(), Ok(()));
            for weaker in [argon2id(memory - 1, passes, 1), argon2id(memory, passes - 1, 1)] {
                assert!(matches!(weaker.check(), Err(SchemeRejected::Argon2TooWeak { .. })), "{weaker:?}");
            }
        }
        assert!(HashScheme::CHEAP.check().is_err());
        assert!(argon2id(19_456, 2, 0).check().is_err());
    }

    #[test]
    fn asvs_11_4_2_bcrypt_below_the_floor_is_rejected() {
        assert_eq!(HashScheme::Bcrypt { cost: 9 }.check(), Err(SchemeRejected::BcryptTooWeak { cost: 9 }));
        assert_eq!(HashScheme::Bcrypt { cost: 10 }.check(), Ok(()));
    }

    /// ASVS 11.4.2: what is used when nobody says otherwise.
    #[test]
    fn asvs_11_4_2_the_defaults_pass() {
        assert_eq!(HashScheme::ARGON2ID.check(), Ok(()));
        assert_eq!(HashScheme::BCRYPT.check(), Ok(()));
    }

    #[test]
    fn more_than_a_login_may_spend_is_rejected() {
        assert_eq!(
            HashScheme::Bcrypt { cost: 16 }.check(),
            Err(SchemeRejected::BcryptTooCostly { cost: 16 })
        );
        assert_eq!(argon2id(262_144, 4, 16).check(), Ok(()));
        for costly in [argon2id(262_145, 1, 1), argon2id(262_144, 5, 1), argon2id(19_456, 17, 1)] {
            assert!(matches!(costly.check(), Err(SchemeRejected::Argon2TooCostly { .. })), "{costly:?}");
        }
        assert!(argon2id(19_456, 2, 17).check().is_err());
    }

    #[test]
    fn a_rejection_says_what_to_do() {
        let message = HashScheme::Bcrypt { cost: 4 }.check().unwrap_err().to_string();
        assert_eq!(message, "bcrypt cost 4 is too low: use 12, at least 10");
        let message = argon2id(1_024, 2, 1).check().unwrap_err().to_string();
        assert!(message.contains("1024 KiB") && message.contains("19456 KiB with 2 iterations"), "{message}");
    }
}
