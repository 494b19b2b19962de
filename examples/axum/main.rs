//! An axum app whose handlers are told who is signed in.
//!
//! `protected [DATABASE [ADDRESS:PORT]]` has Bienvenue's own routes beside it, so it runs by itself:
//! `cargo run --package bienvenue --example protected`, then `/rust` on port 3000. Behind `examples/nginx.conf` and
//! `examples/Caddyfile` these routes are those of `bienvenue serve`, over the same database.

use std::error::Error;
use std::future::pending;

use axum::Router;
use axum::routing::get;
use bienvenue::http::{CurrentUser, HttpSettings, Limits, router, serve};
use bienvenue::{Auth, Store, Verification};
use tokio::net::TcpListener;

/// For signed-in people: others are led to sign in.
async fn hello(CurrentUser(user): CurrentUser) -> String {
    format!("Hello {}\n", user.email)
}

/// For everybody.
async fn greet(user: Option<CurrentUser>) -> String {
    user.map_or("Who are you?\n".to_owned(), |CurrentUser(user)| format!("Hello again, {}\n", user.email))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let database = arguments.next().unwrap_or_else(|| "sqlite:protected.db".into());
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:3000".into());
    // No mail goes out here, so nobody can prove an address.
    let auth = Auth::builder(Store::open(&database).await?).verification(Verification::Optional).build()?;
    let app = Router::new()
        .route("/rust", get(hello))
        .route("/rust/greeting", get(greet))
        .layer(auth.layer())
        .merge(router(auth, HttpSettings::internet()));
    serve(TcpListener::bind(address).await?, None, app, Limits::default(), pending()).await;
    Ok(())
}
