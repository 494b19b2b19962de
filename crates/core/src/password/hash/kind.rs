//! What two hashes have in common that cost the same: algorithm, spelling, parameters and lengths.
//!
//! A database to which users were brought along holds hashes of several kinds. As long as it does, whoever guesses has to be
//! made to wait for all of them, or the time of the answer tells of whom there is an account (CWE-208). So for each kind
//! there is a decoy: a text of that kind that no password is known for.

use super::fields::split;
use super::{HashUnusable, PasswordHash, Recipe, phpass};
use crate::random::{NoRandomness, Randomness, random_bytes};

/// The kind of a hash: everything but its salt and its output. It tells of nobody's password.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HashKind(String);

/// Where bcrypt's salt ends in its last field.
const BCRYPT_SALT: usize = 22;
/// How long that field is.
const BCRYPT_FIELD: usize = 53;

impl HashKind {
    /// The kind of a hash.
    ///
    /// # Errors
    ///
    /// [`HashUnusable`] when it is a hash that cannot be verified, which costs what a decoy costs.
    pub fn of(hash: &PasswordHash) -> Result<Self, HashUnusable> {
        let Parts { parameters, salt, joint, output } = Parts::of(hash.as_str())?;
        // The secret of a project, which stands among Firebase's parameters, is not of the kind.
        let cost = parameters.split(",ss=").next().unwrap_or_default();
        let cost = cost.split(",sk=").next().unwrap_or_default();
        let joint = if joint.is_empty() { "$" } else { joint };
        Ok(Self(format!("{cost}{}{joint}{}", salt.len(), output.len())))
    }

    /// The kind that was written down so.
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text to write down.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A hash of the same kind as this one, with a salt and an output of its own. No password is known for it.
///
/// # Errors
///
/// [`DecoyFailed`] without randomness, or when the hash cannot be verified.
pub fn decoy_like(hash: &PasswordHash, randomness: &dyn Randomness) -> Result<PasswordHash, DecoyFailed> {
    let Parts { parameters, salt, joint, output } = Parts::of(hash.as_str())?;
    let (salt, output) = (scramble(salt, randomness)?, scramble(output, randomness)?);
    Ok(PasswordHash::parse(&format!("{parameters}{salt}{joint}{output}"))?)
}

/// Why there is no decoy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecoyFailed {
    /// There is no salt without randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// It would be a hash that cannot be verified.
    #[error(transparent)]
    Unusable(#[from] HashUnusable),
}

/// A hash, taken apart. In each spelling the output stands at the end, and in all but one the salt before it.
struct Parts<'t> {
    parameters: &'t str,
    salt: &'t str,
    /// What stands between the two.
    joint: &'t str,
    output: &'t str,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Result<Self, HashUnusable> {
        let recipe = Recipe::read(text)?;
        if matches!(recipe, Recipe::Phpass(_)) {
            let parts = text.split_at_checked(phpass::HEAD);
            let parts = parts.and_then(|(head, rest)| Some((head, rest.split_at_checked(phpass::SALT)?)));
            let (parameters, (salt, output)) = parts.ok_or(HashUnusable::Malformed)?;
            return Ok(Self { parameters, salt, joint: "", output });
        }
        let is_bcrypt = matches!(recipe, Recipe::Bcrypt(_));
        let (head, last) = text.rsplit_once('$').ok_or(HashUnusable::Malformed)?;
        if is_bcrypt {
            let (salt, output) = last
                .split_at_checked(BCRYPT_SALT)
                .filter(|_| last.len() == BCRYPT_FIELD)
                .ok_or(HashUnusable::Malformed)?;
            let parameters = text.strip_suffix(last).unwrap_or_default();
            return Ok(Self { parameters, salt, joint: "", output });
        }
        if let Some(rest) = text.strip_prefix("scrypt$") {
            // Django has two of the parameters behind the salt.
            let [n, salt, ..] = split::<5>(rest, '$').ok_or(HashUnusable::Malformed)?;
            let (parameters, rest) =
                text.split_at_checked("scrypt$".len() + n.len() + 1).ok_or(HashUnusable::Malformed)?;
            let joint = rest.strip_prefix(salt).and_then(|rest| rest.strip_suffix(last));
            return Ok(Self { parameters, salt, joint: joint.ok_or(HashUnusable::Malformed)?, output: last });
        }
        let (_, salt) = head.rsplit_once('$').ok_or(HashUnusable::Malformed)?;
        let parameters = head.strip_suffix(salt).unwrap_or_default();
        Ok(Self { parameters, salt, joint: "$", output: last })
    }
}

