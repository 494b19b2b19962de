//! The API: a file for each resource, and files for what holds on all of them.

mod admin;
mod bodies;
mod callers;
mod devices;
mod documents;
mod errors;
mod forward_auth;
#[cfg(feature = "mail")]
mod life;
mod me;
mod pages;
#[cfg(feature = "mail")]
mod password_reset;
mod sessions;
mod users;

use serde_json::json as value;

use crate::support::{App, Reply, object};

const EMAIL: &str = "guillaume@holberton.io";
const PASSWORD: &str = "b4l0u-b4l0u-b4l0u";
const NEW_PASSWORD: &str = "t4rt1fl3tt3-t4rt1fl3tt3";

/// Signs in for a cookie.
async fn sign_in(app: &App) -> Reply {
    let body = object(&value!({"email": EMAIL, "password": PASSWORD}));
    let reply = app.anonymous().post("/api/v1/sessions", body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply
}

/// Signs in for a token and gives it.
async fn token(app: &App) -> String {
    token_of(app, EMAIL).await
}

async fn token_of(app: &App, email: &str) -> String {
    let body = object(&value!({"email": email, "password": PASSWORD, "delivery": "bearer"}));
    let reply = app.anonymous().post("/api/v1/sessions", body).await;
    reply.body_of(201)["token"].as_str().unwrap().to_owned()
}

/// A moment of the tests' clock as the API tells it.
fn at(micros_after_start: i64) -> String {
    use bienvenue::core::time::Timestamp;
    Timestamp::from_micros(crate::support::app::START.as_micros() + micros_after_start).to_rfc3339()
}
