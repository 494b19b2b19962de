//! The contract of `store/users.rs` and of the original's `DB`.

use std::time::Duration;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::UserId;
use bienvenue_core::password::hash::PasswordHash;

use super::databases::on_each_store;
use crate::fault::Fault;
use crate::store::users::{self, User};
use crate::store::{AddUserError, Store, UpdateUserError, UserBy, UserChanges};

pub(super) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(super) fn hash(text: &str) -> PasswordHash {
    PasswordHash::from_stored(text.to_owned())
}

pub(super) async fn add(store: &Store, address: &str) -> User {
    store.add_user(email(address), hash("hash")).await.unwrap()
}

async fn find(store: &Store, id: UserId) -> Option<User> {
    store.find_user_by(UserBy::Id(id)).await.unwrap()
}

#[test]
fn a_user_is_found_as_added() {
    on_each_store(async |store| {
        let added = add(&store, "Bob@Example.org").await;
        let by_id = find(&store, added.id).await.unwrap();
        let by_email = store.find_user_by(UserBy::Email(email("bob@EXAMPLE.ORG"))).await.unwrap().unwrap();
        for found in [by_id, by_email] {
            assert_eq!(format!("{found:?}"), format!("{added:?}"));
            assert_eq!(found.email.as_str(), "Bob@Example.org");
            assert_eq!(found.hashed_password, hash("hash"));
        }
        assert!(store.find_user_by(UserBy::Email(email("eve@example.org"))).await.unwrap().is_none());
    });
}

#[test]
fn an_address_is_taken_in_every_spelling() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let again = store.add_user(email("BOB@example.ORG"), hash("other")).await;
        assert!(matches!(again, Err(AddUserError::EmailTaken)));
        assert_eq!(find(&store, bob.id).await.unwrap().hashed_password, hash("hash"));
    });
}

/// ASVS 2.3.4: 64 registrations of one address at once, in different spellings, make one account.
#[test]
fn asvs_2_3_4_many_registrations_of_one_address_make_one_account() {
    on_each_store(async |store| {
        let mut registrations = tokio::task::JoinSet::new();
        for number in 0..64_usize {
            // The bits of the number say which letters are capitals.
            let local: String = "robert"
                .chars()
                .enumerate()
                .map(
                    |(bit, letter)| {
                        if number >> bit & 1 == 1 { letter.to_ascii_uppercase() } else { letter }
                    },
                )
                .collect();
            let store = store.clone();
            registrations.spawn(async move {
                match store.add_user(email(&format!("{local}@example.org")), hash("hash")).await {
                    Ok(_) => 1,
                    Err(AddUserError::EmailTaken) => 0,
                    Err(AddUserError::Fault(fault)) => panic!("{fault:?}"),
                }
            });
        }
        assert_eq!(registrations.join_all().await.iter().sum::<i32>(), 1);
        assert_eq!(store.list_users(None, 100).await.unwrap().len(), 1);
    });
}

#[test]
fn changes_are_made_together_or_not_at_all() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        add(&store, "eve@example.org").await;

        let both = UserChanges::default().hashed_password(hash("new")).email(email("robert@example.org"));
        let changed = store.update_user(bob.id, both).await.unwrap();
        assert_eq!((changed.email.as_str(), changed.hashed_password.as_str()), ("robert@example.org", "new"));
        assert!(changed.password_changed_at > bob.password_changed_at);

        let taken = UserChanges::default().hashed_password(hash("newer")).email(email("EVE@example.org"));
        assert!(matches!(store.update_user(bob.id, taken).await, Err(UpdateUserError::EmailTaken)));
        assert_eq!(find(&store, bob.id).await.unwrap().hashed_password, hash("new"));

        let respelled = UserChanges::default().email(email("Robert@Example.org"));
        assert_eq!(store.update_user(bob.id, respelled).await.unwrap().email.as_str(), "Robert@Example.org");
        let nothing = store.update_user(bob.id, UserChanges::default()).await.unwrap();
        assert_eq!(nothing.email.as_str(), "Robert@Example.org");
    });
}

#[test]
fn who_is_not_there_cannot_be_changed() {
    on_each_store(async |store| {
        let gone = add(&store, "bob@example.org").await;
        assert!(store.delete_user(gone.id).await.unwrap());
        assert!(!store.delete_user(gone.id).await.unwrap());
        for changes in [
            UserChanges::default(),
            UserChanges::default().email(email("a@example.org")),
            UserChanges::default().hashed_password(hash("new")),
            UserChanges::default().disabled(true),
            UserChanges::default().disabled(false),
        ] {
            let refused = store.update_user(gone.id, changes).await;
            assert!(matches!(refused, Err(UpdateUserError::NoSuchUser)), "{refused:?}");
        }
        add(&store, "bob@example.org").await;
    });
}

#[test]
fn a_user_is_disabled_and_enabled() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let disabled = store.update_user(bob.id, UserChanges::default().disabled(true)).await.unwrap();
        assert!(disabled.disabled_at.is_some());
        let again = store.update_user(bob.id, UserChanges::default().disabled(true)).await.unwrap();
        assert_eq!(again.disabled_at, disabled.disabled_at);
        let enabled = store.update_user(bob.id, UserChanges::default().disabled(false)).await.unwrap();
        assert_eq!(enabled.disabled_at, None);
    });
}

/// Each change of password has a moment of its own, even at the same time and after the clock stepped back.
#[test]
fn the_moment_of_a_password_only_grows() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let mut last = bob.password_changed_at;
        let past = last.minus(Duration::from_hours(1));
        for _ in 0..3 {
            let id = bob.id;
            let is_set = store.write(move |tx| users::set_password(tx, id, None, &hash("new"), past)).await;
            assert!(is_set.unwrap_or_else(|fault: Fault| panic!("{fault:?}")));
            let now = find(&store, id).await.unwrap().password_changed_at;
            assert!(now > last);
            last = now;
        }
    });
}

/// A better hash of the old password does not overwrite a new password.
#[test]
fn an_upgrade_loses_against_a_change() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let id = bob.id;
        let upgrade = |old: &'static str, new: &'static str| {
            store.write(move |tx| users::upgrade_hash(tx, id, &hash(old), &hash(new)))
        };
        assert!(upgrade("hash", "better").await.unwrap());
        assert_eq!(find(&store, id).await.unwrap().password_changed_at, bob.password_changed_at);
        store.update_user(id, UserChanges::default().hashed_password(hash("changed"))).await.unwrap();
        assert!(!upgrade("better", "best").await.unwrap());
        assert_eq!(find(&store, id).await.unwrap().hashed_password, hash("changed"));
    });
}

#[test]
fn users_are_listed_page_by_page() {
    on_each_store(async |store| {
        let mut added = Vec::new();
        for number in 0..7 {
            added.push(add(&store, &format!("user{number}@example.org")).await.id);
        }
        added.sort();
        let mut listed = Vec::new();
        while let Some(page) =
            Some(store.list_users(listed.last().copied(), 3).await.unwrap()).filter(|page| !page.is_empty())
        {
            assert!(page.len() <= 3);
            listed.extend(page.into_iter().map(|user| user.id));
        }
        assert_eq!(listed, added);
    });
}
