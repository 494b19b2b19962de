//! Keycloak: hashes whose parts stand in two JSON texts inside the JSON.

use bienvenue::core::password::hash::PasswordHash;
use bienvenue::core::time::Timestamp;

use super::{Found, NO_ADDRESS, id, verified, with_address};
use crate::commands::import::record::{Record, Wrong, hash};

pub(super) fn read(record: &Record, now: Timestamp) -> Result<Found, Wrong> {
    if record.text(&["serviceAccountClientId"])?.is_some() {
        return Ok(Found::Skipped("service account"));
    }
    let Some(mut user) = with_address(record, &["email"])? else { return Ok(NO_ADDRESS) };
    for credential in record.list("credentials")? {
        if credential.text(&["type"])? == Some("password") {
            user.hashed_password = Some(hash_of(&credential)?);
        }
    }
    user.id = id(record, &["id"])?;
    user.created_at = record.moment(&["createdTimestamp"])?;
    user.email_verified_at = verified(record, &["emailVerified"], &user, now)?;
    let is_enabled = !record.has("enabled") || record.flag(&["enabled"])?;
    user.disabled_at = (!is_enabled).then_some(now);
    Ok(Found::User(user))
}

/// The same hash in the spelling of the PHC.
fn hash_of(credential: &Record) -> Result<PasswordHash, Wrong> {
    let (secret, how) = (json(credential, "secretData")?, json(credential, "credentialData")?);
    let unpadded = |name: &str| {
        let text = secret.text(&[name])?.ok_or_else(|| Wrong::new(format!("no `{name}` in `secretData`")))?;
        Ok::<_, Wrong>(text.trim_end_matches('=').to_owned())
    };
    let (salt, value) = (unpadded("salt")?, unpadded("value")?);
    let iterations = how.number("hashIterations")?.ok_or_else(|| Wrong::new("no `hashIterations`"))?;
    let text = match how.text(&["algorithm"])? {
        Some("pbkdf2") => format!("$pbkdf2$i={iterations}${salt}${value}"),
        Some("pbkdf2-sha256") => format!("$pbkdf2-sha256$i={iterations}${salt}${value}"),
        Some("pbkdf2-sha512") => format!("$pbkdf2-sha512$i={iterations}${salt}${value}"),
        Some("argon2") => {
            let more = how.inner("additionalParameters")?;
            let kind = more.list_text("type")?.unwrap_or_else(|| "id".to_owned());
            let version = match more.list_text("version")?.as_deref() {
                Some("1.0") => 16,
                _ => 19,
            };
            let number =
                |name: &str| more.number(name)?.ok_or_else(|| Wrong::new(format!("no `{name}` of Argon2")));
            let (memory, lanes) = (number("memory")?, number("parallelism")?);
            format!("$argon2{kind}$v={version}$m={memory},t={iterations},p={lanes}${salt}${value}")
        }
        _ => return Err(Wrong::new("an algorithm that is not known here")),
    };
    hash(&text)
}

/// The JSON inside a text.
fn json(credential: &Record, name: &str) -> Result<Record, Wrong> {
    let text = credential.text(&[name])?.ok_or_else(|| Wrong::new(format!("no `{name}`")))?;
    serde_json::from_str(text).map(Record::new).map_err(|_| Wrong::new(format!("`{name}` is no JSON object")))
}
