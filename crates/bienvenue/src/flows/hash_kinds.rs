//! Keeping in mind what kinds of hashes there are, so that a wrong guess costs the same for everybody (ASVS 6.3.8).

use std::collections::BTreeSet;

use bienvenue_core::id::UserId;
use bienvenue_core::password::hash::HashKind;

use crate::auth::Parts;
use crate::fault::Fault;
use crate::store::hash_kinds;

/// Users in one look: few enough that nobody beside it waits.
const AT_ONCE: i64 = 1_000;

/// Notes the kinds that new passwords get, and has every kind in the database spent on a wrong guess from now on.
pub(crate) async fn learn(parts: &Parts) -> Result<(), Fault> {
    let (own, now) = (parts.hashing.own_decoys(), parts.store.now());
    let known = parts.store.read(hash_kinds::list).await?;
    if own.iter().all(|own| known.iter().any(|decoy| decoy.kind == own.kind)) {
        parts.hashing.spend_too(known);
        return Ok(());
    }
    let known = parts
        .store
        .write(move |tx| {
            own.iter().try_for_each(|own| hash_kinds::note(tx, own, now))?;
            hash_kinds::list(tx)
        })
        .await?;
    parts.hashing.spend_too(known);
    Ok(())
}

/// Forgets the kinds that nobody has any more. Looks at every user, some at a time.
pub(crate) async fn forget_unused(parts: &Parts) -> Result<(), Fault> {
    let begin = parts.store.now();
    let mut unused: BTreeSet<HashKind> =
        parts.store.read(hash_kinds::list).await?.into_iter().map(|decoy| decoy.kind).collect();
    for own in parts.hashing.own_decoys().iter() {
        unused.remove(&own.kind);
    }
    let mut after = UserId::from_uuid(uuid::Uuid::nil());
    while !unused.is_empty() {
        let users = parts.store.read(move |tx| hash_kinds::hashes(tx, after, AT_ONCE)).await?;
        let Some((last, _)) = users.last() else { break };
        after = *last;
        for (_, hash) in &users {
            if let Ok(kind) = HashKind::of(hash) {
                unused.remove(&kind);
            }
        }
    }
    for kind in unused {
        parts.store.write(move |tx| hash_kinds::forget(tx, &kind, begin)).await?;
    }
    learn(parts).await
}
