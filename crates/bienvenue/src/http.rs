//! The service over HTTP: the teaching project's routes, and an accept loop with limits.
//!
//! [`router`] makes the routes of an [`Auth`](crate::Auth); [`serve`] serves these or any other router.
//!
//! ```no_run
//! use bienvenue::http::{HttpSettings, Limits, router, serve};
//! use bienvenue::{Auth, Store};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let auth = Auth::builder(Store::open("sqlite:app.db").await?).build()?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:5000").await?;
//! let routes = router(auth, HttpSettings::development());
//! serve(listener, None, routes, Limits::default(), std::future::pending()).await;
//! # Ok(())
//! # }
//! ```
//!
//! An axum app of one's own asks who is signed in with one layer and one extractor, [`CurrentUser`], and has these routes beside
//! its own:
//!
//! ```no_run
//! use axum::Router;
//! use axum::routing::get;
//! use bienvenue::http::{CurrentUser, HttpSettings, Limits, router, serve};
//! use bienvenue::{Auth, Store};
//!
//! async fn hello(CurrentUser(user): CurrentUser) -> String {
//!     format!("Hello {}", user.email)
//! }
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let auth = Auth::builder(Store::open("sqlite:app.db").await?).build()?;
//! let settings = HttpSettings::internet().public_origin("https://app.example.org".parse()?, &[]);
//! let app = Router::new().route("/hello", get(hello)).layer(auth.layer()).merge(router(auth, settings));
//! # let listener = tokio::net::TcpListener::bind("127.0.0.1:5000").await?;
//! # serve(listener, None, app, Limits::default(), std::future::pending()).await;
//! # Ok(())
//! # }
//! ```

mod answer;
mod api;
mod browser;
mod classic;
mod client;
mod cookie;
mod cors;
mod describe;
mod error;
mod extract;
mod face;
#[cfg(all(any(test, fuzzing), feature = "sqlite"))]
#[doc(hidden)]
pub mod fuzzing;
mod gate;
mod health;
mod layer;
mod metrics;
mod network;
mod observe;
mod openapi;
mod origin;
mod pages;
mod reply;
mod request_id;
mod route;
mod routes;
mod server;
mod session_cookie;
mod state;
mod strict;
mod tls;
mod traffic;

pub use browser::Hsts;
pub use cookie::{CookieDomain, CookieDomainRejected};
pub use error::errors_reference;
pub use layer::{AuthLayer, CurrentUser, WithAuth};
pub use metrics::{metrics_reference, metrics_router};
pub use network::{Network, NetworkRejected};
pub use openapi::openapi_document;
pub use origin::{HostName, HostNameRejected, Origin, OriginRejected};
pub use pages::{AssetRejected, Brand, Colour, ColourRejected, PageLink, PageLinkRejected, TextRejected};
pub use routes::{admin_router, router};
pub use server::{Limits, serve};
pub use state::{HttpSettings, ResetTokens};
pub use tls::{TlsError, TlsListener};
pub use traffic::{RouteFigures, Traffic};
