//! A password opens what it was set for, all of it and nothing else (ASVS 6.2.8), and what new hashes look like.

use bienvenue_core::password::hash::{
    HashFailed, HashMemory, HashScheme, PasswordHash, decoy_hash, hash_password,
};
use bienvenue_core::random::{NoRandomness, OsRandomness, Randomness};

use super::{CHEAP_BCRYPT, hash, near_misses, password, verify};

const SCHEMES: [HashScheme; 2] = [CHEAP_BCRYPT, HashScheme::CHEAP];

fn sample(bytes: usize) -> String {
    ('a'..='z').chain('A'..='Z').cycle().take(bytes).collect()
}

/// Around the 72 bytes of bcrypt and at 80, under both schemes: cut, changed at the end, longer, in another case.
#[test]
fn asvs_6_2_8_every_byte_counts() {
    let mut memory = HashMemory::new();
    for scheme in SCHEMES {
        for bytes in [1, 8, 55, 56, 71, 72, 73, 80, 1_020] {
            let right = sample(bytes);
            let hash = hash(&right, &scheme);
            assert_eq!(verify(&right, &hash, &mut memory), Ok(true), "{bytes} {scheme:?}");
            let cut = (1..bytes).filter(|&at| at == 72 || at + 1 == bytes).map(|at| right[..at].to_owned());
            for wrong in near_misses(&right).into_iter().chain(cut) {
                assert_eq!(verify(&wrong, &hash, &mut memory), Ok(false), "{bytes} {scheme:?} {wrong:?}");
            }
        }
    }
}

#[test]
fn asvs_6_2_8_nul_is_a_character_like_any_other() {
    let mut memory = HashMemory::new();
    for scheme in SCHEMES {
        for (right, wrong) in [("a\0b", "a\0c"), ("a\0b", "a"), ("a", "a\0"), ("a", "a\0a"), ("\0", "\0\0")] {
            let hash = hash(right, &scheme);
            assert_eq!(verify(right, &hash, &mut memory), Ok(true), "{right:?} {scheme:?}");
            assert_eq!(verify(wrong, &hash, &mut memory), Ok(false), "{wrong:?} {scheme:?}");
        }
    }
}

/// Other systems let bcrypt cut passwords. The rest that they never looked at must not open the account, nor become its
/// password at the next login.
#[test]
fn asvs_6_2_8_a_bcrypt_hash_opens_with_nothing_that_bcrypt_cuts() {
    let mut memory = HashMemory::new();
    let right = sample(72);
    let cut_elsewhere = hash(&right, &CHEAP_BCRYPT);
    assert!(cut_elsewhere.as_str().starts_with("$2b$04$"));
    for longer in ["x", "y", "\0", "xyzxyzxy"] {
        assert_eq!(verify(&format!("{right}{longer}"), &cut_elsewhere, &mut memory), Ok(false), "{longer:?}");
    }
    // bcrypt repeats a short key and its NUL up to 72 bytes.
    let repeated = "a\0".repeat(36);
    assert_eq!(verify(&repeated, &hash("a", &CHEAP_BCRYPT), &mut memory), Ok(false));
}

/// ASVS 11.4.2: what is made when nobody says otherwise, at its real cost.
#[test]
fn asvs_11_4_2_the_defaults_make_what_they_say() {
    let bcrypt = hash("password", &HashScheme::BCRYPT);
    assert!(bcrypt.as_str().starts_with("$2b$12$") && bcrypt.as_str().len() == 60);
    for (text, scheme) in
        [("password", HashScheme::ARGON2ID), ("a\0b", HashScheme::BCRYPT), (&sample(73), HashScheme::BCRYPT)]
    {
        let argon2 = hash(text, &scheme);
        let rest = argon2.as_str().strip_prefix("$argon2id$v=19$m=19456,t=2,p=1$").unwrap();
        // 16 bytes of salt and 32 of output in base64 without padding.
        assert_eq!(rest.split('$').map(str::len).collect::<Vec<_>>(), [22, 43], "{text:?}");
        assert!(PasswordHash::parse(argon2.as_str()).is_ok());
    }
}

#[test]
fn equal_passwords_have_unequal_hashes() {
    for scheme in SCHEMES {
        assert_ne!(hash("password", &scheme), hash("password", &scheme));
    }
}

/// CWE-208: a decoy has the form and cost of a real hash, and opens with nothing.
#[test]
fn decoys_look_real_and_open_with_nothing() {
    let mut memory = HashMemory::new();
    for scheme in SCHEMES {
        let (real, decoy) = (hash("password", &scheme), decoy_hash(&scheme, &OsRandomness).unwrap());
        let shape = |hash: &PasswordHash| {
            let (front, _) = hash.as_str().split_at(hash.as_str().rfind('$').unwrap());
            (front.len(), hash.as_str().len(), front.get(..7).map(str::to_owned))
        };
        assert_eq!(shape(&real), shape(&decoy), "{scheme:?}");
        assert_eq!(PasswordHash::parse(decoy.as_str()), Ok(decoy.clone()));
        assert_eq!(verify("password", &decoy, &mut memory), Ok(false));
        assert_eq!(verify(&sample(80), &decoy, &mut memory), Ok(false));
        assert_ne!(decoy, decoy_hash(&scheme, &OsRandomness).unwrap());
    }
    let costly = decoy_hash(&HashScheme::BCRYPT, &OsRandomness).unwrap();
    assert!(costly.as_str().starts_with("$2b$12$"));
}

#[derive(Debug)]
struct Broken;

impl Randomness for Broken {
    fn fill(&self, _: &mut [u8]) -> Result<(), NoRandomness> {
        Err(NoRandomness)
    }
}

#[test]
fn without_randomness_nothing_is_made() {
    let mut memory = HashMemory::new();
    for scheme in SCHEMES {
        let made = hash_password(&password("password"), &scheme, &Broken, &mut memory);
        assert_eq!(made, Err(HashFailed::NoRandomness(NoRandomness)));
        assert_eq!(decoy_hash(&scheme, &Broken), Err(NoRandomness));
    }
}

/// What nobody checked is refused before any work, not by a panic.
#[test]
fn parameters_out_of_range_make_nothing() {
    let mut memory = HashMemory::new();
    let argon2id =
        |memory_kib, iterations, parallelism| HashScheme::Argon2id { memory_kib, iterations, parallelism };
    for scheme in [
        HashScheme::Bcrypt { cost: 3 },
        HashScheme::Bcrypt { cost: 16 },
        HashScheme::Bcrypt { cost: u32::MAX },
        argon2id(0, 0, 0),
        argon2id(7, 1, 1),
        argon2id(8, 0, 1),
        argon2id(8, 1, 2),
        argon2id(u32::MAX, u32::MAX, u32::MAX),
    ] {
        let made = hash_password(&password("password"), &scheme, &OsRandomness, &mut memory);
        assert_eq!(made, Err(HashFailed::Parameters), "{scheme:?}");
        assert!(decoy_hash(&scheme, &OsRandomness).is_ok());
    }
}
