//! The session check is fast because it remembers, and right because it forgets in time.
//!
//! Whatever ends a session is in force for the first check that begins after it was answered: here with checkers that
//! never pause on both sides of every kind of end.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use bienvenue::core::id::UserId;
use bienvenue::core::token::PlainToken;
use bienvenue::{Auth, SessionsOf, UserChanges};
use tokio::task::JoinSet;

use super::{EMAIL, NEW_PASSWORD, PASSWORD, auth, auth_with};
use crate::support::{Database, any_engine, every_engine};

every_engine!(
    asvs_7_4_1_no_check_sees_a_session_that_has_ended,
    a_check_tells_the_address_of_now,
    a_check_tells_what_the_user_is_now,
    a_forgotten_session_is_found_again,
);
any_engine!(what_another_process_ends_is_ended_within_100_ms, what_another_process_changes_is_seen);

/// Rounds of each kind of end; there are seven kinds.
const ROUNDS: usize = 300;
/// Who check the same session without pause while it is ended.
const CHECKERS: usize = 3;

/// Each way in which a session ends before its time.
#[derive(Clone, Copy, Debug)]
enum End {
    Logout,
    Revocation,
    All,
    NewLogin,
    NewPassword,
    Disabling,
    Deletion,
}

const ENDS: [End; 7] =
    [End::Logout, End::Revocation, End::All, End::NewLogin, End::NewPassword, End::Disabling, End::Deletion];

impl End {
    async fn make(self, auth: &Auth, id: UserId, session_id: &PlainToken) {
        let store = auth.store();
        match self {
            Self::Logout => assert!(auth.end_session(session_id).await.unwrap()),
            Self::Revocation => {
                let sessions = store.list_sessions(SessionsOf::User(id), None, 1).await.unwrap();
                assert!(auth.revoke_session(sessions[0].id).await.unwrap());
            }
            Self::All => assert_eq!(auth.destroy_session(id).await.unwrap(), 1),
            Self::NewLogin => assert!(auth.create_session(EMAIL).await.unwrap().is_some()),
            Self::NewPassword => auth.set_password(id, NEW_PASSWORD).await.unwrap(),
            Self::Disabling => {
                store.update_user(id, UserChanges::default().disabled(true)).await.unwrap();
            }
            Self::Deletion => assert!(store.delete_user(id).await.unwrap()),
        }
    }
}

async fn asvs_7_4_1_no_check_sees_a_session_that_has_ended(database: Database) {
    // One session for each user, so that a new login is an end of the old session too.
    let (auth, _clock) = auth_with(&database, |auth| auth.sessions_per_user(NonZeroU32::MIN)).await;
    let seen = Arc::new(AtomicU32::new(0));
    for end in ENDS {
        for round in 0..ROUNDS {
            let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
            let session_id = auth.create_session(EMAIL).await.unwrap().unwrap();
            let has_ended = Arc::new(AtomicBool::new(false));
            let mut checkers = JoinSet::new();
            for _ in 0..CHECKERS {
                let (auth, session_id) = (auth.clone(), session_id.clone());
                let (has_ended, seen) = (Arc::clone(&has_ended), Arc::clone(&seen));
                checkers.spawn(async move {
                    // Until one check that began after the end was answered, and a few more.
                    let mut after = 0;
                    while after < 3 {
                        let began_after = has_ended.load(Ordering::SeqCst);
                        let is_live = auth.check_session(&session_id).await.unwrap().is_some();
                        assert!(!(began_after && is_live), "{end:?}, round {round}: it was still live");
                        seen.fetch_add(u32::from(is_live), Ordering::Relaxed);
                        after += u32::from(began_after);
                        tokio::task::yield_now().await;
                    }
                });
            }
            // The ends meet the checks at different moments.
            for _ in 0..round % 5 {
                tokio::task::yield_now().await;
            }
            end.make(&auth, user.id, &session_id).await;
            has_ended.store(true, Ordering::SeqCst);
            checkers.join_all().await;
            auth.store().delete_user(user.id).await.unwrap();
        }
    }
    assert!(seen.load(Ordering::Relaxed) > 0, "no check ever saw a live session");
}

