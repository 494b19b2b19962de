//! The contract of `store/sessions.rs`.

use std::time::Duration;

use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::random::OsRandomness;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::{PlainToken, TokenDigest};

use super::databases::on_each_store;
use super::users::{add, hash};
use crate::fault::Fault;
use crate::store::sessions::{self, NewSession, Use};
use crate::store::{Retention, SessionInfo, SessionsOf, Store, User, UserBy, UserChanges, one_time_tokens};

const HOUR: Duration = Duration::from_hours(1);

/// A session of `user` that ends an hour from now if unused, and two hours from now at the latest.
fn session_of(user: &User, now: Timestamp) -> NewSession {
    NewSession {
        digest: PlainToken::generate(&OsRandomness).unwrap().digest(),
        info: SessionInfo {
            id: SessionId::generate(now, &OsRandomness).unwrap(),
            user_id: user.id,
            created_at: now,
            last_seen_at: now,
            ends_at: now.plus(HOUR),
            expires_at: now.plus(HOUR * 2),
            authenticated_at: now,
            address: Some("192.0.2.1".into()),
            user_agent: None,
            idle_limit: HOUR,
        },
        password_changed_at: Some(user.password_changed_at),
        most: 100,
    }
}

/// A use at this moment, which is due whenever the session was last seen before.
fn seen(at: Timestamp) -> Use {
    Use { at, is_due_before: at.minus(Duration::from_micros(1)) }
}

async fn open(store: &Store, session: NewSession) -> bool {
    store
        .write(move |tx| sessions::open(tx, &session))
        .await
        .unwrap_or_else(|fault: Fault| panic!("{fault:?}"))
}

async fn opened(store: &Store, user: &User) -> NewSession {
    let session = session_of(user, store.now());
    assert!(open(store, session.clone()).await);
    session
}

async fn user_of(store: &Store, digest: TokenDigest, now: Timestamp) -> Option<UserId> {
    let found = store.read(move |tx| sessions::find_user(tx, &digest, now)).await;
    found.unwrap_or_else(|fault: Fault| panic!("{fault:?}")).map(|user| user.id)
}

async fn is_live(store: &Store, session: &NewSession) -> bool {
    user_of(store, session.digest, store.now()).await.is_some()
}

#[test]
fn a_session_leads_to_its_user() {
    on_each_store(async |store| {
        let (bob, eve) = (add(&store, "bob@example.org").await, add(&store, "eve@example.org").await);
        let (of_bob, of_eve) = (opened(&store, &bob).await, opened(&store, &eve).await);
        assert_eq!(user_of(&store, of_bob.digest, store.now()).await, Some(bob.id));
        assert_eq!(user_of(&store, of_eve.digest, store.now()).await, Some(eve.id));
        let unknown = PlainToken::generate(&OsRandomness).unwrap().digest();
        assert_eq!(user_of(&store, unknown, store.now()).await, None);
        let found = store.find_user_by(UserBy::SessionId(of_bob.digest)).await.unwrap().unwrap();
        assert_eq!(found.id, bob.id);
        assert_eq!(found.last_login_at, Some(of_bob.info.created_at));
    });
}

/// ASVS 7.3.1 and 7.3.2: to the microsecond, by the idle end first and by the absolute end at the latest.
#[test]
fn asvs_7_3_1_a_session_ends_by_time() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let session = opened(&store, &bob).await;
        let (digest, start) = (session.digest, session.info.created_at);
        let moment = Duration::from_micros(1);
        assert!(user_of(&store, digest, start.plus(HOUR).minus(moment)).await.is_some());
        assert!(user_of(&store, digest, start.plus(HOUR)).await.is_none());

        let touch = |now: Timestamp| store.write(move |tx| sessions::touch(tx, &digest, seen(now)));
        touch(start.plus(HOUR / 2)).await.unwrap();
        assert!(user_of(&store, digest, start.plus(HOUR)).await.is_some());
        touch(start.plus(HOUR + HOUR / 4)).await.unwrap();
        assert!(user_of(&store, digest, start.plus(HOUR * 2).minus(moment)).await.is_some());
        assert!(user_of(&store, digest, start.plus(HOUR * 2)).await.is_none());
    });
}

