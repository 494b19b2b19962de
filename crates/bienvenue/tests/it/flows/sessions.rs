//! Sessions: how long they live, and what ends them.

use std::time::Duration;

use bienvenue::core::session::SessionLifetime;
use bienvenue::core::time::Clock as _;
use bienvenue::core::token::PlainToken;
use bienvenue::{Auth, EventKind, EventQuery, Retention, SessionsOf, UserChanges};

use super::{EMAIL, NEW_PASSWORD, PASSWORD, auth, auth_with};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_7_3_1_sessions_expire,
    a_use_is_written_down_once_a_minute,
    a_session_is_ended_by_its_secret_or_its_id,
    asvs_7_4_2_what_ends_every_session,
    asvs_7_4_5_everybody_is_signed_out,
    an_ended_session_stays_ended,
    asvs_7_2_2_to_7_2_3_secrets_are_256_random_bits,
);

async fn is_live(auth: &Auth, session_id: &PlainToken) -> bool {
    auth.get_user_from_session_id(session_id).await.unwrap().is_some()
}

async fn open(auth: &Auth) -> PlainToken {
    auth.create_session(EMAIL).await.unwrap().unwrap()
}

async fn asvs_7_3_1_sessions_expire(database: Database) {
    let lifetime = SessionLifetime { idle: Duration::from_secs(100), absolute: Duration::from_secs(250) };
    let (auth, clock) = auth_with(&database, |auth| auth.session_lifetime(lifetime)).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let (idle, busy) = (open(&auth).await, open(&auth).await);
    let moment = Duration::from_micros(1);
    clock.advance(Duration::from_secs(100).saturating_sub(moment));
    assert!(is_live(&auth, &busy).await);
    wait_for_touch(&auth, &clock).await;
    clock.advance(moment);
    assert!(!is_live(&auth, &idle).await, "100 s without a use");
    clock.advance(Duration::from_secs(90));
    assert!(is_live(&auth, &busy).await);
    wait_for_touch(&auth, &clock).await;
    clock.advance(Duration::from_mins(1).saturating_sub(moment));
    assert!(is_live(&auth, &busy).await, "used all the time");
    clock.advance(moment);
    assert!(!is_live(&auth, &busy).await, "250 s after the login");
    assert!(!auth.end_session(&busy).await.unwrap(), "an expired session is no session");
    assert_eq!(auth.store().delete_expired(Retention::default()).await.unwrap().sessions, 2);
}