async fn a_check_tells_the_address_of_now(database: Database) {
    let (auth, _clock) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let session_id = auth.create_session(EMAIL).await.unwrap().unwrap();
    for number in 0..50 {
        let address = format!("user{number}@example.org");
        let changes = UserChanges::default().email(address.parse().unwrap());
        auth.store().update_user(user.id, changes).await.unwrap();
        let current = auth.check_session(&session_id).await.unwrap().unwrap();
        assert_eq!((current.id, &*current.email), (user.id, address.as_str()));
    }
}

/// What an app lets somebody do rests on it, so a role that was taken away is gone for the first check after the answer.
async fn a_check_tells_what_the_user_is_now(database: Database) {
    let (auth, _clock) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let other = auth.register_user("other@example.org", PASSWORD).await.unwrap();
    auth.store().grant_admin(other.id).await.unwrap();
    let session_id = auth.create_session(EMAIL).await.unwrap().unwrap();
    let is = async || {
        let current = auth.check_session(&session_id).await.unwrap().unwrap();
        (current.is_verified, current.is_admin)
    };
    assert_eq!(is().await, (false, false));
    for _ in 0..20 {
        auth.store().grant_admin(user.id).await.unwrap();
        assert_eq!(is().await, (false, true));
        auth.store().revoke_admin(user.id).await.unwrap();
        assert_eq!(is().await, (false, false));
    }
    // In the one spelling that every address has.
    let changes = UserChanges::default().email("Bob.B@B\u{fc}cher.Example".parse().unwrap());
    auth.store().update_user(user.id, changes).await.unwrap();
    let current = auth.check_session(&session_id).await.unwrap().unwrap();
    assert_eq!(&*current.email, "Bob.B@B\u{fc}cher.Example");
    assert_eq!(&*current.email_canonical, "bob.b@xn--bcher-kva.example");
}

/// With room for one session in memory, every other one is read again, and an ended one is not brought back.
async fn a_forgotten_session_is_found_again(database: Database) {
    let (auth, _clock) = auth_with(&database, |auth| auth.sessions_in_memory(1)).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let mut sessions = Vec::new();
    for _ in 0..20 {
        sessions.push(auth.create_session(EMAIL).await.unwrap().unwrap());
    }
    let ended = sessions.split_off(10);
    for session_id in &ended {
        assert!(auth.check_session(session_id).await.unwrap().is_some());
        assert!(auth.end_session(session_id).await.unwrap());
    }
    for _ in 0..3 {
        for session_id in &sessions {
            assert!(auth.check_session(session_id).await.unwrap().is_some());
        }
        for session_id in &ended {
            assert!(auth.check_session(session_id).await.unwrap().is_none());
        }
    }
}

/// The command line beside a running service: its act is in force 100 ms later, however busy the service is.
async fn what_another_process_ends_is_ended_within_100_ms(database: Database) {
    let (service, _clock) = auth(&database).await;
    let (command_line, _its_clock) = auth(&database).await;
    service.register_user(EMAIL, PASSWORD).await.unwrap();
    for _ in 0..20 {
        let session_id = service.create_session(EMAIL).await.unwrap().unwrap();
        let _busy = keep_checking(&service, &session_id);
        assert!(service.check_session(&session_id).await.unwrap().is_some());
        assert!(command_line.end_session(&session_id).await.unwrap());
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(service.check_session(&session_id).await.unwrap().is_none());
    }
}

/// Checks a session again and again until what is returned is dropped.
fn keep_checking(auth: &Auth, session_id: &PlainToken) -> JoinSet<()> {
    let (auth, session_id) = (auth.clone(), session_id.clone());
    let mut checks = JoinSet::new();
    checks.spawn(async move {
        loop {
            auth.check_session(&session_id).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    checks
}

/// Another program's own statements count as well.
async fn what_another_process_changes_is_seen(database: Database) {
    let (auth, _clock) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let session_id = auth.create_session(EMAIL).await.unwrap().unwrap();
    assert!(auth.check_session(&session_id).await.unwrap().is_some());
    database.run_script("UPDATE users SET email = 'New@example.org', email_canonical = 'new@example.org'");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(&*auth.check_session(&session_id).await.unwrap().unwrap().email, "New@example.org");
}