#[test]
fn a_use_does_not_bring_back_what_has_ended() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let expired = opened(&store, &bob).await;
        let late = expired.info.ends_at;
        let digest = expired.digest;
        store.write(move |tx| sessions::touch(tx, &digest, seen(late))).await.unwrap();
        assert!(user_of(&store, digest, late).await.is_none());

        let ended = opened(&store, &bob).await;
        let (digest, now) = (ended.digest, store.now());
        assert!(store.write(move |tx| sessions::end(tx, &digest, now)).await.unwrap().is_some());
        store.write(move |tx| sessions::touch(tx, &digest, seen(now.plus(HOUR / 2)))).await.unwrap();
        assert!(!is_live(&store, &ended).await);
        // An older use that arrives late does not shorten the session either.
        let busy = opened(&store, &bob).await;
        let (digest, now) = (busy.digest, busy.info.created_at);
        for use_at in [now.plus(HOUR / 2), now.plus(HOUR / 4)] {
            store.write(move |tx| sessions::touch(tx, &digest, seen(use_at))).await.unwrap();
        }
        assert!(user_of(&store, digest, now.plus(HOUR + HOUR / 3)).await.is_some());
    });
}

/// ASVS 7.4.1: an ended session is gone, once.
#[test]
fn asvs_7_4_1_a_session_is_ended_once() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let (one, other) = (opened(&store, &bob).await, opened(&store, &bob).await);
        let (digest, now) = (one.digest, store.now());
        assert!(store.write(move |tx| sessions::end(tx, &digest, now)).await.unwrap().is_some());
        assert!(store.write(move |tx| sessions::end(tx, &digest, now)).await.unwrap().is_none());
        assert!(!is_live(&store, &one).await);
        assert!(is_live(&store, &other).await);
        let id = other.info.id;
        assert!(store.write(move |tx| sessions::end_by_id(tx, id)).await.unwrap().is_some());
        assert!(store.write(move |tx| sessions::end_by_id(tx, id)).await.unwrap().is_none());
        assert!(!is_live(&store, &other).await);
        // To end what has expired is to end nothing.
        let expired = opened(&store, &bob).await;
        let (digest, late) = (expired.digest, expired.info.ends_at);
        assert!(store.write(move |tx| sessions::end(tx, &digest, late)).await.unwrap().is_none());
    });
}

/// ASVS 7.4.2 and 7.4.3: what changes who may come in ends every session of that user, and nobody else's.
#[test]
fn asvs_7_4_2_changes_end_sessions() {
    on_each_store(async |store| {
        let (bob, eve) = (add(&store, "bob@example.org").await, add(&store, "eve@example.org").await);
        let of_eve = opened(&store, &eve).await;
        let changes =
            [UserChanges::default().hashed_password(hash("new")), UserChanges::default().disabled(true)];
        for change in changes {
            let bob = store.find_user_by(UserBy::Id(bob.id)).await.unwrap().unwrap();
            let session = opened(&store, &bob).await;
            store.update_user(bob.id, change).await.unwrap();
            assert!(!is_live(&store, &session).await);
        }
        let enabled = store.update_user(bob.id, UserChanges::default().disabled(false)).await.unwrap();
        assert!(store.list_sessions(SessionsOf::User(bob.id), None, 10).await.unwrap().is_empty());
        let session = opened(&store, &enabled).await;
        store.delete_user(bob.id).await.unwrap();
        assert!(!is_live(&store, &session).await);
        assert!(is_live(&store, &of_eve).await);
    });
}

