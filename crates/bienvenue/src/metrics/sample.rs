//! What takes SQL to know, looked up now and then, so that whoever looks at the figures never waits for the database.

use std::sync::{Mutex, PoisonError};

use bienvenue_core::time::Timestamp;

use crate::auth::Parts;
use crate::fault::Fault;
use crate::flows::admin::figures::WaitingMails;
use crate::store::{outbox, sessions};

/// Beyond this, how many mails wait does not matter.
const MOST_MAILS: i64 = 100_000;

/// How things were in the database at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sample {
    /// When somebody looked.
    pub at: Timestamp,
    /// Sessions that had not ended.
    pub live_sessions: u64,
    /// Mails that had not gone out, up to 100,000.
    pub mails: WaitingMails,
}

/// The last sample.
#[derive(Debug, Default)]
pub(crate) struct Sampled(Mutex<Option<Sample>>);

impl Sampled {
    pub(crate) fn last(&self) -> Option<Sample> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks once, aside from everybody's requests. All of it is read in indexes; a million sessions take a tenth of a second.
pub(crate) async fn take(parts: &Parts) -> Result<(), Fault> {
    let at = parts.store.now();
    let look = move |tx: &mut crate::store::engine::Tx<'_>| {
        let live_sessions = sessions::count_live(tx, at)?;
        let (number, oldest) = outbox::waiting(tx, MOST_MAILS)?;
        Ok(Sample { at, live_sessions, mails: WaitingMails { number, oldest } })
    };
    let sample = parts.store.snapshot(look).await?;
    *parts.counters.sampled.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(sample);
    Ok(())
}
