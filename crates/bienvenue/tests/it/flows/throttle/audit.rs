//! What is known afterwards of attempts, refusals and changes.

use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::mail::{Mailbox, Sender};
use bienvenue::{Auth, EventKind, EventQuery, UserChanges};

use super::{
    EMAIL, End, NEW_PASSWORD, NOBODY, PASSWORD, at, browser, client_at, guess, log_in, number, seconds,
    throttled, throttled_with,
};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_16_3_1_every_attempt_is_written_down,
    asvs_16_3_1_an_address_of_nobody_is_not_kept,
    asvs_16_3_2_a_flood_does_not_fill_the_disk,
    asvs_16_3_1_what_operators_do_is_written_down,
    events_are_found_by_user_kind_and_time,
    asvs_6_3_5_who_signs_in_after_many_failures_is_told,
);

/// The kinds of all events, sorted: what happens in one millisecond has no order.
async fn kinds(auth: &Auth, query: EventQuery) -> Vec<String> {
    let events = auth.store().search_events(query, None, 1_000).await.unwrap();
    let mut kinds: Vec<_> = events.into_iter().map(|event| event.kind).collect();
    kinds.sort();
    kinds
}

async fn count(auth: &Auth, kind: EventKind) -> usize {
    kinds(auth, EventQuery { kind: Some(kind), ..EventQuery::default() }).await.len()
}

