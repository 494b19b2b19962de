//! Registration.

use bienvenue::core::email::EmailRejected;
use bienvenue::core::password::{PasswordPolicy, PasswordRejected};
use bienvenue::{RegisterError, UserBy};
use futures_util::future::join_all;

use super::{EMAIL, PASSWORD, auth, auth_with};
use crate::support::{Database, every_engine};

every_engine!(
    a_user_is_stored,
    asvs_6_3_2_a_new_service_has_no_account,
    asvs_2_2_2_what_is_refused_is_not_stored,
    asvs_6_2_1_the_policy_holds,
    of_many_spellings_at_once_one_is_registered,
);

async fn a_user_is_stored(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let found = auth.store().find_user_by(UserBy::Id(user.id)).await.unwrap().unwrap();
    assert_eq!((found.email.as_str(), found.hashed_password), (EMAIL, user.hashed_password));
    assert_eq!((found.last_login_at, found.disabled_at), (None, None));
    assert!(auth.valid_login("GUILLAUME@holberton.io", PASSWORD).await.unwrap());
}

async fn asvs_6_3_2_a_new_service_has_no_account(database: Database) {
    let (auth, _) = auth(&database).await;
    assert!(auth.store().list_users(None, 10).await.unwrap().is_empty());
    for (name, password) in [("admin@example.org", "admin"), ("root@localhost", "root"), ("admin", "admin")] {
        assert!(auth.login(name, password).await.is_err(), "{name}");
    }
}

async fn asvs_2_2_2_what_is_refused_is_not_stored(database: Database) {
    let (auth, _) = auth(&database).await;
    let (no_email, no_password) = (EmailRejected::Empty, PasswordRejected::Empty);
    let refused = auth.register_user("", PASSWORD).await.unwrap_err();
    assert!(matches!(refused, RegisterError::Email(why) if why == no_email), "{refused}");
    let refused = auth.register_user("no address", PASSWORD).await.unwrap_err();
    assert!(matches!(refused, RegisterError::Email(EmailRejected::Malformed)), "{refused}");
    let refused = auth.register_user(EMAIL, "").await.unwrap_err();
    assert!(matches!(refused, RegisterError::Password(why) if why == no_password), "{refused}");
    let refused = auth.register_user(EMAIL, &"x".repeat(1_025)).await.unwrap_err();
    assert!(matches!(refused, RegisterError::Password(PasswordRejected::TooLong)), "{refused}");
    assert!(auth.store().list_users(None, 10).await.unwrap().is_empty());
}

async fn asvs_6_2_1_the_policy_holds(database: Database) {
    let (auth, _) = auth_with(&database, |auth| auth.password_policy(PasswordPolicy::INTERNET)).await;
    let refused = auth.register_user(EMAIL, "ééééñññ").await.unwrap_err();
    assert!(matches!(refused, RegisterError::Password(PasswordRejected::TooShort { min: 8 })), "{refused}");
    let user = auth.register_user(EMAIL, "ééééñññ€").await.unwrap();
    assert!(auth.set_password(user.id, "1234567").await.is_err());
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    assert!(auth.update_password(&token, "1234567").await.is_err());
    auth.update_password(&token, "fern-742").await.unwrap();
}

async fn of_many_spellings_at_once_one_is_registered(database: Database) {
    let (auth, _) = auth(&database).await;
    let (replica, _) = super::auth(&database).await;
    let spelling = |number: u32| -> String {
        let local = "abcdef".chars().enumerate();
        let local = local.map(|(bit, c)| if number >> bit & 1 == 1 { c.to_ascii_uppercase() } else { c });
        format!("{}@example.org", local.collect::<String>())
    };
    let attempts = (0..64).map(|number| {
        let service = if number % 2 == 0 { &auth } else { &replica };
        async move { service.register_user(&spelling(number), &format!("password {number}")).await }
    });
    let (done, refused): (Vec<_>, Vec<_>) = join_all(attempts).await.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    for error in refused.into_iter().map(Result::unwrap_err) {
        assert!(matches!(error, RegisterError::AlreadyExists(_)), "{error}");
    }
    assert_eq!(auth.store().list_users(None, 100).await.unwrap().len(), 1);
}
