//! What new passwords may be, and how they are hashed.

use bienvenue::AuthBuilder;
use bienvenue::core::password::PasswordPolicy;
use bienvenue::core::password::hash::HashScheme;

use crate::config::key::{Key, integer, key, text};
use crate::config::reader::Reader;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "password.scheme",
        text("argon2id"),
        "How new passwords are hashed: `argon2id` or `bcrypt`. Others are replaced at the next login.",
    ),
    key(
        "password.argon2_memory_kib",
        integer(19_456),
        "Memory of one Argon2id hash, in KiB, 1 to 262144. Less memory takes more passes: 19456 takes 2, 7168 takes 5.",
    ),
    key("password.argon2_iterations", integer(2), "Passes of Argon2id over its memory, 1 to 16."),
    key("password.argon2_parallelism", integer(1), "Lanes of Argon2id, 1 to 16."),
    key("password.bcrypt_cost", integer(12), "Cost of bcrypt, 10 to 15; one more doubles the work."),
    key("password.min_length", integer(8), "The fewest characters of a new password, 8 to 64."),
];

/// What is read of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Passwords {
    pub(super) scheme: HashScheme,
    pub(super) policy: PasswordPolicy,
}

impl Passwords {
    pub(super) fn apply(self, auth: AuthBuilder) -> AuthBuilder {
        auth.hash_scheme(self.scheme).password_policy(self.policy)
    }
}

pub(super) fn read(reader: &mut Reader) -> Option<Passwords> {
    let scheme = read_scheme(reader);
    let min_length = reader.take("password.min_length", |value| value.integer(8..=64));
    let policy = PasswordPolicy::at_least(usize::try_from(min_length?).ok()?);
    Some(Passwords { scheme: scheme?, policy })
}

/// The schemes' own floor and cap decide; the parameters of the other scheme must be in range too.
fn read_scheme(reader: &mut Reader) -> Option<HashScheme> {
    let memory_kib = reader.take("password.argon2_memory_kib", |value| value.integer(1..=262_144));
    let iterations = reader.take("password.argon2_iterations", |value| value.integer(1..=16));
    let parallelism = reader.take("password.argon2_parallelism", |value| value.integer(1..=16));
    let cost = reader.take("password.bcrypt_cost", |value| value.integer(10..=15));
    let is_bcrypt =
        reader.take("password.scheme", |value| value.choice(&[("argon2id", false), ("bcrypt", true)]))?;
    let scheme = if is_bcrypt {
        HashScheme::Bcrypt { cost: cost? }
    } else {
        HashScheme::Argon2id { memory_kib: memory_kib?, iterations: iterations?, parallelism: parallelism? }
    };
    if let Err(rejected) = scheme.check() {
        let names =
            ["password.argon2_memory_kib", "password.argon2_iterations", "password.argon2_parallelism"];
        reader.refuse(&names, rejected.to_string());
    }
    Some(scheme)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problems, read};
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_library() {
        let passwords = read("").0.unwrap().passwords;
        assert_eq!(passwords, Passwords { scheme: HashScheme::ARGON2ID, policy: PasswordPolicy::INTERNET });
    }

    #[test]
    fn bcrypt_is_bcrypt_of_12() {
        let (settings, _) = read("password.scheme = \"bcrypt\"");
        assert_eq!(settings.unwrap().passwords.scheme, HashScheme::BCRYPT);
    }

    #[test]
    fn parameters_that_do_not_fit_together_are_refused() {
        let told = problems("password.argon2_memory_kib = 1024\n");
        assert!(told[0].starts_with("b.toml, line 1: Argon2id with 1024 KiB"), "{told:?}");
        let told = problems("password.argon2_memory_kib = 7168\npassword.argon2_iterations = 5\n");
        assert_eq!(told, Vec::<String>::new());
    }
}
