//! Throttles: how many guesses are looked at, and who has to wait for whom.

mod accounts;
mod audit;
mod clock;
mod devices;
mod entries;
mod networks;
mod replicas;
mod requests;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::core::time::ManualClock;
use bienvenue::core::token::TokenDigest;
use bienvenue::{Auth, AuthBuilder, Client, Fault, LoggedIn, LoginError, SignIn};

use super::auth_with;
pub(super) use super::{EMAIL, NEW_PASSWORD, PASSWORD};
use crate::support::Database;

pub(super) const NOBODY: &str = "nobody@example.org";
pub(super) const OTHER: &str = "other@example.org";

/// The rules of the internet.
pub(super) async fn throttled(database: &Database) -> (Auth, Arc<ManualClock>) {
    throttled_with(database, ThrottlePolicy::INTERNET, |auth| auth).await
}

pub(super) async fn throttled_with(
    database: &Database,
    policy: ThrottlePolicy,
    more: impl FnOnce(AuthBuilder) -> AuthBuilder,
) -> (Auth, Arc<ManualClock>) {
    auth_with(database, |auth| more(auth.throttle(policy))).await
}

/// Somebody at this address.
pub(super) fn at(address: &str) -> SignIn {
    SignIn::from(client_at(address))
}

pub(super) fn client_at(address: &str) -> Client {
    Client::unknown().at(address.parse().unwrap()).named("Test/1.0")
}

/// Somebody at the address with this number, each in a network of his own.
pub(super) fn number(number: u32) -> SignIn {
    let [_, b, c, d] = number.to_be_bytes();
    SignIn::from(Client::unknown().at(IpAddr::from([10, b, c, d])))
}

/// A browser with a secret of ours.
pub(super) fn browser(address: &str, secret: &str) -> SignIn {
    SignIn::from(client_at(address).with_device(TokenDigest::of_text(secret)))
}

/// How a login ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    In,
    Wrong,
    Wait(u64),
}

pub(super) fn end(result: Result<LoggedIn, LoginError>) -> End {
    match result {
        Ok(_) => End::In,
        Err(LoginError::WrongCredentials) => End::Wrong,
        Err(LoginError::Fault(Fault::TooManyAttempts { retry_after })) => End::Wait(retry_after.as_secs()),
        Err(LoginError::Fault(other)) => panic!("{other:?}"),
    }
}

pub(super) async fn log_in(auth: &Auth, email: &str, password: &str, how: &SignIn) -> End {
    end(auth.sign_in(email, password, how).await)
}

/// A guess that is wrong for everybody.
pub(super) async fn guess(auth: &Auth, email: &str, how: &SignIn) -> End {
    log_in(auth, email, "a wrong guess", how).await
}

pub(super) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
