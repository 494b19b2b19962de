//! Who has just proved who he is, and for how long that counts.

use std::time::Duration;

use bienvenue::{DeleteAccountError, FreshSessionError, ReauthenticateError};
use futures_util::future::join_all;

use super::{EMAIL, Life, NEW_PASSWORD, PASSWORD, laptop};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_7_5_1_and_7_5_3_what_matters_takes_a_recent_proof,
    asvs_7_2_4_a_proof_gives_the_session_another_secret,
    a_wrong_password_proves_nothing,
    asvs_7_5_1_a_proof_is_the_sessions_and_not_the_users,
    a_proof_of_a_password_that_changes_meanwhile_is_none,
    of_many_proofs_at_once_one_secret_lives,
);

fn is_not_fresh(deleted: &Result<(), DeleteAccountError>) -> bool {
    matches!(deleted, Err(DeleteAccountError::Session(FreshSessionError::NotFresh)))
}

const FRESH: Duration = Duration::from_mins(10);

async fn asvs_7_5_1_and_7_5_3_what_matters_takes_a_recent_proof(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    life.clock.advance(FRESH.saturating_sub(Duration::from_micros(1)));
    life.auth.export_account(&session, &laptop()).await.unwrap();
    life.clock.advance(Duration::from_micros(1));
    let exported = life.auth.export_account(&session, &laptop()).await;
    assert!(matches!(exported, Err(FreshSessionError::NotFresh)));
    assert!(is_not_fresh(&life.auth.delete_account(&session, &laptop()).await));
    assert!(life.auth.check_session(&session).await.unwrap().is_some(), "it is still a session");
    let renewed = life.auth.reauthenticate(&session, PASSWORD, &laptop()).await.unwrap();
    life.auth.export_account(&renewed.session_id, &laptop()).await.unwrap();
    life.auth.delete_account(&renewed.session_id, &laptop()).await.unwrap();
}

async fn asvs_7_2_4_a_proof_gives_the_session_another_secret(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let signed_in = life.signed_in(EMAIL).await;
    assert!(life.auth.check_session(&signed_in.session_id).await.unwrap().is_some());
    let renewed = life.auth.reauthenticate(&signed_in.session_id, PASSWORD, &laptop()).await.unwrap();
    assert_eq!(renewed.session.id, signed_in.session.id, "the same session");
    assert!(life.auth.check_session(&signed_in.session_id).await.unwrap().is_none());
    assert!(life.auth.check_session(&renewed.session_id).await.unwrap().is_some());
    assert_eq!(renewed.session.expires_at, signed_in.session.expires_at, "it does not live longer");
}

async fn a_wrong_password_proves_nothing(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    life.clock.advance(FRESH);
    for wrong in ["", NEW_PASSWORD, &"x".repeat(2_000)] {
        let refused = life.auth.reauthenticate(&session, wrong, &laptop()).await;
        assert!(matches!(refused, Err(ReauthenticateError::WrongPassword)));
    }
    for none in ["", "x", &"A".repeat(43)] {
        let refused = life.auth.reauthenticate(none, PASSWORD, &laptop()).await;
        assert!(matches!(refused, Err(ReauthenticateError::NoSession)));
    }
    assert!(matches!(life.auth.export_account(&session, &laptop()).await, Err(FreshSessionError::NotFresh)));
}

async fn asvs_7_5_1_a_proof_is_the_sessions_and_not_the_users(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let (old, other) = (life.signed_in(EMAIL).await, life.signed_in(EMAIL).await);
    life.clock.advance(FRESH);
    life.auth.reauthenticate(&other.session_id, PASSWORD, &laptop()).await.unwrap();
    let refused = life.auth.delete_account(&old.session_id, &laptop()).await;
    assert!(is_not_fresh(&refused));
}

async fn a_proof_of_a_password_that_changes_meanwhile_is_none(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let signed_in = life.signed_in(EMAIL).await;
    life.auth.set_password(signed_in.user.id, NEW_PASSWORD).await.unwrap();
    let refused = life.auth.reauthenticate(&signed_in.session_id, PASSWORD, &laptop()).await;
    assert!(matches!(refused, Err(ReauthenticateError::NoSession)));
}

async fn of_many_proofs_at_once_one_secret_lives(database: Database) {
    let (life, replica) = (Life::new(&database).await, Life::new(&database).await);
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    let proofs = (0..20).map(|number| {
        let (auth, session) = (if number % 2 == 0 { &life.auth } else { &replica.auth }, &session);
        async move { auth.reauthenticate(session, PASSWORD, &laptop()).await }
    });
    let renewed: Vec<_> = join_all(proofs).await.into_iter().filter_map(Result::ok).collect();
    assert_eq!(renewed.len(), 1);
    assert!(life.auth.check_session(&renewed[0].session_id).await.unwrap().is_some());
}
