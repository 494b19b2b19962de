//! The contract of `store/outbox.rs`.

use bienvenue_core::id::MailId;
use bienvenue_core::locale::Locale;
use bienvenue_core::random::OsRandomness;

use super::databases::on_each_store;
use super::users::email;
use crate::fault::Fault;
use crate::mail::MailKind;
use crate::store::Store;
use crate::store::outbox::{self, OutgoingMail};

async fn put(store: &Store, kind: MailKind) {
    let now = store.now();
    let mail = OutgoingMail {
        id: MailId::generate(now, &OsRandomness).unwrap(),
        kind,
        user_id: None,
        to: email("bob@example.org"),
        locale: Locale::default(),
        other_email: None,
        address: None,
        user_agent: None,
        created_at: now,
        attempts: 0,
    };
    store.write(move |tx| outbox::insert(tx, &mail)).await.unwrap_or_else(|fault: Fault| panic!("{fault:?}"));
}

/// Takes the mail that is due, has another one put in while it is under way, and tells whether it could be taken out then.
async fn overtaken(store: &Store, by: MailKind) -> bool {
    let now = store.now();
    let taken = store.write(move |tx| outbox::claim(tx, now, now)).await;
    let taken = taken.unwrap_or_else(|fault: Fault| panic!("{fault:?}")).unwrap();
    put(store, by).await;
    let deleted = store.write(move |tx| outbox::delete(tx, &taken)).await;
    deleted.unwrap_or_else(|fault: Fault| panic!("{fault:?}"))
}

#[test]
fn a_mail_under_way_serves_who_asks_for_the_same() {
    on_each_store(async |store| {
        for (under_way, asked) in [
            (MailKind::ResetPassword, MailKind::ResetPassword),
            (MailKind::VerifyEmail, MailKind::VerifyEmail),
            (MailKind::Registration, MailKind::VerifyEmail),
        ] {
            put(&store, under_way).await;
            assert!(overtaken(&store, asked).await, "{under_way:?}, {asked:?}");
            let now = store.now();
            let left = store.read(move |tx| outbox::is_any_due(tx, now)).await;
            assert!(!left.unwrap_or_else(|fault: Fault| panic!("{fault:?}")));
        }
    });
}

#[test]
fn a_mail_that_may_say_nothing_does_not_take_a_registration_with_it() {
    on_each_store(async |store| {
        put(&store, MailKind::VerifyEmail).await;
        assert!(!overtaken(&store, MailKind::Registration).await);
        let now = store.now();
        let left = store.write(move |tx| outbox::claim(tx, now, now)).await;
        let left = left.unwrap_or_else(|fault: Fault| panic!("{fault:?}")).unwrap();
        assert_eq!(left.kind, MailKind::Registration);
    });
}
