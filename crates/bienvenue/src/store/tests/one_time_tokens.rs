//! The contract of `store/one_time_tokens.rs`.

use std::time::Duration;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::random::OsRandomness;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::{PlainToken, TokenDigest};

use super::databases::on_each_store;
use super::users::{add, email, hash};
use crate::fault::Fault;
use crate::store::one_time_tokens::{self, NewToken, Purpose};
use crate::store::{Retention, Store, UserBy, UserChanges};

const LIFETIME: Duration = Duration::from_mins(30);

async fn issue(store: &Store, address: &str) -> Option<TokenDigest> {
    let (now, address) = (store.now(), email(address));
    let digest = PlainToken::generate(&OsRandomness).unwrap().digest();
    let token =
        NewToken { digest, purpose: Purpose::ResetPassword, created_at: now, expires_at: now.plus(LIFETIME) };
    let is_issued = store.write(move |tx| one_time_tokens::issue(tx, &address, &token)).await;
    is_issued.unwrap_or_else(|fault: Fault| panic!("{fault:?}")).then_some(digest)
}

async fn consume(store: &Store, digest: TokenDigest, only_for: Option<&str>, now: Timestamp) -> bool {
    let only_for: Option<EmailAddress> = only_for.map(email);
    let spent = store
        .write(move |tx| {
            one_time_tokens::consume(tx, &digest, Purpose::ResetPassword, only_for.as_ref(), now)
        })
        .await;
    spent.unwrap_or_else(|fault: Fault| panic!("{fault:?}")).is_some()
}

#[test]
fn a_token_is_spent_once() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let digest = issue(&store, "BOB@example.org").await.unwrap();
        let found = store.find_user_by(UserBy::ResetToken(digest)).await.unwrap().unwrap();
        assert_eq!(found.id, bob.id);
        assert!(consume(&store, digest, None, store.now()).await);
        assert!(!consume(&store, digest, None, store.now()).await);
        assert!(store.find_user_by(UserBy::ResetToken(digest)).await.unwrap().is_none());
    });
}

/// ASVS 2.3.4: of 50 uses at once one succeeds.
#[test]
fn asvs_2_3_4_and_15_4_2_of_many_uses_at_once_one_succeeds() {
    on_each_store(async |store| {
        add(&store, "bob@example.org").await;
        let digest = issue(&store, "bob@example.org").await.unwrap();
        let mut uses = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let store = store.clone();
            uses.spawn(async move { consume(&store, digest, Some("bob@example.org"), store.now()).await });
        }
        assert_eq!(uses.join_all().await.into_iter().filter(|spent| *spent).count(), 1);
    });
}

#[test]
fn a_token_serves_until_it_expires() {
    on_each_store(async |store| {
        add(&store, "bob@example.org").await;
        let digest = issue(&store, "bob@example.org").await.unwrap();
        assert!(!consume(&store, digest, None, store.now().plus(LIFETIME)).await);
        assert!(consume(&store, digest, None, store.now()).await);
    });
}

#[test]
fn a_token_of_another_address_is_kept() {
    on_each_store(async |store| {
        add(&store, "bob@example.org").await;
        add(&store, "eve@example.org").await;
        let digest = issue(&store, "bob@example.org").await.unwrap();
        assert!(!consume(&store, digest, Some("eve@example.org"), store.now()).await);
        assert!(consume(&store, digest, Some("Bob@Example.org"), store.now()).await);
    });
}

/// However many are asked for at once, one lives.
#[test]
fn a_new_token_replaces_the_old_one() {
    on_each_store(async |store| {
        add(&store, "bob@example.org").await;
        let first = issue(&store, "bob@example.org").await.unwrap();
        let second = issue(&store, "bob@example.org").await.unwrap();
        assert!(!consume(&store, first, None, store.now()).await);
        assert!(consume(&store, second, None, store.now()).await);

        let mut requests = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let store = store.clone();
            requests.spawn(async move { issue(&store, "bob@example.org").await.unwrap() });
        }
        let mut live = 0;
        for digest in requests.join_all().await {
            live += i32::from(consume(&store, digest, None, store.now()).await);
        }
        assert_eq!(live, 1);
    });
}

#[test]
fn nobody_gets_no_token() {
    on_each_store(async |store| {
        assert!(issue(&store, "bob@example.org").await.is_none());
        let bob = add(&store, "bob@example.org").await;
        store.update_user(bob.id, UserChanges::default().disabled(true)).await.unwrap();
        assert!(issue(&store, "bob@example.org").await.is_none());
    });
}

/// Whatever changes the account kills what is on its way to the owner's old mailbox.
#[test]
fn changes_kill_tokens() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        for (number, change) in [
            UserChanges::default().hashed_password(hash("new")),
            UserChanges::default().email(email("bob0@example.org")),
            UserChanges::default().disabled(true),
        ]
        .into_iter()
        .enumerate()
        {
            let address = store.find_user_by(UserBy::Id(bob.id)).await.unwrap().unwrap().email;
            let digest = issue(&store, address.as_str()).await.unwrap();
            store.update_user(bob.id, change).await.unwrap();
            assert!(!consume(&store, digest, None, store.now()).await, "change {number}");
        }
    });
}

#[test]
fn asvs_14_2_7_expired_tokens_are_deleted() {
    on_each_store(async |store| {
        add(&store, "bob@example.org").await;
        issue(&store, "bob@example.org").await.unwrap();
        let late = store.now().plus(LIFETIME);
        assert!(store.delete_expired(Retention::default()).await.unwrap().is_nothing());
        let deleted = store.write(move |tx| one_time_tokens::delete_expired(tx, late, 10)).await;
        assert_eq!(deleted.unwrap_or_else(|fault: Fault| panic!("{fault:?}")), 1);
    });
}
