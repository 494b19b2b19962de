//! What can go wrong in every flow, whatever it is about.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// The service cannot answer; nothing was changed, or it cannot be told whether it was.
///
/// Every flow's error has one variant for this, so that no caller mistakes a lost database for a wrong password. The
/// cause is for the log: it may name hosts and statements, and is never shown to a client.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Fault {
    /// More work is waiting than is worth queueing. Nothing was done.
    #[error("too busy; try again in {} s", retry_after.as_secs())]
    Overloaded {
        /// When to come back.
        retry_after: Duration,
    },
    /// So much was tried of late that the next attempt has to wait. Nothing was done, and nothing was verified.
    #[error("too many attempts; try again in {} s", retry_after.as_secs())]
    TooManyAttempts {
        /// When to come back.
        retry_after: Duration,
    },
    /// The database cannot be reached or cannot write, or it cannot be asked whether a password is known from a breach.
    #[error("the database, or what knows of breaches, is not available")]
    Unavailable(#[source] Arc<dyn Error + Send + Sync>),
    /// A defect or damaged data: trying again will not help.
    #[error("internal error")]
    Internal(#[source] Arc<dyn Error + Send + Sync>),
}

impl Fault {
    /// Wraps a cause for which waiting may help.
    pub(crate) fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Arc::from(cause.into()))
    }

    /// Wraps a cause that waiting does not cure.
    pub(crate) fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Arc::from(cause.into()))
    }

    /// The refusal of a full queue.
    pub(crate) const fn overloaded() -> Self {
        Self::Overloaded { retry_after: Duration::from_secs(1) }
    }
}

impl From<bienvenue_core::random::NoRandomness> for Fault {
    fn from(cause: bienvenue_core::random::NoRandomness) -> Self {
        Self::unavailable(cause)
    }
}
