//! What computes Argon2, and in which memory: two implementations behind one trait.
//!
//! `docs/decisions/argon2.md` says why there are two, and on what grounds one of them may become the default on one
//! more kind of processor.

use super::super::HashUnusable;

/// The implementation that hashes passwords here: the faster one on the processors where it has been shown to be
/// right, elsewhere the one that everybody uses.
#[cfg(target_arch = "x86_64")]
pub(in crate::password::hash) type Chosen = super::vectorised::Vectorised;
#[cfg(not(target_arch = "x86_64"))]
pub(in crate::password::hash) type Chosen = super::portable::Portable;

/// How the next block finds the one that it is mixed with (RFC 9106 §3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::password::hash) enum Variant {
    Argon2i,
    Argon2id,
}

/// Whether later passes overwrite the memory (16, of 2015) or add to it (19, of RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::password::hash) enum Version {
    V16,
    V19,
}

/// The parameters of RFC 9106 §3.1 that a stored hash names. They may be out of range.
#[derive(Clone, Copy, Debug)]
pub(in crate::password::hash) struct Parameters {
    pub(in crate::password::hash) variant: Variant,
    pub(in crate::password::hash) version: Version,
    pub(in crate::password::hash) memory_kib: u32,
    pub(in crate::password::hash) iterations: u32,
    pub(in crate::password::hash) parallelism: u32,
}

/// One implementation of Argon2, with the memory that it keeps from one hash to the next.
///
/// It computes on the calling thread alone. A new one has taken no memory.
pub(in crate::password::hash) trait Engine: Default {
    /// Fills `output`. Memory is kept for the next call, and grows on demand.
    ///
    /// # Errors
    ///
    /// [`HashUnusable::Malformed`] when Argon2 does not take these parameters, [`HashUnusable::NoMemory`].
    fn derive(
        &mut self,
        parameters: &Parameters,
        password: &[u8],
        salt: &[u8],
        output: &mut [u8],
    ) -> Result<(), HashUnusable>;

    /// What is kept, in KiB.
    fn kept_kib(&self) -> usize;

    /// Frees what is kept.
    fn release(&mut self);
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    use super::super::portable::Portable;
    use super::super::vectorised::Vectorised;
    use super::*;

    fn variants() -> impl Strategy<Value = (Variant, Version)> {
        let variant = prop_oneof![Just(Variant::Argon2i), Just(Variant::Argon2id)];
        (variant, prop_oneof![Just(Version::V16), Just(Version::V19)])
    }

    fn parameters() -> impl Strategy<Value = Parameters> {
        let sizes = (1..=4_u32).prop_flat_map(|lanes| (8 * lanes..=256, 1..=4_u32, Just(lanes)));
        (variants(), sizes).prop_map(|((variant, version), (memory_kib, iterations, parallelism))| {
            Parameters { variant, version, memory_kib, iterations, parallelism }
        })
    }

    /// The two have no line in common, so what both yield is right. In memory that is dirty from the last hash.
    #[test]
    fn the_implementations_agree() {
        let engines = RefCell::new((Portable::default(), Vectorised::default()));
        let inputs = (parameters(), vec(any::<u8>(), 0..=1_024), vec(any::<u8>(), 8..=64), 16..=64_usize);
        TestRunner::new(ProptestConfig::with_cases(500))
            .run(&inputs, |(parameters, password, salt, length)| {
                let (portable, vectorised) = &mut *engines.borrow_mut();
                let (mut one, mut other) = (vec![0; length], vec![0; length]);
                prop_assert_eq!(portable.derive(&parameters, &password, &salt, &mut one), Ok(()));
                prop_assert_eq!(vectorised.derive(&parameters, &password, &salt, &mut other), Ok(()));
                prop_assert_eq!(one, other);
                Ok(())
            })
            .unwrap();
    }

    /// As [`HashScheme::ARGON2ID`](crate::password::hash::HashScheme::ARGON2ID) has it and with more lanes: memory of
    /// this size comes from the system directly and not from the heap.
    #[test]
    fn the_implementations_agree_at_full_size() {
        let (mut portable, mut vectorised) = (Portable::default(), Vectorised::default());
        for parallelism in [1, 3] {
            let (variant, version) = (Variant::Argon2id, Version::V19);
            let parameters = Parameters { variant, version, memory_kib: 19_456, iterations: 2, parallelism };
            let (mut one, mut other) = ([0; 32], [0; 32]);
            portable.derive(&parameters, b"password", b"somesalt", &mut one).unwrap();
            vectorised.derive(&parameters, b"password", b"somesalt", &mut other).unwrap();
            assert_eq!(one, other);
        }
    }

    #[test]
    fn the_implementations_refuse_the_same() {
        let sound = Parameters {
            variant: Variant::Argon2id,
            version: Version::V19,
            memory_kib: 16,
            iterations: 1,
            parallelism: 2,
        };
        let malformed = Err(HashUnusable::Malformed);
        for (parameters, salt, output, expected) in [
            (sound, 8, 4, Ok(())),
            (Parameters { parallelism: 0, ..sound }, 8, 4, malformed),
            (Parameters { parallelism: u32::MAX, ..sound }, 8, 4, malformed),
            (Parameters { iterations: 0, ..sound }, 8, 4, malformed),
            (Parameters { memory_kib: 0, ..sound }, 8, 4, malformed),
            (Parameters { memory_kib: 15, ..sound }, 8, 4, malformed),
            (sound, 7, 4, malformed),
            (sound, 8, 3, malformed),
        ] {
            let (salt, mut output) = (vec![0; salt], vec![0; output]);
            assert_eq!(Portable::default().derive(&parameters, b"", &salt, &mut output), expected);
            assert_eq!(Vectorised::default().derive(&parameters, b"", &salt, &mut output), expected);
        }
    }

    /// RFC 9106 §5.2 and §5.3. They have a secret and associated data, which no stored hash has, so they go past the
    /// trait.
    #[test]
    fn rfc_9106() {
        use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder};
        use argon2_rust::params::Memory;

        let (password, salt, secret, data) = ([1; 32], [2; 16], [3; 8], [4; 12]);
        let expected = [
            "c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8",
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
        ];
        let hex = |output: [u8; 32]| output.map(|byte| format!("{byte:02x}")).concat();

        for (algorithm, expected) in [Algorithm::Argon2i, Algorithm::Argon2id].into_iter().zip(expected) {
            let mut params = ParamsBuilder::new();
            params.m_cost(32).t_cost(3).p_cost(4).data(AssociatedData::new(&data).unwrap());
            let params = params.build().unwrap();
            let argon2 = Argon2::new_with_secret(&secret, algorithm, argon2::Version::V0x13, params).unwrap();
            let mut output = [0; 32];
            argon2.hash_password_into(&password, &salt, &mut output).unwrap();
            assert_eq!(hex(output), expected);
        }
        for (algorithm, expected) in
            [argon2_rust::Algorithm::Argon2i, argon2_rust::Algorithm::Argon2id].into_iter().zip(expected)
        {
            let params = argon2_rust::Params::builder().memory(Memory::kib(32)).passes(3).lanes(4).threads(1);
            let params = params.build().unwrap();
            let argon2 = argon2_rust::Argon2::new(algorithm, argon2_rust::Version::V0x13, params);
            let mut output = [0; 32];
            argon2.hash_into_with_ad(&password, &salt, &secret, &data, &mut output).unwrap();
            assert_eq!(hex(output), expected);
        }
    }
}
