//! User authentication: register, log in, sessions, log out, profile, password reset and update.
//!
//! [`Auth`] has the methods, [`Store`] the data, in SQLite or PostgreSQL. Both are cheap handles to clone.
//!
//! ```
//! use bienvenue::{Auth, Store};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # std::env::set_current_dir(&folder)?;
//! let auth = Auth::builder(Store::open("sqlite:app.db").await?).build()?;
//!
//! let user = auth.register_user("bob@example.org", "mySuperPwd").await?;
//! assert!(auth.valid_login("bob@example.org", "mySuperPwd").await?);
//!
//! let session_id = auth.create_session("bob@example.org").await?.ok_or("bob is registered")?;
//! let same_user = auth.get_user_from_session_id(&session_id).await?.ok_or("the session is live")?;
//! assert_eq!(user.id, same_user.id);
//!
//! let reset_token = auth.get_reset_password_token("bob@example.org").await?;
//! auth.update_password(&reset_token, "n3w-password").await?;
//! assert!(auth.valid_login("bob@example.org", "n3w-password").await?);
//! assert!(auth.get_user_from_session_id(&session_id).await?.is_none(), "a reset ends every session");
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! `sqlite` and `postgres` are the two databases, `http` the routes and the accept loop, `mail` the words of mails and their
//! way out, `breach-api` the question to a service that knows breached passwords; all are on by default and each can be used alone.

#![cfg_attr(
    not(all(feature = "sqlite", feature = "postgres")),
    expect(
        dead_code,
        reason = "the seam can do more than one engine needs: only PostgreSQL retries, only SQLite watches"
    )
)]

mod auth;
pub mod breaches;
mod client;
mod fault;
mod flows;
mod hashing;
#[cfg(feature = "http")]
pub mod http;
mod lanes;
pub mod mail;
pub mod metrics;
#[cfg(feature = "breach-api")]
pub mod outgoing;
mod policy;
mod session_memory;
mod store;
#[cfg(any(feature = "http", feature = "mail"))]
mod wording;

pub use bienvenue_core as core;

pub use auth::{Auth, AuthBuilder, BuildError, ByKey};
pub use client::Client;
pub use fault::Fault;
pub use flows::admin::AdminError;
pub use flows::admin::create::CreateUserError;
pub use flows::admin::figures::{Figures, WaitingMails};
pub use flows::admin::first::FirstAdminError;
pub use flows::admin::keys::{CheckKeyError, CreateKeyError, NewKey};
pub use flows::admin::password::AdminPasswordError;
pub use flows::admin::throttle::Throttled;
pub use flows::change_email::{ChangeEmailError, RequestEmailChangeError};
pub use flows::change_password::{ChangePasswordError, SetPasswordError};
pub use flows::delete_account::DeleteAccountError;
pub use flows::export_account::AccountExport;
pub use flows::freshness::{FreshSessionError, ReauthenticateError};
pub use flows::login::{LoggedIn, LoginError};
pub use flows::register::{RegisterError, Registration};
pub use flows::reset_password::{RequestResetError, ResetPasswordError};
pub use flows::sessions::{CurrentUser, SignIn};
pub use flows::verify_email::{RegistrantProof, VerifyEmailError};
pub use hashing::HashingState;
pub use policy::Verification;
pub use store::{
    AddUserError, CopyError, CopyScope, Counts, Deleted, EngineFacts, Event, EventKind, EventQuery,
    Examination, ImportMode, Imported, ImportedUser, KeyInfo, OpenError, Retention, RoleChange, Schema,
    SchemaError, SessionInfo, SessionsOf, Store, StoreFigures, StoreOptions, TableSum, ThrottleCount,
    UpdateUserError, User, UserBy, UserChanges,
};
#[cfg(feature = "sqlite")]
pub use store::{ForeignRow, ForeignValue, read_foreign_sqlite};
