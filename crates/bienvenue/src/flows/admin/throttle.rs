//! Who has to wait after wrong guesses, and letting him try again.

use std::net::IpAddr;

use bienvenue_core::throttle::ThrottlePolicy;
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;
use bienvenue_core::{id::UserId, throttle};

use super::{AdminError, Authority};
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::store::engine::Tx;
use crate::store::throttles::{self, ThrottleCount};
use crate::store::{EventKind, User, users};

/// What is counted of an account or a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Throttled {
    /// Wrong passwords; of a network also links and keys that cannot be used.
    pub guesses: ThrottleCount,
    /// Registrations and mails that were asked for.
    pub requests: ThrottleCount,
}

/// By what guesses and requests are counted.
type Digests = [TokenDigest; 2];

/// The counts of a policy of its own: they are found by what they are of, whatever the limits are.
const POLICY: ThrottlePolicy = ThrottlePolicy::INTERNET;

fn of_account(user: &User) -> Digests {
    let canonical = user.email.canonical();
    [throttle::account_digest(canonical), POLICY.requests_about(canonical).digest]
}

fn of_network(address: IpAddr) -> Digests {
    let network = Client::unknown().at(address).network().unwrap_or_default();
    [POLICY.network(&network).digest, POLICY.requests_from(&network).digest]
}

fn read(tx: &mut Tx<'_>, [guesses, requests]: Digests, now: Timestamp) -> Result<Throttled, Fault> {
    let (guesses, requests) = (throttles::count(tx, &guesses, now)?, throttles::count(tx, &requests, now)?);
    Ok(Throttled { guesses, requests })
}

/// What the counts of an account stand at. Nothing when there is no such user.
pub(crate) async fn show_account(parts: &Parts, user_id: UserId) -> Result<Option<Throttled>, Fault> {
    let now = parts.store.now();
    parts
        .store
        .read(move |tx| match users::find_by_id(tx, user_id)? {
            Some(user) => read(tx, of_account(&user), now).map(Some),
            None => Ok(None),
        })
        .await
}

/// What the counts of the network of an address stand at.
pub(crate) async fn show_network(parts: &Parts, address: IpAddr) -> Result<Throttled, Fault> {
    let (now, digests) = (parts.store.now(), of_network(address));
    parts.store.read(move |tx| read(tx, digests, now)).await
}

/// Lets an account be tried again at once.
pub(crate) async fn reset_account(
    parts: &Parts,
    authority: Authority,
    user_id: UserId,
) -> Result<(), AdminError> {
    parts
        .store
        .write(move |tx| {
            let (record, user) = authority.begin_on(tx, user_id)?;
            for digest in of_account(&user) {
                throttles::reset(tx, &digest)?;
            }
            Ok(record.event(tx, user.id, EventKind::ThrottleReset, None)?)
        })
        .await
}

/// Lets the network of an address try again at once.
pub(crate) async fn reset_network(
    parts: &Parts,
    authority: Authority,
    address: IpAddr,
) -> Result<(), AdminError> {
    parts
        .store
        .write(move |tx| {
            let record = authority.begin(tx)?;
            for digest in of_network(address) {
                throttles::reset(tx, &digest)?;
            }
            Ok(record.event(tx, None, EventKind::ThrottleReset, None)?)
        })
        .await
}
