//! The original's methods under the names that it gave them, used as its own examples use them.

use bienvenue::core::email::EmailAddress;
use bienvenue::core::token::TokenDigest;
use bienvenue::{AddUserError, RegisterError, RequestResetError, ResetPasswordError, UserBy, UserChanges};

use super::{NEW_PASSWORD, PASSWORD, auth};
use crate::support::{Database, every_engine};

every_engine!(the_store_has_the_methods_of_db, the_flows_have_the_methods_of_auth);

async fn the_store_has_the_methods_of_db(database: Database) {
    let (auth, _) = auth(&database).await;
    let store = auth.store();
    let email = EmailAddress::parse("test@test.com").unwrap();
    let hash = auth.hash_password("SuperHashedPwd").await.unwrap();
    let user = store.add_user(email.clone(), hash.clone()).await.unwrap();
    assert!(matches!(store.add_user(email.clone(), hash).await, Err(AddUserError::EmailTaken)));
    let session_id = auth.create_session("test@test.com").await.unwrap().unwrap();
    let token = auth.get_reset_password_token("test@test.com").await.unwrap();
    for criterion in [
        UserBy::Id(user.id),
        UserBy::Email(email),
        UserBy::SessionId(session_id.digest()),
        UserBy::ResetToken(token.digest()),
    ] {
        assert_eq!(store.find_user_by(criterion).await.unwrap().unwrap().id, user.id);
    }
    let nobody = EmailAddress::parse("test2@test.com").unwrap();
    assert!(store.find_user_by(UserBy::Email(nobody)).await.unwrap().is_none());
    // A session is no reset token, and the other way round.
    let crossed: [fn(TokenDigest) -> UserBy; 2] = [UserBy::ResetToken, UserBy::SessionId];
    for (by, secret) in crossed.into_iter().zip([&session_id, &token]) {
        assert!(store.find_user_by(by(secret.digest())).await.unwrap().is_none());
    }
    let hash = auth.hash_password("NewPwd").await.unwrap();
    let updated =
        store.update_user(user.id, UserChanges::default().hashed_password(hash.clone())).await.unwrap();
    assert_eq!(updated.hashed_password, hash);
    assert!(auth.valid_login("test@test.com", "NewPwd").await.unwrap());
}

async fn the_flows_have_the_methods_of_auth(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user("me@me.com", PASSWORD).await.unwrap();
    let taken = auth.register_user("me@me.com", PASSWORD).await.unwrap_err();
    assert!(matches!(taken, RegisterError::AlreadyExists(_)));
    assert_eq!(taken.to_string(), "User me@me.com already exists");

    assert!(auth.valid_login("me@me.com", PASSWORD).await.unwrap());
    assert!(!auth.valid_login("me@me.com", NEW_PASSWORD).await.unwrap());
    assert!(!auth.valid_login("unknown@email.com", PASSWORD).await.unwrap());

    let session_id = auth.create_session("me@me.com").await.unwrap().unwrap();
    assert!(auth.create_session("unknown@email.com").await.unwrap().is_none());
    assert_eq!(auth.get_user_from_session_id(&session_id).await.unwrap().unwrap().id, user.id);
    assert!(auth.get_user_from_session_id("").await.unwrap().is_none());
    assert_eq!(auth.destroy_session(user.id).await.unwrap(), 1);
    assert_eq!(auth.destroy_session(user.id).await.unwrap(), 0);
    assert!(auth.get_user_from_session_id(&session_id).await.unwrap().is_none());

    let unknown = auth.get_reset_password_token("unknown@email.com").await;
    assert!(matches!(unknown, Err(RequestResetError::UnknownEmail)));
    let reset_token = auth.get_reset_password_token("me@me.com").await.unwrap();
    auth.update_password(&reset_token, NEW_PASSWORD).await.unwrap();
    let again = auth.update_password(&reset_token, PASSWORD).await;
    assert!(matches!(again, Err(ResetPasswordError::TokenRefused)));
    assert!(auth.valid_login("me@me.com", NEW_PASSWORD).await.unwrap());
    assert_ne!(auth.generate_uuid().unwrap(), auth.generate_uuid().unwrap());
}
