//! What a service does, in figures: counts since its start, and how things are now.
//!
//! To count costs one atomic addition, whatever is counted. What takes SQL to know is [sampled](crate::Auth::sample) by a
//! job of its own, so that to look at the figures never costs the database anything. Nothing here tells who did something.

mod counter;
pub(crate) mod sample;

use std::time::Duration;

use bienvenue_core::time::Timestamp;

pub(crate) use counter::Counter;
pub use counter::{Distribution, Histogram};
pub use sample::Sample;

use crate::fault::Fault;
use crate::hashing::HashingState;
use crate::lanes::Lanes;
use crate::store::{EventKind, StoreFigures};

/// How often something ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ends {
    /// It was done.
    pub done: u64,
    /// What was given was wrong: a password, an address, a link.
    pub refused: u64,
    /// Too much was tried before.
    pub throttled: u64,
    /// Too much else waited.
    pub overloaded: u64,
    /// The service could not: the database, or a defect.
    pub failed: u64,
}

/// What became of the mails that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MailFigures {
    /// Handed to the mail server.
    pub sent: u64,
    /// To be tried again, as often as that was so.
    pub postponed: u64,
    /// Refused for good, or tried for too long.
    pub given_up: u64,
    /// Not worth sending.
    pub dropped: u64,
}

/// What is known of sessions in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionMemoryFigures {
    /// How many are remembered.
    pub entries: u64,
    /// Session checks that were answered from memory.
    pub hits: u64,
    /// Session checks that read the database.
    pub misses: u64,
}

/// The figures of one process, of an [`Auth`](crate::Auth).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Metrics {
    /// Since when is counted.
    pub since: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// Sign-ins with a password.
    pub sign_ins: Ends,
    /// Registrations. An address that is taken counts as refused, whatever the caller was told.
    pub registrations: Ends,
    /// Attempts that had to wait, by the event that tells of them.
    pub throttled: Vec<(EventKind, u64)>,
    /// What is hashed, or waits for it.
    pub hashing: HashingState,
    /// Hashes that were made.
    pub hashes: u64,
    /// Hashes that were refused, because too many waited.
    pub hashes_refused: u64,
    /// Sessions in memory.
    pub session_memory: SessionMemoryFigures,
    /// The database.
    pub store: StoreFigures,
    /// Mails.
    pub mails: MailFigures,
    /// What takes SQL to know, as it was when somebody looked last.
    pub sample: Option<Sample>,
}

impl Metrics {
    /// How long ago counting began.
    pub fn uptime(&self) -> Duration {
        let micros = self.now.as_micros().saturating_sub(self.since.as_micros());
        Duration::from_micros(u64::try_from(micros).unwrap_or_default())
    }
}

/// The counts of [`Ends`].
#[derive(Debug, Default)]
pub(crate) struct EndCounters {
    done: Counter,
    refused: Counter,
    throttled: Counter,
    overloaded: Counter,
    failed: Counter,
}

impl EndCounters {
    /// Notes that it was done, or that it was refused.
    pub(crate) fn note(&self, is_done: bool) {
        if is_done { &self.done } else { &self.refused }.add();
    }

    /// Notes that it could not be.
    pub(crate) fn note_fault(&self, fault: &Fault) {
        match fault {
            Fault::TooManyAttempts { .. } => &self.throttled,
            Fault::Overloaded { .. } => &self.overloaded,
            Fault::Unavailable(_) | Fault::Internal(_) => &self.failed,
        }
        .add();
    }

    pub(crate) fn read(&self) -> Ends {
        Ends {
            done: self.done.get(),
            refused: self.refused.get(),
            throttled: self.throttled.get(),
            overloaded: self.overloaded.get(),
            failed: self.failed.get(),
        }
    }
}

/// Whatever is not let in, in the order of the figures.
const THROTTLED: [EventKind; 5] = [
    EventKind::SignInThrottled,
    EventKind::ReauthenticationThrottled,
    EventKind::VerificationThrottled,
    EventKind::RequestThrottled,
    EventKind::LinkThrottled,
];

/// What the flows count.
#[derive(Debug)]
pub(crate) struct Counters {
    pub(crate) since: Timestamp,
    pub(crate) sign_ins: EndCounters,
    pub(crate) registrations: EndCounters,
    throttled: [Counter; THROTTLED.len()],
    /// Each session check adds to these.
    pub(crate) memory_hits: Lanes<Counter>,
    pub(crate) memory_misses: Counter,
    pub(crate) mails: MailCounters,
    pub(crate) sampled: sample::Sampled,
}

/// The counts of [`MailFigures`].
#[derive(Debug, Default)]
pub(crate) struct MailCounters {
    pub(crate) sent: Counter,
    pub(crate) postponed: Counter,
    pub(crate) given_up: Counter,
    pub(crate) dropped: Counter,
}

impl Counters {
    pub(crate) fn new(since: Timestamp) -> Self {
        Self {
            since,
            sign_ins: EndCounters::default(),
            registrations: EndCounters::default(),
            throttled: <[Counter; THROTTLED.len()]>::default(),
            memory_hits: Lanes::new(Counter::default),
            memory_misses: Counter::default(),
            mails: MailCounters::default(),
            sampled: sample::Sampled::default(),
        }
    }

    /// Notes that an attempt had to wait.
    pub(crate) fn note_throttled(&self, kind: EventKind) {
        let counter = THROTTLED.iter().zip(&self.throttled).find(|(known, _)| **known == kind);
        if let Some((_, counter)) = counter {
            counter.add();
        }
    }

    pub(crate) fn throttled(&self) -> Vec<(EventKind, u64)> {
        THROTTLED.into_iter().zip(&self.throttled).map(|(kind, counter)| (kind, counter.get())).collect()
    }

    pub(crate) fn mails(&self) -> MailFigures {
        let MailCounters { sent, postponed, given_up, dropped } = &self.mails;
        MailFigures {
            sent: sent.get(),
            postponed: postponed.get(),
            given_up: given_up.get(),
            dropped: dropped.get(),
        }
    }
}
