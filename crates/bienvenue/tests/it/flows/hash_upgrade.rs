//! Hashes that people bring along: they open, and are replaced at the first login.

use std::sync::Arc;

use bienvenue::core::email::EmailAddress;
use bienvenue::core::password::hash::{HashScheme, PasswordHash};
use bienvenue::{Auth, User, UserBy};

use super::{EMAIL, NEW_PASSWORD, PASSWORD, auth, auth_with};
use crate::support::randomness::{Act, Staged};
use crate::support::{Database, every_engine};

every_engine!(
    owasp_password_storage_a_hash_of_another_tool_opens_and_is_replaced,
    a_wrong_password_replaces_nothing,
    owasp_password_storage_a_login_does_not_fail_because_its_upgrade_did,
    an_upgrade_does_not_undo_a_change_of_password,
    a_hash_that_nobody_knows_opens_nothing,
    a_stronger_hash_stays,
);

const FOREIGN: &str = "Tr0ub4dor & 3é";
/// What other tools made of it.
#[rustfmt::skip]
const MADE_ELSEWHERE: [(&str, &str); 6] = [
    ("bcrypt", "$2b$05$uE8eTWdWGqJmigtSHJZUle6hjcd8lxW2hIT287qc5WQtZKGUhSjji"),
    ("PHP", "$2y$05$jPXY1fvmeZ0TESiMSFLkzO1x7A7rOitkQXyhYEk7kH2Q/f2bawJyK"),
    ("Werkzeug", "scrypt:256:8:2$Oz6LX8V09bbSr4yw$58b856963103072ee72f62e6a040ae2bb660d860e822e4acbd3b66e86566f3624884251424911e0de59766ee4d1b7fd564c15826b6c4be7e608b7b015cd6ad18"),
    ("Werkzeug 2", "pbkdf2:sha256:600$4SmojU4AXvOlYMA8$bf2defe52147150bc85c038aac55f18d5484eec4d617505ad8b3f4dc59f26898"),
    ("Django", "pbkdf2_sha256$600$BjvvFlFzRQ0PHzngE0bP9L$mO82MiwEmI78UuDLR7o4rtc6QC7s2f9Yx2F1RVaEpWg="),
    ("Django, bcrypt", "bcrypt_sha256$$2b$05$0qZ36ObWD2I5J737n2XJ5eVvVlgqGAOOiHtTRN1OMlNFLnQFPnk1G"),
];

async fn add(auth: &Auth, email: &str, hash: &str) -> User {
    let email = EmailAddress::parse(email).unwrap();
    auth.store().add_user(email, PasswordHash::parse(hash).unwrap()).await.unwrap()
}

async fn hash_of(auth: &Auth, user: &User) -> String {
    let user = auth.store().find_user_by(UserBy::Id(user.id)).await.unwrap().unwrap();
    user.hashed_password.as_str().to_owned()
}

