//! The administration by API keys.

mod accounts;
mod guard;
mod keys;
mod lists;
#[cfg(feature = "mail")]
mod mails;
mod scopes;

use bienvenue::core::scope::Scopes;
use bienvenue::core::time::Timestamp;
use bienvenue::{NewKey, User, UserBy};

use super::{EMAIL, NEW_PASSWORD, PASSWORD};
use crate::support::App;

const OTHER: &str = "other@example.org";
const USERS: &str = "/api/v1/admin/users";
const KEYS: &str = "/api/v1/admin/keys";

/// A key as the command line makes it, and its id.
async fn made(app: &App, scopes: Scopes, expires_at: Option<Timestamp>) -> (String, String) {
    let wanted = NewKey { name: "CI".to_owned(), scopes, expires_at };
    let (secret, key) = app.auth.create_key(wanted).await.unwrap();
    app.keep_secret(secret.expose());
    (secret.expose().to_owned(), key.id.to_string())
}

/// A key with these scopes.
async fn key(app: &App, scopes: &str) -> String {
    made(app, scopes.parse().unwrap(), None).await.0
}

/// A key that may do everything.
async fn full(app: &App) -> String {
    made(app, Scopes::all(), None).await.0
}

async fn find(app: &App, email: &str) -> Option<User> {
    app.auth.store().find_user_by(UserBy::Email(email.parse().unwrap())).await.unwrap()
}

/// Somebody who is registered, and his path.
async fn registered(app: &App, email: &str) -> (User, String) {
    app.register(email, PASSWORD).await;
    let user = find(app, email).await.unwrap();
    let path = format!("{USERS}/{}", user.id);
    (user, path)
}
