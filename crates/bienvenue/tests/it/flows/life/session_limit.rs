//! How many sessions a user has, and how long a brief one lives.

use std::num::NonZeroU32;
use std::time::Duration;

use bienvenue::{SessionsOf, SignIn, Verification};

use super::{EMAIL, Life, PASSWORD, laptop};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_7_1_2_beyond_the_limit_the_session_not_used_for_longest_ends,
    a_brief_session_ends_sooner_unused,
    others_sessions_can_be_ended_by_nobody_else,
);

async fn asvs_7_1_2_beyond_the_limit_the_session_not_used_for_longest_ends(database: Database) {
    let most = NonZeroU32::new(3).unwrap();
    let life = Life::with(&database, |auth| auth.sessions_per_user(most)).await;
    life.auth.register_user(EMAIL, PASSWORD).await.unwrap();
    life.auth.register_user("eve@example.org", PASSWORD).await.unwrap();
    let eve = life.signed_in("eve@example.org").await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        sessions.push(life.signed_in(EMAIL).await);
        life.clock.advance(Duration::from_mins(2));
    }
    // The first one is used, so the second one is the one not used for longest.
    assert!(life.auth.check_session(&sessions[0].session_id).await.unwrap().is_some());
    let of = SessionsOf::User(sessions[0].user.id);
    let is_seen = async || {
        let listed = life.auth.store().list_sessions(of, None, 10).await.unwrap();
        listed
            .iter()
            .any(|session| session.id == sessions[0].session.id && session.last_seen_at > session.created_at)
    };
    for _ in 0..100 {
        if is_seen().await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    sessions.push(life.signed_in(EMAIL).await);
    let mut goes_on = Vec::new();
    for session in &sessions {
        goes_on.push(life.auth.check_session(&session.session_id).await.unwrap().is_some());
    }
    assert_eq!(goes_on, [true, false, true, true]);
    assert!(life.auth.check_session(&eve.session_id).await.unwrap().is_some(), "hers are not counted");
}

async fn a_brief_session_ends_sooner_unused(database: Database) {
    let life = Life::with(&database, |auth| auth.verification(Verification::Optional)).await;
    life.auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let brief = SignIn::from(laptop()).briefly();
    let brief = life.auth.sign_in(EMAIL, PASSWORD, &brief).await.unwrap().session_id;
    let long = life.signed_in(EMAIL).await.session_id;
    life.clock.advance(Duration::from_hours(24));
    assert!(life.auth.check_session(&brief).await.unwrap().is_none());
    assert!(life.auth.check_session(&long).await.unwrap().is_some());
}

/// ASVS 8.2.2: an id of somebody else's is an id of nothing.
async fn others_sessions_can_be_ended_by_nobody_else(database: Database) {
    let life = Life::with(&database, |auth| auth).await;
    life.auth.register_user(EMAIL, PASSWORD).await.unwrap();
    life.auth.register_user("eve@example.org", PASSWORD).await.unwrap();
    let (mine, hers) = (life.signed_in(EMAIL).await, life.signed_in("eve@example.org").await);
    let other = life.signed_in(EMAIL).await;
    assert!(!life.auth.end_session_of(hers.user.id, mine.session.id, &laptop()).await.unwrap());
    assert!(life.auth.check_session(&mine.session_id).await.unwrap().is_some());
    assert!(life.auth.end_session_of(mine.user.id, other.session.id, &laptop()).await.unwrap());
    assert!(life.auth.check_session(&other.session_id).await.unwrap().is_none());

    let (second, third) = (life.signed_in(EMAIL).await, life.signed_in(EMAIL).await);
    assert_eq!(life.auth.end_other_sessions(mine.user.id, &mine.session_id, &laptop()).await.unwrap(), 2);
    for session in [&second, &third] {
        assert!(life.auth.check_session(&session.session_id).await.unwrap().is_none());
    }
    for session in [&mine, &hers] {
        assert!(life.auth.check_session(&session.session_id).await.unwrap().is_some());
    }
}
