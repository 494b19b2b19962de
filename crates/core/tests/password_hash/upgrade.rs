//! When a login replaces a hash (OWASP Password Storage, "Upgrading the Work Factor").

use bienvenue_core::password::hash::{HashMemory, HashScheme, PasswordHash, hash_password, needs_rehash};
use bienvenue_core::random::OsRandomness;

use super::{CHEAP_BCRYPT, hash, password};

const POLICY: HashScheme = HashScheme::Argon2id { memory_kib: 64, iterations: 2, parallelism: 1 };

fn is_replaced(text: &str, scheme: &HashScheme) -> bool {
    needs_rehash(&password("password"), &PasswordHash::from_stored(text.to_owned()), scheme)
}

/// What is made under a policy stays under it, also where bcrypt gives way to Argon2id.
#[test]
fn owasp_password_storage_what_was_just_made_stays() {
    for scheme in [CHEAP_BCRYPT, HashScheme::CHEAP, POLICY] {
        for text in ["password", "a\0b", &"x".repeat(72), &"x".repeat(73)] {
            assert!(!needs_rehash(&password(text), &hash(text, &scheme), &scheme), "{text:?} {scheme:?}");
        }
    }
}

/// One step below the policy in one parameter is replaced; one step above stays.
#[test]
fn owasp_password_storage_weaker_argon2_is_replaced() {
    let with = |memory_kib, iterations, parallelism| {
        let scheme = HashScheme::Argon2id { memory_kib, iterations, parallelism };
        hash("password", &scheme).as_str().to_owned()
    };
    for (memory, passes, lanes, replaced) in [
        (63, 2, 1, true),
        (64, 1, 1, true),
        (63, 3, 1, true),
        (64, 2, 2, false),
        (65, 2, 1, false),
        (64, 3, 1, false),
    ] {
        assert_eq!(is_replaced(&with(memory, passes, lanes), &POLICY), replaced, "{memory} {passes} {lanes}");
    }
    let made = with(64, 2, 1);
    for (from, to) in [("$argon2id", "$argon2i"), ("v=19", "v=16"), ("$argon2id", "argon2$argon2id")] {
        assert!(is_replaced(&made.replace(from, to), &POLICY), "{to}");
    }
    // A salt of 8 bytes, an output of 16.
    let (front, output) = made.rsplit_once('$').unwrap();
    let (parameters, salt) = front.rsplit_once('$').unwrap();
    assert!(is_replaced(&format!("{parameters}$AAAAAAAAAAA${output}"), &POLICY));
    assert!(is_replaced(&format!("{parameters}${salt}$AAAAAAAAAAAAAAAAAAAAAA"), &POLICY));
}

#[test]
fn owasp_password_storage_weaker_bcrypt_is_replaced() {
    let policy = HashScheme::Bcrypt { cost: 5 };
    let made = hash("password", &policy).as_str().to_owned();
    for (from, to, replaced) in [
        ("$05$", "$04$", true),
        ("$05$", "$05$", false),
        ("$05$", "$06$", false),
        ("$2b$", "$2a$", true),
        ("$2b$", "$2y$", true),
        ("$2b$", "bcrypt$$2b$", true),
        ("$2b$", "bcrypt_sha256$$2b$", true),
    ] {
        assert_eq!(is_replaced(&made.replace(from, to), &policy), replaced, "{to}");
    }
}

#[test]
fn owasp_password_storage_another_algorithm_is_replaced() {
    let (bcrypt, argon2) = (hash("password", &CHEAP_BCRYPT), hash("password", &POLICY));
    assert!(is_replaced(bcrypt.as_str(), &POLICY));
    assert!(is_replaced(argon2.as_str(), &CHEAP_BCRYPT));
    // Where bcrypt would cut the password, the policy itself asks for Argon2id.
    let long = password(&"x".repeat(80));
    let made = hash_password(&long, &CHEAP_BCRYPT, &OsRandomness, &mut HashMemory::new()).unwrap();
    assert!(!needs_rehash(&long, &made, &CHEAP_BCRYPT));
    assert!(needs_rehash(&long, &argon2, &CHEAP_BCRYPT));
}

#[test]
fn what_cannot_be_read_is_replaced() {
    for text in ["", "x", "$2b$", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA"] {
        assert!(is_replaced(text, &POLICY), "{text}");
    }
}