async fn owasp_password_storage_a_hash_of_another_tool_opens_and_is_replaced(database: Database) {
    let (auth, _) = auth(&database).await;
    for (number, (tool, hash)) in MADE_ELSEWHERE.into_iter().enumerate() {
        let email = format!("user{number}@example.org");
        let user = add(&auth, &email, hash).await;
        let session_id = auth.create_session(&email).await.unwrap().unwrap();
        let login = auth.login(&email, FOREIGN).await.unwrap_or_else(|error| panic!("{tool}: {error}"));
        let upgraded = hash_of(&auth, &user).await;
        assert!(upgraded.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{tool}: {upgraded}");
        assert!(auth.valid_login(&email, FOREIGN).await.unwrap(), "{tool}");
        assert!(!auth.valid_login(&email, "Tr0ub4dor & 3e").await.unwrap(), "{tool}");
        assert_eq!(hash_of(&auth, &user).await, upgraded, "{tool}: once is enough");
        // It is the same password still: nobody is logged out.
        for session_id in [&session_id, &login.session_id] {
            assert!(auth.get_user_from_session_id(session_id).await.unwrap().is_some(), "{tool}");
        }
    }
}

async fn a_wrong_password_replaces_nothing(database: Database) {
    let (auth, _) = auth(&database).await;
    let (_, hash) = MADE_ELSEWHERE[0];
    let user = add(&auth, EMAIL, hash).await;
    assert!(auth.login(EMAIL, "wrong").await.is_err());
    assert_eq!(hash_of(&auth, &user).await, hash);
}

async fn owasp_password_storage_a_login_does_not_fail_because_its_upgrade_did(database: Database) {
    let randomness = Arc::new(Staged::default());
    let given = Arc::clone(&randomness);
    let (auth, _) = auth_with(&database, |auth| auth.randomness(given)).await;
    let (_, hash) = MADE_ELSEWHERE[0];
    let user = add(&auth, EMAIL, hash).await;
    for act in [Act::Fail, Act::Panic] {
        // The first randomness that this login takes is for the new hash's salt.
        randomness.plan(act);
        let login = auth.login(EMAIL, FOREIGN).await.unwrap();
        assert!(auth.get_user_from_session_id(&login.session_id).await.unwrap().is_some());
        assert_eq!(hash_of(&auth, &user).await, hash, "the upgrade did fail");
    }
    assert!(auth.login(EMAIL, FOREIGN).await.is_ok());
    assert_ne!(hash_of(&auth, &user).await, hash);
}

async fn an_upgrade_does_not_undo_a_change_of_password(database: Database) {
    let (auth, _) = auth(&database).await;
    let (_, hash) = MADE_ELSEWHERE[0];
    let user = add(&auth, EMAIL, hash).await;
    let randomness = Arc::new(Staged::default());
    let given = Arc::clone(&randomness);
    let (held_auth, _) = auth_with(&database, |auth| auth.randomness(given)).await;
    let held = randomness.plan_hold();
    let mut logins = tokio::task::JoinSet::new();
    logins.spawn(async move { held_auth.login(EMAIL, FOREIGN).await });
    held.is_reached().await;
    auth.set_password(user.id, NEW_PASSWORD).await.unwrap();
    held.go_on();
    assert!(
        logins.join_next().await.unwrap().unwrap().is_err(),
        "the password was changed before the session opened"
    );
    assert!(auth.valid_login(EMAIL, NEW_PASSWORD).await.unwrap());
    assert!(!auth.valid_login(EMAIL, FOREIGN).await.unwrap());
}

async fn a_hash_that_nobody_knows_opens_nothing(database: Database) {
    let (auth, _) = auth(&database).await;
    let texts = [
        "",
        "x",
        "$2b$31$uE8eTWdWGqJmigtSHJZUle6hjcd8lxW2hIT287qc5WQtZKGUhSjji",
        "$argon2id$v=19$m=99999999,t=99,p=1$",
    ];
    for (number, text) in texts.into_iter().enumerate() {
        let email = EmailAddress::parse(&format!("user{number}@example.org")).unwrap();
        let hash = PasswordHash::from_stored(text.to_owned());
        let user = auth.store().add_user(email.clone(), hash).await.unwrap();
        for password in [text, "x", PASSWORD] {
            assert!(!auth.valid_login(email.as_str(), password).await.unwrap(), "{text:?}");
        }
        assert_eq!(hash_of(&auth, &user).await, text);
        // A reset is the way out.
        let token = auth.get_reset_password_token(email.as_str()).await.unwrap();
        auth.update_password(&token, NEW_PASSWORD).await.unwrap();
        assert!(auth.valid_login(email.as_str(), NEW_PASSWORD).await.unwrap());
    }
}

async fn a_stronger_hash_stays(database: Database) {
    let (auth, _) = auth_with(&database, |auth| auth.hash_scheme(HashScheme::Bcrypt { cost: 4 })).await;
    let (_, hash) = MADE_ELSEWHERE[0];
    let user = add(&auth, EMAIL, hash).await;
    assert!(auth.login(EMAIL, FOREIGN).await.is_ok());
    assert_eq!(hash_of(&auth, &user).await, hash, "bcrypt of cost 5 is better than what is configured");
}
