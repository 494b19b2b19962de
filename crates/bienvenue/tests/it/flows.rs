//! The methods of `Auth`: what they promise by themselves, with many at once and with everything going wrong.

mod clock;
mod coherence;
mod hash_kinds;
mod hash_upgrade;
mod life;
mod login;
mod original;
mod passwords;
mod register;
mod reset_password;
mod secrets;
mod sessions;
mod throttle;

use std::sync::Arc;

use bienvenue::core::time::ManualClock;
use bienvenue::{Auth, AuthBuilder};

use crate::support::Database;
use crate::support::app::{START, open};

const EMAIL: &str = "guillaume@holberton.io";
const PASSWORD: &str = "b4l0u-b4l0u-b4l0u";
const NEW_PASSWORD: &str = "t4rt1fl3tt3-t4rt1fl3tt3";

/// An `Auth` on a clock that the test moves.
async fn auth(database: &Database) -> (Auth, Arc<ManualClock>) {
    auth_with(database, |auth| auth).await
}

async fn auth_with(
    database: &Database,
    more: impl FnOnce(AuthBuilder) -> AuthBuilder,
) -> (Auth, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(START));
    (open(database, &clock, more).await, clock)
}
