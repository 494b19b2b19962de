//! A database of every earlier schema, with rows of that time: its users sign in afterwards, and who was signed in still is.

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{SessionId, UserId};
use bienvenue_core::password::Password;
use bienvenue_core::password::hash::{HashMemory, HashScheme, hash_password};
use bienvenue_core::random::OsRandomness;
use bienvenue_core::time::{Clock as _, SystemClock};
use bienvenue_core::token::PlainToken;

use super::*;
use crate::store::StoreOptions;
use crate::store::tests::databases::each;

/// The first schema with sessions.
const SESSIONS: usize = 2;

/// A user, with the columns of the first schema.
fn insert_user(fresh: &mut Fresh) -> UserId {
    let mut memory = HashMemory::for_scheme(&HashScheme::CHEAP);
    let password = Password::new(PASSWORD).unwrap();
    let hash = hash_password(&password, &HashScheme::CHEAP, &OsRandomness, &mut memory).unwrap();
    let id = UserId::generate(NOW, &OsRandomness).unwrap();
    let email = EmailAddress::parse(EMAIL).unwrap();
    let insert =
        "INSERT INTO users (id, email, email_canonical, password_hash, password_changed_at, created_at)
                  VALUES ($1, $2, $3, $4, $5, $5)";
    let values =
        [id.into(), EMAIL.into(), email.canonical().into(), hash.as_str().into(), SystemClock.now().into()];
    assert_eq!(fresh.connection.execute(insert, &values).unwrap(), 1);
    id
}

/// A live session of his, with the columns of the second.
fn insert_session(fresh: &mut Fresh, user: UserId) -> PlainToken {
    let (now, token) = (SystemClock.now(), PlainToken::generate(&OsRandomness).unwrap());
    let (id, digest) = (SessionId::generate(now, &OsRandomness).unwrap(), token.digest());
    let end = now.plus(std::time::Duration::from_hours(1));
    let insert = "INSERT INTO sessions (digest, id, user_id, created_at, last_seen_at, ends_at, expires_at)
                  VALUES ($1, $2, $3, $4, $4, $5, $5)";
    let values = [(&digest).into(), id.into(), user.into(), now.into(), end.into()];
    assert_eq!(fresh.connection.execute(insert, &values).unwrap(), 1);
    token
}

#[test]
fn users_and_sessions_of_every_earlier_schema_go_on() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for count in 1..=each().iter().map(|fresh| fresh.migrations.len()).min().unwrap_or_default() {
        for mut fresh in each() {
            let migrations = &fresh.migrations[..count];
            assert_eq!(fresh.migrate_to(migrations).unwrap().len(), count);
            let user = insert_user(&mut fresh);
            let session = (count >= SESSIONS).then(|| insert_session(&mut fresh, user));
            runtime.block_on(async {
                let options = StoreOptions { connections: 2, ..StoreOptions::default() };
                let store = Store::open_with(&fresh.url, options).await.unwrap();
                assert_eq!(store.migrated().len(), fresh.migrations.len() - count);
                let auth = auth(store);
                assert_eq!(auth.login(EMAIL, PASSWORD).await.unwrap().user.id, user, "schema {count}");
                assert!(!auth.valid_login(EMAIL, "wrong").await.unwrap());
                if let Some(session) = session {
                    let found = auth.get_user_from_session_id(session.expose()).await.unwrap();
                    assert_eq!(found.unwrap().id, user, "schema {count}");
                }
            });
        }
    }
}