/// Other letters and digits in place of these. The last one stays: in base64 it may have bits that must not be set.
fn scramble(text: &str, randomness: &dyn Randomness) -> Result<String, NoRandomness> {
    let is_hex = text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
    let alphabet: &[u8] = if is_hex {
        b"0123456789abcdef"
    } else {
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    };
    let end = text.trim_end_matches('=').len().saturating_sub(1);
    let mut scrambled = String::with_capacity(text.len());
    for (place, letter) in text.char_indices() {
        if place >= end || !letter.is_ascii_alphanumeric() {
            scrambled.push(letter);
            continue;
        }
        let [random] = random_bytes::<1>(randomness)?;
        let chosen = alphabet.get(usize::from(random) % alphabet.len()).copied().unwrap_or(b'0');
        scrambled.push(char::from(chosen));
    }
    Ok(scrambled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::password::Password;
    use crate::password::hash::{HashMemory, verify_password};
    use crate::random::OsRandomness;

    /// One of each spelling, all of `secret`, some with parameters that nobody should use.
    const HASHES: [&str; 10] = [
        "$2b$04$abcdefghijklmnopqrstuuLtDdoxTjAH8bFXj7YOTnQXJnUoZ0s8u",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$ZmFrZWZha2VmYWtlZmFrZWZha2VmYWtlZmFrZWZha2U",
        "$pbkdf2-sha256$1000$c29tZXNhbHRzYWx0$ZmFrZWZha2VmYWtlZmFrZWZha2VmYWtlZmFrZWZha2U",
        "pbkdf2_sha256$1000$somesalt$ZmFrZWZha2VmYWtlZmFrZWZha2VmYWtlZmFrZWZha2U=",
        "pbkdf2:sha256:1000$somesalt$00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "scrypt:16384:8:1$somesalt$00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "scrypt$1024$somesalt$8$10$ZmFrZWZha2VmYWtlZmFrZWZha2VmYWtlZmFrZWZha2U=",
        "$wp$2y$04$abcdefghijklmnopqrstuuLtDdoxTjAH8bFXj7YOTnQXJnUoZ0s8u",
        "$P$5somesaltc1qpqVZ.o5jmh9iU7XHU8/",
        "$fbscrypt$v=1,n=4,r=1,p=1,ss=Bw==,sk=c2lnbmVyIGtleSEhISEhIQ==$c29tZXNhbHQ=$DUyHCKaCvXOTXPnJySAuhg==",
    ];

    fn hash(text: &str) -> PasswordHash {
        PasswordHash::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn a_decoy_is_of_the_kind_of_its_model_and_of_nobody() {
        let secret = Password::new("secret").unwrap();
        for text in HASHES {
            let model = hash(text);
            let decoy = decoy_like(&model, &OsRandomness).unwrap();
            assert_eq!(HashKind::of(&decoy).unwrap(), HashKind::of(&model).unwrap());
            assert_ne!(decoy.as_str(), model.as_str());
            assert_eq!(decoy.as_str().len(), text.len());
            assert_eq!(verify_password(&secret, &decoy, &mut HashMemory::new()), Ok(false));
        }
    }

    #[test]
    fn what_costs_differently_is_of_another_kind() {
        let kinds: std::collections::BTreeSet<_> =
            HASHES.iter().map(|text| HashKind::of(&hash(text)).unwrap()).collect();
        assert_eq!(kinds.len(), HASHES.len());
        let dearer = HASHES[3].replace("1000", "2000");
        assert_ne!(HashKind::of(&hash(&dearer)).unwrap(), HashKind::of(&hash(HASHES[3])).unwrap());
        for text in HASHES {
            let other_salt = text.replace("somesalt", "pepperXY").replace("c29tZXNhbHQ$", "cGVwcGVyWFk$");
            assert_eq!(HashKind::of(&hash(&other_salt)).unwrap(), HashKind::of(&hash(text)).unwrap());
        }
    }

    #[test]
    fn a_kind_holds_neither_salt_nor_output() {
        for text in HASHES {
            let kind = HashKind::of(&hash(text)).unwrap();
            let (_, output) = text.rsplit_once('$').unwrap();
            let kind = kind.as_str();
            assert!(!kind.contains(output) && !kind.contains("somesalt") && !kind.contains("c2ln"), "{kind}");
        }
        assert!(HashKind::of(&PasswordHash::from_stored("nonsense".into())).is_err());
    }
}
