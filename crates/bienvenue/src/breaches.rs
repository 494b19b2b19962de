//! Passwords that are known from breaches (ASVS 6.2.12): a filter of one's own, and a service that is asked by prefix.
//!
//! A filter is a file that `bienvenue breach build`, or a [`FilterBuilder`], makes of a list of SHA-1 hashes. A lookup reads it
//! where it lies, in two reads that the system mostly answers from memory: it is done on the caller's thread, as a point
//! read of SQLite is, and takes no memory of ours however long the list.

mod build;
mod filter;
mod layout;
#[cfg(feature = "breach-api")]
mod range;

pub use build::FilterBuilder;
pub use filter::{BreachFilter, FilterError};
#[cfg(feature = "breach-api")]
pub use range::{OnFailure, RangeApi, RangeApiError};

use bienvenue_core::password::Password;
use sha1::{Digest as _, Sha1};

use crate::fault::Fault;

/// Where new passwords are looked up; nowhere unless told.
#[derive(Debug, Default)]
pub(crate) struct Breaches {
    pub(crate) filter: Option<BreachFilter>,
    #[cfg(feature = "breach-api")]
    pub(crate) api: Option<RangeApi>,
}

impl Breaches {
    /// Whether this password is known from a breach. The service is asked only about what the filter does not hold.
    #[cfg_attr(
        not(feature = "breach-api"),
        expect(clippy::unused_async, reason = "only the service is waited for")
    )]
    pub(crate) async fn know(&self, password: &Password) -> Result<bool, Fault> {
        let digest = sha1_of(password.expose());
        if let Some(filter) = &self.filter
            && filter.contains(&digest).map_err(Fault::unavailable)?
        {
            return Ok(true);
        }
        #[cfg(feature = "breach-api")]
        if let Some(api) = &self.api {
            return ask(api, &digest).await;
        }
        Ok(false)
    }
}

/// What the service says, or what is to be done without its answer.
#[cfg(feature = "breach-api")]
async fn ask(api: &RangeApi, digest: &[u8; 20]) -> Result<bool, Fault> {
    match api.knows(digest).await {
        Ok(is_known) => Ok(is_known),
        Err(cause) if api.on_failure() == OnFailure::Accept => {
            tracing::warn!(%cause, "a new password was taken without an answer of `password.breach_api`");
            Ok(false)
        }
        Err(cause) => Err(Fault::unavailable(cause)),
    }
}

/// The SHA-1 of a password, by which lists of breaches name it.
///
/// It protects nothing here: whoever has the list has the passwords.
pub fn sha1_of(password: &[u8]) -> [u8; 20] {
    Sha1::digest(password).into()
}
