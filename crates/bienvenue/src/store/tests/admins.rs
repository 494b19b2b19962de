//! Who is an administrator, and how the first one becomes one.

use std::time::Duration;

use bienvenue_core::random::OsRandomness;
use bienvenue_core::token::{PlainToken, TokenDigest};

use super::databases::on_each_store;
use super::users::add;
use crate::fault::Fault;
use crate::store::{RoleChange, Store, User, UserBy, UserChanges, admins};

async fn is_admin(store: &Store, user: &User) -> bool {
    store.find_user_by(UserBy::Id(user.id)).await.unwrap().unwrap().admin_since.is_some()
}

/// A link as a starting service makes it; nothing if none was made.
async fn offered(store: &Store, lifetime: Duration) -> Option<TokenDigest> {
    let (digest, now) = (PlainToken::generate(&OsRandomness).unwrap().digest(), store.now());
    let offer = store.write(move |tx| admins::offer_link(tx, &digest, now, now.plus(lifetime)));
    let is_offered = offer.await.unwrap_or_else(|fault: Fault| panic!("{fault:?}"));
    is_offered.then_some(digest)
}

async fn spend(store: &Store, link: TokenDigest, user: &User) -> bool {
    let (id, now) = (user.id, store.now());
    let spent = store.write(move |tx| admins::spend_link(tx, &link, id, now)).await;
    spent.unwrap_or_else(|fault: Fault| panic!("{fault:?}"))
}

const HOUR: Duration = Duration::from_hours(1);

#[test]
fn nobody_is_an_administrator_by_default_and_the_last_one_stays() {
    on_each_store(async |store| {
        let (bob, eve) = (add(&store, "bob@example.org").await, add(&store, "eve@example.org").await);
        assert!(!is_admin(&store, &bob).await);
        assert_eq!(store.revoke_admin(bob.id).await.unwrap(), RoleChange::NothingToDo);
        assert_eq!(store.grant_admin(bob.id).await.unwrap(), RoleChange::Done);
        assert_eq!(store.grant_admin(bob.id).await.unwrap(), RoleChange::NothingToDo);
        assert!(is_admin(&store, &bob).await && !is_admin(&store, &eve).await);
        assert_eq!(store.revoke_admin(bob.id).await.unwrap(), RoleChange::LastAdmin);
        assert_eq!(store.grant_admin(eve.id).await.unwrap(), RoleChange::Done);
        // One who may not sign in looks after nobody.
        store.update_user(eve.id, UserChanges::default().disabled(true)).await.unwrap();
        assert_eq!(store.revoke_admin(bob.id).await.unwrap(), RoleChange::LastAdmin);
        store.update_user(eve.id, UserChanges::default().disabled(false)).await.unwrap();
        assert_eq!(store.revoke_admin(bob.id).await.unwrap(), RoleChange::Done);
        assert!(!is_admin(&store, &bob).await);
        store.update_user(bob.id, UserChanges::default().disabled(true)).await.unwrap();
        assert_eq!(store.grant_admin(bob.id).await.unwrap(), RoleChange::NoSuchUser);
        store.delete_user(bob.id).await.unwrap();
        assert_eq!(store.grant_admin(bob.id).await.unwrap(), RoleChange::NoSuchUser);
    });
}

#[test]
fn of_all_who_are_removed_at_once_one_stays() {
    on_each_store(async |store| {
        let mut users = Vec::new();
        for number in 0..6 {
            users.push(add(&store, &format!("user{number}@example.org")).await);
        }
        for round in 0..5 {
            for user in &users {
                store.grant_admin(user.id).await.unwrap();
            }
            let mut removals = tokio::task::JoinSet::new();
            for user in &users {
                let (store, id) = (store.clone(), user.id);
                removals.spawn(async move { store.revoke_admin(id).await.unwrap() });
            }
            let ended = removals.join_all().await;
            let stayed = ended.iter().filter(|change| **change == RoleChange::LastAdmin).count();
            assert_eq!(stayed, 1, "round {round}: {ended:?}");
        }
    });
}

#[test]
fn asvs_6_3_2_a_link_makes_the_first_administrator_once() {
    on_each_store(async |store| {
        // Processes that start at once, and one whose link is too old.
        let (one, other) = (offered(&store, HOUR).await.unwrap(), offered(&store, HOUR).await.unwrap());
        let late = offered(&store, Duration::ZERO).await.unwrap();
        let (bob, eve) = (add(&store, "bob@example.org").await, add(&store, "eve@example.org").await);
        assert_eq!(offered(&store, HOUR).await, None, "there are users");
        let unknown = PlainToken::generate(&OsRandomness).unwrap().digest();
        assert!(!spend(&store, unknown, &eve).await && !spend(&store, late, &eve).await);
        assert!(spend(&store, one, &bob).await && is_admin(&store, &bob).await);
        assert!(!spend(&store, one, &eve).await && !spend(&store, other, &eve).await);
        assert!(!is_admin(&store, &eve).await);
    });
}

#[test]
fn a_link_dies_when_an_operator_makes_an_administrator() {
    on_each_store(async |store| {
        let link = offered(&store, HOUR).await.unwrap();
        let (bob, eve) = (add(&store, "bob@example.org").await, add(&store, "eve@example.org").await);
        store.grant_admin(bob.id).await.unwrap();
        assert!(!spend(&store, link, &eve).await && !is_admin(&store, &eve).await);
    });
}

#[test]
fn asvs_15_4_2_of_links_that_are_used_at_once_one_counts() {
    on_each_store(async |store| {
        let mut links = Vec::new();
        for _ in 0..8 {
            links.push(offered(&store, HOUR).await.unwrap());
        }
        let mut users = Vec::new();
        for number in 0..16 {
            users.push(add(&store, &format!("user{number}@example.org")).await);
        }
        let mut attempts = tokio::task::JoinSet::new();
        for (number, user) in users.into_iter().enumerate() {
            let (store, link) = (store.clone(), links[number % links.len()]);
            attempts.spawn(async move { spend(&store, link, &user).await && is_admin(&store, &user).await });
        }
        assert_eq!(attempts.join_all().await.into_iter().filter(|is_admin| *is_admin).count(), 1);
    });
}

#[test]
fn a_service_that_starts_again_and_again_keeps_a_few_links() {
    on_each_store(async |store| {
        for _ in 0..40 {
            assert!(offered(&store, HOUR).await.is_some());
        }
        let count = store.read(|tx| tx.query("SELECT 1 FROM admin_links", &[], |_| Ok(()))).await;
        assert_eq!(count.unwrap_or_else(|fault: Fault| panic!("{fault:?}")).len(), 16);
    });
}