/// A login that verified a password which has changed since opens no session, nor does one of a disabled user.
#[test]
fn a_session_is_opened_for_the_password_that_was_verified() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let verified_before = session_of(&bob, store.now());
        store.update_user(bob.id, UserChanges::default().hashed_password(hash("new"))).await.unwrap();
        assert!(!open(&store, verified_before.clone()).await);
        assert!(open(&store, NewSession { password_changed_at: None, ..verified_before }).await);
        let disabled = store.update_user(bob.id, UserChanges::default().disabled(true)).await.unwrap();
        assert!(!open(&store, session_of(&disabled, store.now())).await);
    });
}

/// Logins and changes of password, many at once: whatever the order, no session of an old password lives on.
#[test]
fn no_session_outlives_its_password() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        for round in 0..20 {
            let bob = store.find_user_by(UserBy::Id(bob.id)).await.unwrap().unwrap();
            let mut acts = tokio::task::JoinSet::new();
            for _ in 0..8 {
                let (store, session) = (store.clone(), session_of(&bob, store.now()));
                acts.spawn(async move {
                    open(&store, session).await;
                });
            }
            let (changer, id) = (store.clone(), bob.id);
            acts.spawn(async move {
                let change = UserChanges::default().hashed_password(hash(&format!("hash {round}")));
                changer.update_user(id, change).await.unwrap();
            });
            acts.join_all().await;
            let live = store.list_sessions(SessionsOf::User(bob.id), None, 100).await.unwrap();
            assert!(live.is_empty(), "round {round}: {} sessions of the old password live", live.len());
        }
    });
}

#[test]
fn a_session_can_replace_the_others() {
    on_each_store(async |store| {
        let (bob, eve) = (add(&store, "bob@example.org").await, add(&store, "eve@example.org").await);
        let (first, of_eve) = (opened(&store, &bob).await, opened(&store, &eve).await);
        let second = NewSession { most: 1, ..session_of(&bob, store.now()) };
        assert!(open(&store, second.clone()).await);
        assert!(!is_live(&store, &first).await);
        assert!(is_live(&store, &second).await);
        assert!(is_live(&store, &of_eve).await);
    });
}

#[test]
fn live_sessions_are_listed_page_by_page() {
    on_each_store(async |store| {
        let (bob, eve) = (add(&store, "bob@example.org").await, add(&store, "eve@example.org").await);
        let mut of_bob = Vec::new();
        for _ in 0..5 {
            of_bob.push(opened(&store, &bob).await.info.id);
        }
        opened(&store, &eve).await;
        of_bob.sort();
        let first = store.list_sessions(SessionsOf::User(bob.id), None, 3).await.unwrap();
        let rest =
            store.list_sessions(SessionsOf::User(bob.id), first.last().map(|info| info.id), 3).await.unwrap();
        let listed: Vec<_> = first.iter().chain(&rest).map(|info| info.id).collect();
        assert_eq!(listed, of_bob);
        assert_eq!(store.list_sessions(SessionsOf::Everyone, None, 10).await.unwrap().len(), 6);
    });
}

/// What has ended is deleted in bounded steps; what lives stays.
#[test]
fn asvs_14_2_7_expired_rows_are_deleted() {
    on_each_store(async |store| {
        let bob = add(&store, "bob@example.org").await;
        let long_ago = store.now().minus(HOUR * 24);
        for _ in 0..5 {
            assert!(open(&store, session_of(&bob, long_ago)).await);
        }
        let live = opened(&store, &bob).await;
        let now = store.now();
        assert_eq!(
            store
                .write(move |tx| sessions::delete_expired(tx, now, 2))
                .await
                .unwrap_or_else(|f: Fault| panic!("{f:?}")),
            2
        );
        assert_eq!(store.delete_expired(Retention::default()).await.unwrap().sessions, 3);
        assert!(store.delete_expired(Retention::default()).await.unwrap().is_nothing());
        assert!(is_live(&store, &live).await);
        assert_eq!(
            store
                .write(move |tx| one_time_tokens::delete_expired(tx, now, 2))
                .await
                .unwrap_or_else(|f: Fault| panic!("{f:?}")),
            0
        );
    });
}
