//! The contract of `store/api_keys.rs`.

use std::time::Duration;

use bienvenue_core::api_key::ApiKey;
use bienvenue_core::id::KeyId;
use bienvenue_core::random::OsRandomness;
use bienvenue_core::scope::{Scope, Scopes};
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::databases::on_each_store;
use crate::fault::Fault;
use crate::store::{KeyInfo, Retention, Store, api_keys};

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

fn key_of(maker: Option<KeyId>, expires_at: Option<Timestamp>, now: Timestamp) -> KeyInfo {
    KeyInfo {
        id: KeyId::generate(now, &OsRandomness).unwrap(),
        name: "CI of Zoë".to_owned(),
        scopes: [Scope::UsersRead, Scope::KeysWrite].into_iter().collect(),
        created_at: now,
        maker_id: maker,
        expires_at,
        last_used_at: None,
        revoked_at: None,
        revoker_id: None,
    }
}

async fn run<T: Send + 'static>(
    store: &Store,
    method: impl FnMut(&mut crate::store::engine::Tx<'_>) -> Result<T, Fault> + Send + 'static,
) -> T {
    store.write(method).await.unwrap_or_else(|fault| panic!("{fault:?}"))
}

async fn add(store: &Store, key: &KeyInfo) -> TokenDigest {
    let (key, digest) = (key.clone(), ApiKey::generate(&OsRandomness).unwrap().digest());
    run(store, move |tx| api_keys::insert(tx, &key, &digest)).await;
    digest
}

async fn find(store: &Store, digest: TokenDigest, now: Timestamp) -> Option<KeyInfo> {
    run(store, move |tx| api_keys::find_live(tx, &digest, now)).await
}

async fn revoke(store: &Store, id: KeyId, by: Option<KeyId>, now: Timestamp) -> Vec<KeyId> {
    run(store, move |tx| api_keys::revoke(tx, id, by, now)).await
}

#[test]
fn a_key_is_found_as_stored_until_it_ends() {
    on_each_store(async |store| {
        let now = store.now();
        let key = key_of(None, Some(now.plus(DAY)), now);
        let digest = add(&store, &key).await;
        assert_eq!(format!("{:?}", find(&store, digest, now).await.unwrap()), format!("{key:?}"));
        assert_eq!(format!("{:?}", store.list_keys(None, 10).await.unwrap()), format!("{:?}", [&key]));
        let other = ApiKey::generate(&OsRandomness).unwrap().digest();
        assert!(find(&store, other, now).await.is_none());
        // At the last microsecond, and at its end.
        let end = now.plus(DAY);
        assert!(find(&store, digest, end.minus(Duration::from_micros(1))).await.is_some());
        assert!(find(&store, digest, end).await.is_none());
        let id = key.id;
        assert!(run(&store, move |tx| api_keys::hold(tx, id, now)).await);
        assert!(!run(&store, move |tx| api_keys::hold(tx, id, end)).await);
        assert!(key.is_live(now) && !key.is_live(end));
        let endless = key_of(None, None, now.plus(MINUTE));
        let digest = add(&store, &endless).await;
        assert!(find(&store, digest, now.plus(DAY * 36_500)).await.is_some());
        assert_eq!(store.list_keys(Some(key.id), 10).await.unwrap().len(), 1);
        assert_eq!(store.list_keys(None, 1).await.unwrap()[0].id, key.id);
    });
}

#[test]
fn a_use_is_written_down_once_a_minute() {
    on_each_store(async |store| {
        let now = store.now();
        let key = key_of(None, None, now);
        let (id, digest) = (key.id, add(&store, &key).await);
        for (at, noted) in [
            (now, now),
            (now.plus(MINUTE / 2), now),
            (now.plus(MINUTE), now.plus(MINUTE)),
            (now.plus(MINUTE + MINUTE / 2), now.plus(MINUTE)),
        ] {
            run(&store, move |tx| api_keys::touch(tx, id, at, at.minus(MINUTE))).await;
            assert_eq!(find(&store, digest, at).await.unwrap().last_used_at, Some(noted));
        }
    });
}

