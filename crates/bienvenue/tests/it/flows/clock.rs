//! The clock is set back: nothing ends later than it was to, everything works, and ids stay unique.

use std::collections::HashSet;
use std::time::Duration;

use bienvenue::core::time::Clock as _;
use bienvenue::{Auth, Client, SessionInfo, SessionsOf, SignIn};

use super::{EMAIL, NEW_PASSWORD, PASSWORD, auth};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_7_3_2_a_session_ends_when_it_was_to_although_the_clock_was_set_back,
    a_link_ends_when_it_was_to_although_the_clock_was_set_back,
    asvs_16_5_3_everything_works_while_the_clock_is_behind,
);

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

async fn sessions(auth: &Auth) -> Vec<SessionInfo> {
    auth.store().list_sessions(SessionsOf::Everyone, None, 100).await.unwrap()
}

async fn asvs_7_3_2_a_session_ends_when_it_was_to_although_the_clock_was_set_back(database: Database) {
    let (auth, clock) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let before = auth.login(EMAIL, PASSWORD).await.unwrap();
    clock.set_back(HOUR);
    let behind = auth.login(EMAIL, PASSWORD).await.unwrap();
    assert_eq!(behind.session.expires_at, clock.now().plus(DAY * 30));
    assert!(auth.check_session(&before.session_id).await.unwrap().is_some());
    let shown = sessions(&auth).await;
    let shown = shown.iter().find(|session| session.id == before.session.id).unwrap();
    assert_eq!((shown.ends_at, shown.expires_at), (before.session.ends_at, before.session.expires_at));
    // Used every day, until the day on which each was to end.
    for _ in 0..30 {
        clock.advance(DAY);
        let is_live = auth.check_session(&behind.session_id).await.unwrap().is_some();
        assert_eq!(is_live, clock.now() < behind.session.expires_at);
        assert!(auth.check_session(&before.session_id).await.unwrap().is_some());
        // The use is written down beside the answer.
        let is_written = async || {
            sessions(&auth)
                .await
                .iter()
                .any(|session| session.id == before.session.id && session.last_seen_at == clock.now())
        };
        for _ in 0..2_500 {
            if is_written().await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    clock.advance(HOUR);
    assert!(auth.check_session(&before.session_id).await.unwrap().is_none());
}

async fn a_link_ends_when_it_was_to_although_the_clock_was_set_back(database: Database) {
    let (auth, clock) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    clock.set_back(HOUR);
    clock.advance(HOUR + Duration::from_mins(30));
    assert!(auth.update_password(&token, NEW_PASSWORD).await.is_err());
    // One that is made while the clock is behind replaces one that was made before.
    let earlier = auth.get_reset_password_token(EMAIL).await.unwrap();
    clock.set_back(HOUR);
    let later = auth.get_reset_password_token(EMAIL).await.unwrap();
    assert!(auth.update_password(&earlier, NEW_PASSWORD).await.is_err());
    auth.update_password(&later, NEW_PASSWORD).await.unwrap();
    assert!(auth.update_password(&later, PASSWORD).await.is_err(), "spent");
}

async fn asvs_16_5_3_everything_works_while_the_clock_is_behind(database: Database) {
    let (auth, clock) = auth(&database).await;
    let (mut ids, how) = (HashSet::new(), SignIn::default());
    ids.insert(auth.register_user(EMAIL, PASSWORD).await.unwrap().id.to_string());
    let mut passwords = [PASSWORD, NEW_PASSWORD];
    for round in 0..3 {
        let old = auth.login(EMAIL, passwords[0]).await.unwrap();
        clock.set_back(HOUR);
        let email = format!("user{round}@example.org");
        assert!(ids.insert(auth.register_user(&email, PASSWORD).await.unwrap().id.to_string()));
        let signed_in = auth.login(EMAIL, passwords[0]).await.unwrap();
        let renewed =
            auth.reauthenticate(&signed_in.session_id, passwords[0], &Client::unknown()).await.unwrap();
        assert!(auth.check_session(&signed_in.session_id).await.unwrap().is_none());
        auth.export_account(&renewed.session_id, &Client::unknown()).await.unwrap();
        assert!(sessions(&auth).await.into_iter().all(|session| ids.insert(session.id.to_string())));
        let changed =
            auth.change_password(&renewed.session_id, passwords[0], passwords[1], &how).await.unwrap();
        for ended in [&old.session_id, &renewed.session_id] {
            assert!(auth.check_session(ended).await.unwrap().is_none());
        }
        assert!(auth.check_session(&changed.session_id).await.unwrap().is_some());
        assert!(!auth.valid_login(EMAIL, passwords[0]).await.unwrap());
        assert!(auth.end_session(&changed.session_id).await.unwrap());
        passwords.reverse();
    }
}
