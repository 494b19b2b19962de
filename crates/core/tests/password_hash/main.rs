//! Password hashes from outside: what is made, what opens, and what is refused.

#[cfg(test)]
mod exact;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod standards;
#[cfg(test)]
mod strict;
#[cfg(test)]
mod upgrade;

use bienvenue_core::password::Password;
use bienvenue_core::password::hash::{
    HashMemory, HashScheme, HashUnusable, PasswordHash, hash_password, verify_password,
};
use bienvenue_core::random::OsRandomness;

/// bcrypt at the least cost that there is.
const CHEAP_BCRYPT: HashScheme = HashScheme::Bcrypt { cost: 4 };

#[cfg(test)]
fn password(text: &str) -> Password {
    Password::new(text).unwrap()
}

#[cfg(test)]
fn hash(text: &str, scheme: &HashScheme) -> PasswordHash {
    hash_password(&password(text), scheme, &OsRandomness, &mut HashMemory::new()).unwrap()
}

fn verify(text: &str, hash: &PasswordHash, memory: &mut HashMemory) -> Result<bool, HashUnusable> {
    verify_password(&password(text), hash, memory)
}

/// What a careless verifier takes for `right`: another case, another end, white space around it.
fn near_misses(right: &str) -> Vec<String> {
    let flip = |c: char| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    let flipped: String = right.chars().map(flip).collect();
    let mut shorter = right.to_owned();
    shorter.pop();
    let mut wrong = vec![
        flipped,
        format!("{shorter}!"),
        format!("{right} "),
        format!(" {right}"),
        format!("{right}\0"),
        format!("{right}x"),
        "wrong".to_owned(),
        shorter,
    ];
    wrong.retain(|text| text != right && !text.is_empty());
    wrong
}