#[test]
fn asvs_8_3_2_with_a_key_all_are_revoked_that_it_has_made() {
    on_each_store(async |store| {
        let now = store.now();
        let [root, other] = [key_of(None, None, now), key_of(None, None, now)];
        let child = key_of(Some(root.id), None, now);
        let grandchild = key_of(Some(child.id), None, now);
        let mut digests = Vec::new();
        for key in [&root, &other, &child, &grandchild] {
            digests.push(add(&store, key).await);
        }
        let later = now.plus(MINUTE);
        assert_eq!(revoke(&store, root.id, Some(other.id), later).await, [root.id, child.id, grandchild.id]);
        for (digest, is_live) in digests.iter().zip([false, true, false, false]) {
            assert_eq!(find(&store, *digest, later).await.is_some(), is_live);
        }
        let keys = store.list_keys(None, 10).await.unwrap();
        let told = keys.iter().filter(|key| key.id != other.id);
        assert!(told.clone().count() == 3, "they stay, so that what they did can be told");
        for key in told {
            assert_eq!((key.revoked_at, key.revoker_id), (Some(later), Some(other.id)));
        }
        assert!(revoke(&store, root.id, None, later).await.is_empty(), "once");
        let nobody = KeyId::generate(now, &OsRandomness).unwrap();
        assert!(revoke(&store, nobody, None, later).await.is_empty());
    });
}

/// Whoever makes a key holds its maker: none slips through that is made at the moment at which its maker is revoked.
#[test]
fn asvs_15_4_2_no_key_outlives_one_that_is_revoked_meanwhile() {
    on_each_store(async |store| {
        for _ in 0..10 {
            let now = store.now();
            let root = key_of(None, None, now);
            add(&store, &root).await;
            let mut makers = tokio::task::JoinSet::new();
            for _ in 0..8 {
                let (store, root) = (store.clone(), root.id);
                makers.spawn(async move {
                    let mut maker = root;
                    for _ in 0..4 {
                        let key = key_of(Some(maker), None, store.now());
                        let digest = ApiKey::generate(&OsRandomness).unwrap().digest();
                        let (by, made) = (maker, key.clone());
                        let is_made = run(&store, move |tx| {
                            let is_held = api_keys::hold(tx, by, now)?;
                            if is_held {
                                api_keys::insert(tx, &made, &digest)?;
                            }
                            Ok(is_held)
                        });
                        if !is_made.await {
                            break;
                        }
                        maker = key.id;
                    }
                });
            }
            tokio::task::yield_now().await;
            revoke(&store, root.id, None, now).await;
            makers.join_all().await;
            let keys = store.list_keys(None, 1_000).await.unwrap();
            assert!(keys.iter().all(|key| key.revoked_at.is_some()), "{keys:?}");
        }
    });
}

#[test]
fn asvs_14_2_7_dead_keys_are_forgotten_with_the_events() {
    on_each_store(async |store| {
        let now = store.now();
        let retention = Retention { events: DAY, devices: DAY };
        let old = now.minus(DAY * 2);
        let [live, expired, revoked] = [None, Some(old), None].map(|end| key_of(None, end, old.minus(DAY)));
        let young = key_of(None, Some(now.minus(MINUTE)), old);
        for key in [&live, &expired, &revoked, &young] {
            add(&store, key).await;
        }
        revoke(&store, revoked.id, None, old).await;
        assert_eq!(store.delete_expired(retention).await.unwrap().records, 2);
        let left: Vec<_> = store.list_keys(None, 10).await.unwrap().into_iter().map(|key| key.id).collect();
        assert!(left.len() == 2 && left.contains(&live.id) && left.contains(&young.id));
    });
}

/// A later release may know more.
#[test]
fn scopes_that_are_not_known_allow_nothing() {
    on_each_store(async |store| {
        let now = store.now();
        let digest = add(&store, &key_of(None, None, now)).await;
        run(&store, |tx| tx.execute("UPDATE api_keys SET scopes = 'later:thing users:read'", &[])).await;
        let scopes = find(&store, digest, now).await.unwrap().scopes;
        assert_eq!(scopes, [Scope::UsersRead].into_iter().collect::<Scopes>());
    });
}
