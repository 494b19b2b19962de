//! Keys with which programs look after accounts: made, used, revoked.

use std::time::Duration;

use bienvenue_core::api_key::ApiKey;
use bienvenue_core::id::KeyId;
use bienvenue_core::scope::Scopes;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::flows::throttle;
use crate::store::{EventKind, KeyInfo, api_keys};

/// How often a use is written down.
const NOTE_INTERVAL: Duration = Duration::from_mins(1);
/// Longer names break every table.
const LONGEST_NAME: usize = 100;

/// A key that is wanted.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What people call it: one line of at most 100 characters.
    pub name: String,
    /// What it may do: something.
    pub scopes: Scopes,
    /// From when on it opens nothing, if it is to end by itself.
    pub expires_at: Option<Timestamp>,
}

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateKeyError {
    /// The name is empty, too long, or no line.
    #[error("the name of a key is one line of at most {LONGEST_NAME} characters")]
    Name,
    /// It could do nothing.
    #[error("a key needs a scope at least")]
    NoScope,
    /// It could do what the key that makes it cannot.
    #[error("a key makes no key that may do more than itself")]
    MoreScopes,
    /// It would have ended before it begins.
    #[error("the key would have expired already")]
    Expired,
    /// Whoever acts may not.
    #[error(transparent)]
    Admin(#[from] AdminError),
}

impl From<Fault> for CreateKeyError {
    fn from(fault: Fault) -> Self {
        Self::Admin(fault.into())
    }
}

/// Why a key opens nothing.
#[derive(Debug, thiserror::Error)]
pub enum CheckKeyError {
    /// It is unknown, revoked or expired: whoever presents it is not told which.
    #[error("the key cannot be used")]
    Refused,
    /// It could not be found out.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a key. One that is made by another can do no more than that one and lives no longer.
pub(crate) async fn create(
    parts: &Parts,
    authority: Authority,
    maker: Option<&KeyInfo>,
    wanted: NewKey,
) -> Result<(ApiKey, KeyInfo), CreateKeyError> {
    let (secret, key) = prepare(parts, wanted, maker, authority.record.now)?;
    let (digest, made) = (secret.digest(), key.clone());
    parts
        .store
        .write(move |tx| {
            let record = authority.begin(tx)?.with_key(made.id);
            api_keys::insert(tx, &made, &digest)?;
            Ok::<_, AdminError>(record.event(tx, None, EventKind::KeyCreated, None)?)
        })
        .await?;
    Ok((secret, key))
}

fn prepare(
    parts: &Parts,
    wanted: NewKey,
    maker: Option<&KeyInfo>,
    now: Timestamp,
) -> Result<(ApiKey, KeyInfo), CreateKeyError> {
    let NewKey { name, scopes, expires_at } = wanted;
    let name = name.trim();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > LONGEST_NAME {
        return Err(CreateKeyError::Name);
    }
    if scopes.is_empty() {
        return Err(CreateKeyError::NoScope);
    }
    if maker.is_some_and(|maker| !scopes.are_within(maker.scopes)) {
        return Err(CreateKeyError::MoreScopes);
    }
    // Whoever steals a key that is about to end must not make himself one that is not.
    let end_of_maker = maker.and_then(|maker| maker.expires_at);
    let expires_at = [expires_at, end_of_maker].into_iter().flatten().min();
    if expires_at.is_some_and(|end| end <= now) {
        return Err(CreateKeyError::Expired);
    }
    let randomness = parts.store.randomness();
    let key = KeyInfo {
        id: KeyId::generate(now, randomness).map_err(Fault::from)?,
        name: name.to_owned(),
        scopes,
        created_at: now,
        maker_id: maker.map(|maker| maker.id),
        expires_at,
        last_used_at: None,
        revoked_at: None,
        revoker_id: None,
    };
    Ok((ApiKey::generate(randomness).map_err(Fault::from)?, key))
}

/// The live key that this is. Any text is looked up, so that the time tells nothing of what it looks like.
///
/// A use is written down once a minute, and nobody waits for that. One that opens nothing counts as a guess of its network.
pub(crate) async fn check(parts: &Parts, presented: &str, client: &Client) -> Result<KeyInfo, CheckKeyError> {
    let (digest, now) = (TokenDigest::of_text(presented), parts.store.now());
    let Some(key) = parts.store.read(move |tx| api_keys::find_live(tx, &digest, now)).await? else {
        throttle::wrong_key(parts, client).await?;
        return Err(CheckKeyError::Refused);
    };
    let (id, due_before) = (key.id, now.minus(NOTE_INTERVAL));
    if key.last_used_at.is_none_or(|last| last <= due_before) {
        parts.store.write_later(move |tx| api_keys::touch(tx, id, now, due_before));
    }
    Ok(key)
}

/// Revokes a key and all that it has made, be it the one that does so. Tells which were live until then.
pub(crate) async fn revoke(parts: &Parts, authority: Authority, id: KeyId) -> Result<Vec<KeyId>, AdminError> {
    parts
        .store
        .write(move |tx| {
            let record = authority.begin(tx)?;
            let revoked = api_keys::revoke(tx, id, authority.key(), record.now)?;
            if !revoked.is_empty() {
                record.with_key(id).event(tx, None, EventKind::KeyRevoked, None)?;
            }
            Ok(revoked)
        })
        .await
}