/// A use is written down beside the answer: waits until one session was last seen just now.
async fn wait_for_touch(auth: &Auth, clock: &bienvenue::core::time::ManualClock) {
    for _ in 0..2_500 {
        let sessions = auth.store().list_sessions(SessionsOf::Everyone, None, 10).await.unwrap();
        if sessions.iter().any(|session| session.last_seen_at == clock.now()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the use was not written down");
}

async fn a_use_is_written_down_once_a_minute(database: Database) {
    let (auth, clock) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let session_id = open(&auth).await;
    let opened = clock.now();
    clock.advance(Duration::from_secs(59));
    for _ in 0..20 {
        assert!(is_live(&auth, &session_id).await);
    }
    let seen = auth.store().list_sessions(SessionsOf::Everyone, None, 1).await.unwrap()[0].last_seen_at;
    assert_eq!(seen, opened);
    clock.advance(Duration::from_secs(1));
    assert!(is_live(&auth, &session_id).await);
    wait_for_touch(&auth, &clock).await;
}

async fn a_session_is_ended_by_its_secret_or_its_id(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let (first, second) = (open(&auth).await, open(&auth).await);
    assert!(auth.end_session(&first).await.unwrap());
    assert!(!auth.end_session(&first).await.unwrap());
    assert!(!is_live(&auth, &first).await && is_live(&auth, &second).await);
    let listed = auth.store().list_sessions(SessionsOf::User(user.id), None, 10).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(
        auth.get_user_from_session_id(listed[0].id.to_string()).await.unwrap().is_none(),
        "an id opens nothing"
    );
    assert!(auth.revoke_session(listed[0].id).await.unwrap());
    assert!(!auth.revoke_session(listed[0].id).await.unwrap());
    assert!(!is_live(&auth, &second).await);
}

/// More users than one transaction signs out.
async fn asvs_7_4_5_everybody_is_signed_out(database: Database) {
    let (auth, clock) = auth(&database).await;
    let mut sessions = Vec::new();
    for number in 0..120 {
        let email = format!("user{number}@example.org");
        let id = auth.register_user(&email, PASSWORD).await.unwrap().id;
        for _ in 0..=number % 2 {
            sessions.push((id, auth.create_session(&email).await.unwrap().unwrap()));
        }
    }
    for (_, session) in &sessions {
        assert!(is_live(&auth, session).await, "and remembered from now on");
    }
    assert_eq!(auth.end_all_sessions().await.unwrap(), 180);
    for (id, session) in &sessions {
        assert!(!is_live(&auth, session).await);
        let query = EventQuery {
            user_id: Some(*id),
            kind: Some(EventKind::SessionsRevoked),
            ..EventQuery::default()
        };
        assert_eq!(auth.store().search_events(query, None, 10).await.unwrap().len(), 1);
    }
    clock.advance(Duration::from_micros(1));
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let later = open(&auth).await;
    assert!(is_live(&auth, &later).await, "and may sign in again");
    assert_eq!(auth.end_all_sessions().await.unwrap(), 1);
    assert_eq!(auth.end_all_sessions().await.unwrap(), 0);
}

async fn asvs_7_4_2_what_ends_every_session(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let other = auth.register_user("other@example.org", PASSWORD).await.unwrap();
    let others = auth.create_session("other@example.org").await.unwrap().unwrap();
    let store = auth.store();
    for act in ["set", "reset", "update", "destroy", "disable", "delete"] {
        let mine = [open(&auth).await, open(&auth).await];
        let token = auth.get_reset_password_token(EMAIL).await.unwrap();
        let changes = UserChanges::default();
        match act {
            "set" => auth.set_password(user.id, NEW_PASSWORD).await.unwrap(),
            "reset" => auth.update_password(&token, NEW_PASSWORD).await.unwrap(),
            "update" => {
                let hash = auth.hash_password(PASSWORD).await.unwrap();
                store.update_user(user.id, changes.hashed_password(hash)).await.unwrap();
            }
            "destroy" => assert_eq!(auth.destroy_session(user.id).await.unwrap(), 2),
            "disable" => {
                store.update_user(user.id, changes.clone().disabled(true)).await.unwrap();
                assert!(!is_live(&auth, &mine[0]).await);
                store.update_user(user.id, changes.disabled(false)).await.unwrap();
            }
            _ => assert!(store.delete_user(user.id).await.unwrap()),
        }
        for session_id in &mine {
            assert!(!is_live(&auth, session_id).await, "{act}");
        }
        if act != "destroy" {
            assert!(auth.update_password(&token, "a third password").await.is_err(), "{act}: links die too");
        }
        assert_eq!(auth.get_user_from_session_id(&others).await.unwrap().unwrap().id, other.id, "{act}");
    }
}

/// A use that was about to be written down does not bring back what was ended before.
async fn an_ended_session_stays_ended(database: Database) {
    let (auth, clock) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for _ in 0..20 {
        let session_id = open(&auth).await;
        clock.advance(Duration::from_mins(2));
        let (_, ended) = tokio::join!(is_live(&auth, &session_id), auth.end_session(&session_id));
        assert!(ended.unwrap());
        assert!(!is_live(&auth, &session_id).await);
    }
}

async fn asvs_7_2_2_to_7_2_3_secrets_are_256_random_bits(database: Database) {
    let (auth, _) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20 {
        for secret in [open(&auth).await, auth.get_reset_password_token(EMAIL).await.unwrap()] {
            let text = secret.expose().to_owned();
            assert_eq!(text.len(), 43, "32 bytes in base64url");
            assert!(seen.insert(text));
            assert_eq!(format!("{secret:?}"), "PlainToken(…)");
        }
    }
}
