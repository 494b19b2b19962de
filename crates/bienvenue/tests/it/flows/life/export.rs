//! All that is stored of an account.

use super::{EMAIL, Life, laptop, stranger};
use crate::support::{Database, every_engine};

every_engine!(an_export_has_the_account_its_sessions_and_events, of_others_it_has_nothing);

async fn an_export_has_the_account_its_sessions_and_events(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await;
    let export = life.auth.export_account(&session.session_id, &stranger()).await.unwrap();
    assert_eq!(export.user.email.as_str(), EMAIL);
    assert_eq!(export.sessions.len(), 1);
    assert_eq!(export.sessions[0].address.as_deref(), Some("192.0.2.7"));
    assert_eq!(export.sessions[0].user_agent.as_deref(), Some("Laptop/1.0"));
    let kinds: Vec<_> = export.events.iter().map(|event| event.kind.as_str()).collect();
    for kind in ["registered", "email_verified", "signed_in", "exported"] {
        assert_eq!(kinds.iter().filter(|found| **found == kind).count(), 1, "{kinds:?}");
    }
    let exported = export.events.iter().find(|event| event.kind == "exported").unwrap();
    assert_eq!(exported.session_id, Some(session.session.id));
    assert_eq!(exported.user_agent.as_deref(), Some("Stranger/6.6"));
}

async fn of_others_it_has_nothing(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    life.verified("eve@example.org").await;
    life.signed_in("eve@example.org").await;
    let session = life.signed_in(EMAIL).await;
    let export = life.auth.export_account(&session.session_id, &laptop()).await.unwrap();
    assert!(export.sessions.iter().all(|found| found.user_id == session.user.id));
    assert!(export.events.iter().all(|found| found.user_id == Some(session.user.id)));
}
