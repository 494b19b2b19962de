//! Firebase: hashes that need what the project keeps beside its users.

use bienvenue::core::password::hash::PasswordHash;
use bienvenue::core::time::Timestamp;

use super::{Found, NO_ADDRESS, verified, with_address};
use crate::commands::import::record::{Record, Wrong, hash};

/// The hash parameters of a project, as its console shows them.
#[derive(Clone)]
pub(in crate::commands::import) struct FirebaseHash {
    signer_key: String,
    salt_separator: String,
    rounds: String,
    mem_cost: String,
}

impl FirebaseHash {
    /// Reads `base64_signer_key: …,` and its neighbours, each on a line of its own.
    pub(in crate::commands::import) fn read(text: &str) -> Result<Self, String> {
        let find = |name: &str| {
            let line =
                text.lines().find_map(|line| line.trim().strip_prefix(name)?.trim_start().strip_prefix(':'));
            let value =
                line.map(|value| value.trim().trim_end_matches(',').trim().trim_matches('"').to_owned());
            value.ok_or_else(|| format!("no line `{name}: …`"))
        };
        Ok(Self {
            signer_key: padded(&find("base64_signer_key")?),
            salt_separator: padded(&find("base64_salt_separator")?),
            rounds: find("rounds")?,
            mem_cost: find("mem_cost")?,
        })
    }

    fn hash(&self, salt: &str, output: &str) -> Result<PasswordHash, Wrong> {
        let Self { signer_key, salt_separator, rounds, mem_cost } = self;
        let separator =
            if salt_separator.is_empty() { String::new() } else { format!(",ss={salt_separator}") };
        let (salt, output) = (padded(salt), padded(output));
        hash(&format!("$fbscrypt$v=1,n={mem_cost},r={rounds},p=1{separator},sk={signer_key}${salt}${output}"))
    }
}

/// Base64 in its first alphabet and with its padding, whatever the tool wrote.
fn padded(text: &str) -> String {
    let mut text = text.trim_end_matches('=').replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

pub(super) fn read(record: &Record, project: Option<&FirebaseHash>, now: Timestamp) -> Result<Found, Wrong> {
    let Some(mut user) = with_address(record, &["email"])? else { return Ok(NO_ADDRESS) };
    if let Some(output) = record.text(&["passwordHash"])? {
        let project = project.ok_or_else(|| Wrong::new("a hash, and no --firebase-hash to read it with"))?;
        let salt = record.text(&["salt"])?.ok_or_else(|| Wrong::new("no `salt`"))?;
        user.hashed_password = Some(project.hash(salt, output)?);
    }
    user.created_at = record.moment(&["createdAt"])?;
    user.last_login_at = record.moment(&["lastSignedInAt", "lastLoginAt"])?;
    user.email_verified_at = verified(record, &["emailVerified"], &user, now)?;
    user.disabled_at = record.flag(&["disabled"])?.then_some(now);
    Ok(Found::User(user))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_s_text_is_read() {
        let text = "hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: a-_b==,\n  base64_salt_separator: Bw==,\n  \
                    rounds: 8,\n  mem_cost: 14,\n}\n";
        let read = FirebaseHash::read(text).unwrap();
        assert_eq!((read.signer_key.as_str(), read.salt_separator.as_str()), ("a+/b", "Bw=="));
        assert_eq!((read.rounds.as_str(), read.mem_cost.as_str()), ("8", "14"));
        assert!(FirebaseHash::read("rounds: 8").is_err());
    }
}
