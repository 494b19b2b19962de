//! A change of password by its owner.

use bienvenue::{ChangePasswordError, SignIn};
use futures_util::future::join_all;

use super::{EMAIL, Life, NEW_PASSWORD, PASSWORD, laptop, stranger};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_6_2_2_a_user_changes_his_password,
    asvs_6_2_3_it_takes_the_current_one,
    asvs_7_4_3_every_session_ends,
    of_many_changes_at_once_one_wins,
);

async fn asvs_6_2_2_a_user_changes_his_password(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let old = life.signed_in(EMAIL).await.session_id;
    let how = SignIn::from(laptop());
    let new = life.auth.change_password(&old, PASSWORD, NEW_PASSWORD, &how).await.unwrap();
    assert!(!life.auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    assert!(life.auth.valid_login(EMAIL, NEW_PASSWORD).await.unwrap());
    assert!(life.auth.check_session(&old).await.unwrap().is_none());
    assert!(life.auth.check_session(&new.session_id).await.unwrap().is_some());
    let mail = life.mail().await;
    assert_eq!(mail.to, EMAIL);
    assert!(!mail.text.contains("#token=") && !mail.text.contains(NEW_PASSWORD));
}

async fn asvs_6_2_3_it_takes_the_current_one(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    let how = SignIn::from(stranger());
    for wrong in ["", NEW_PASSWORD] {
        let refused = life.auth.change_password(&session, wrong, NEW_PASSWORD, &how).await;
        assert!(matches!(refused, Err(ChangePasswordError::WrongPassword)));
    }
    let refused = life.auth.change_password(&session, PASSWORD, "", &how).await;
    assert!(matches!(refused, Err(ChangePasswordError::Password(_))));
    assert!(life.auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    assert!(life.auth.check_session(&session).await.unwrap().is_some());
}

async fn asvs_7_4_3_every_session_ends(database: Database) {
    let life = Life::new(&database).await;
    life.verified(EMAIL).await;
    let sessions = [life.signed_in(EMAIL).await, life.signed_in(EMAIL).await, life.signed_in(EMAIL).await];
    for session in &sessions {
        assert!(life.auth.check_session(&session.session_id).await.unwrap().is_some());
    }
    let how = SignIn::from(laptop());
    life.auth.change_password(&sessions[1].session_id, PASSWORD, NEW_PASSWORD, &how).await.unwrap();
    for session in &sessions {
        assert!(life.auth.check_session(&session.session_id).await.unwrap().is_none());
    }
}

async fn of_many_changes_at_once_one_wins(database: Database) {
    let (life, replica) = (Life::new(&database).await, Life::new(&database).await);
    life.verified(EMAIL).await;
    let session = life.signed_in(EMAIL).await.session_id;
    let changes = (0..20).map(|number| {
        let (auth, session) = (if number % 2 == 0 { &life.auth } else { &replica.auth }, &session);
        let new = format!("password number {number}");
        async move { auth.change_password(session, PASSWORD, &new, &SignIn::default()).await.map(|_| new) }
    });
    let won: Vec<_> = join_all(changes).await.into_iter().filter_map(Result::ok).collect();
    assert_eq!(won.len(), 1);
    assert!(life.auth.valid_login(EMAIL, &won[0]).await.unwrap());
}