/// Waits for events that nobody waits for.
async fn reaches(auth: &Auth, kind: EventKind, wanted: usize) {
    for _ in 0..200 {
        if count(auth, kind).await >= wanted {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(count(auth, kind).await, wanted, "{}", kind.as_str());
}

async fn asvs_16_3_1_every_attempt_is_written_down(database: Database) {
    let (auth, _) = throttled(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let client = client_at("192.0.2.7");
    guess(&auth, EMAIL, &at("192.0.2.7")).await;
    let session = auth.sign_in(EMAIL, PASSWORD, &at("192.0.2.7")).await.unwrap();
    let _ = auth.reauthenticate(&session.session_id, NEW_PASSWORD, &client).await;
    auth.request_password_reset(EMAIL, &client).await.unwrap();
    auth.resend_verification(EMAIL, &client).await.unwrap();
    auth.sign_up(EMAIL, NEW_PASSWORD, &client).await.unwrap_err();
    let _ = auth.reset_password("x".repeat(43), NEW_PASSWORD, &client).await;
    let mut own = auth.store().list_events(user.id, None, 100).await.unwrap();
    own.sort_by(|one, other| one.kind.cmp(&other.kind));
    let told: Vec<_> = own.iter().map(|event| event.kind.as_str()).collect();
    let wanted = [
        "reauthentication_failed",
        "registered",
        "registered_again",
        "reset_requested",
        "sign_in_failed",
        "signed_in",
        "verification_requested",
    ];
    assert_eq!(told, wanted);
    for event in own.iter().filter(|event| event.kind != "registered") {
        let from = (event.address.as_deref(), event.user_agent.as_deref());
        assert_eq!(from, (Some("192.0.2.7"), Some("Test/1.0")), "{event:?}");
    }
    assert_eq!(own[0].session_id, Some(session.session.id));
    assert_eq!(count(&auth, EventKind::LinkRefused).await, 1);
}

/// What a stranger typed may be a secret in the wrong field, or somebody else's address.
async fn asvs_16_3_1_an_address_of_nobody_is_not_kept(database: Database) {
    let (auth, _) = throttled(&database).await;
    guess(&auth, NOBODY, &number(1)).await;
    auth.request_password_reset(NOBODY, &client_at("192.0.2.7")).await.unwrap();
    let events = auth.store().search_events(EventQuery::default(), None, 10).await.unwrap();
    assert_eq!(events.len(), 2);
    assert!(events.iter().all(|event| event.user_id.is_none() && event.address.is_some()), "{events:?}");
    assert!(!database.rows_hold(b"nobody"));
}

async fn asvs_16_3_2_a_flood_does_not_fill_the_disk(database: Database) {
    let (auth, clock) = throttled(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for from in 0..12 {
        guess(&auth, EMAIL, &number(from)).await;
    }
    clock.advance(seconds(512));
    for from in 0..60 {
        guess(&auth, EMAIL, &number(from)).await;
    }
    // One failure, and then one refusal a minute.
    assert_eq!(count(&auth, EventKind::SignInFailed).await, 6);
    reaches(&auth, EventKind::SignInThrottled, 2).await;
    let own = auth.store().list_events(user.id, None, 100).await.unwrap();
    assert_eq!(own.iter().filter(|event| event.kind == "sign_in_throttled").count(), 2);
    clock.advance(seconds(1));
    guess(&auth, EMAIL, &number(99)).await;
    guess(&auth, NOBODY, &number(99)).await;
    reaches(&auth, EventKind::SignInThrottled, 2).await;
}

async fn asvs_16_3_1_what_operators_do_is_written_down(database: Database) {
    let (auth, _) = throttled(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let change = async |changes| auth.store().update_user(user.id, changes).await.unwrap();
    change(UserChanges::default().disabled(true)).await;
    change(UserChanges::default().disabled(false)).await;
    change(UserChanges::default().email("other@example.org".parse().unwrap())).await;
    auth.set_password(user.id, NEW_PASSWORD).await.unwrap();
    assert_eq!(log_in(&auth, "other@example.org", NEW_PASSWORD, &at("192.0.2.7")).await, End::In);
    auth.destroy_session(user.id).await.unwrap();
    assert!(auth.store().delete_user(user.id).await.unwrap());
    let all = kinds(&auth, EventQuery { user_id: Some(user.id), ..EventQuery::default() }).await;
    let wanted = [
        "deleted",
        "disabled",
        "email_changed",
        "enabled",
        "password_set",
        "registered",
        "sessions_revoked",
        "signed_in",
    ];
    assert_eq!(all, wanted);
    assert!(!database.rows_hold(b"192.0.2.7"), "who is gone left nothing that names him");
    assert!(!auth.store().delete_user(user.id).await.unwrap());
    assert_eq!(count(&auth, EventKind::Deleted).await, 1);
}

async fn events_are_found_by_user_kind_and_time(database: Database) {
    let (auth, clock) = throttled(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    guess(&auth, NOBODY, &number(1)).await;
    clock.advance(seconds(60));
    let since = auth.store().search_events(EventQuery::default(), None, 1).await.unwrap()[0].created_at;
    guess(&auth, EMAIL, &number(2)).await;
    let all = EventQuery::default();
    assert_eq!(kinds(&auth, all).await, ["registered", "sign_in_failed", "sign_in_failed"]);
    let (kind, user_id) = (Some(EventKind::SignInFailed), Some(user.id));
    assert_eq!(kinds(&auth, EventQuery { kind, ..all }).await.len(), 2);
    assert_eq!(kinds(&auth, EventQuery { user_id, ..all }).await.len(), 2);
    assert_eq!(kinds(&auth, EventQuery { kind, user_id, ..all }).await.len(), 1);
    let later = Some(since.plus(seconds(30)));
    assert_eq!(kinds(&auth, EventQuery { since: later, ..all }).await, ["sign_in_failed"]);
    assert_eq!(kinds(&auth, EventQuery { since: later, kind, user_id }).await.len(), 1);
    let first = auth.store().search_events(all, None, 1).await.unwrap();
    let rest = auth.store().search_events(all, Some(first[0].id), 10).await.unwrap();
    assert!(rest.len() == 2 && rest.iter().all(|event| event.id < first[0].id));
}

/// ASVS 6.3.5: on the device that he always uses too.
async fn asvs_6_3_5_who_signs_in_after_many_failures_is_told(database: Database) {
    let sender = Sender::new("Bienvenue".into(), "https://accounts.example.org".into());
    let (auth, clock) = throttled_with(&database, ThrottlePolicy::INTERNET, |auth| auth.mail(sender)).await;
    let mailbox = Mailbox::new(clock.clone(), |_| {});
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let laptop = browser("192.0.2.7", "laptop");
    let told = async || {
        let before = mailbox.mails().len();
        auth.send_mails(&mailbox).await.unwrap();
        let mails = mailbox.mails();
        let new = mails.iter().take(mails.len() - before);
        new.filter(|mail| mail.subject.contains("after wrong passwords")).count()
    };
    assert_eq!(log_in(&auth, EMAIL, PASSWORD, &laptop).await, End::In);
    for failures in [4, 5, 40, 0] {
        for from in 0..failures {
            guess(&auth, EMAIL, &number(from)).await;
            clock.advance(seconds(60));
        }
        assert_eq!(log_in(&auth, EMAIL, PASSWORD, &laptop).await, End::In);
        assert_eq!(told().await, usize::from(failures >= 5), "{failures}");
    }
}
