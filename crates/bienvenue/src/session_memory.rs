//! Live sessions in memory: what makes a session check cost no SQL.
//!
//! It remembers rows and never decides: [`Changes`] tells whether a remembered row is still what the database holds. It
//! remembers live sessions only, so forgetting one costs a read of the database and can never bring one back.

use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{OptionsBuilder, UnitWeighter};

use crate::store::changes::{Changes, Ticket};
use crate::store::sessions::LiveSession;

/// A row and when it was read.
#[derive(Clone)]
struct Remembered {
    ticket: Ticket,
    session: LiveSession,
}

type BySecret = BuildHasherDefault<FirstBytes>;

/// A bounded number of live sessions; those that nobody uses are forgotten first.
pub(crate) struct SessionMemory {
    sessions: Cache<TokenDigest, Remembered, UnitWeighter, BySecret>,
}

impl SessionMemory {
    /// Remembers at most about `sessions` sessions, at less than 200 bytes each, and takes the memory as they come.
    pub(crate) fn new(sessions: usize) -> Self {
        const AT_FIRST: usize = 1_024;
        let options = OptionsBuilder::new()
            .estimated_items_capacity(AT_FIRST.min(sessions))
            .weight_capacity(sessions as u64)
            .build();
        let sessions = match options {
            Ok(options) => {
                Cache::with_options(options, UnitWeighter, BySecret::default(), DefaultLifecycle::default())
            }
            // Both options that it asks for are given above.
            Err(_) => Cache::with(
                AT_FIRST,
                AT_FIRST as u64,
                UnitWeighter,
                BySecret::default(),
                DefaultLifecycle::default(),
            ),
        };
        Self { sessions }
    }

    /// The session with this digest, if it is remembered and still what the database holds.
    pub(crate) fn find(&self, digest: &TokenDigest, changes: &Changes) -> Option<LiveSession> {
        let Remembered { ticket, session } = self.sessions.get(digest)?;
        changes.is_current(ticket, digest, session.user_id).then_some(session)
    }

    /// Remembers a session that was read with this ticket.
    pub(crate) fn keep(&self, digest: TokenDigest, ticket: Ticket, session: LiveSession) {
        self.sessions.insert(digest, Remembered { ticket, session });
    }

    /// Lets a remembered session count as seen at this moment, which the database is about to learn.
    pub(crate) fn mark_seen(&self, digest: &TokenDigest, now: Timestamp) {
        if let Some(mut remembered) = self.sessions.get(digest) {
            remembered.session.last_seen_at = now;
            self.sessions.insert(*digest, remembered);
        }
    }

    /// How many are remembered.
    pub(crate) fn len(&self) -> usize {
        self.sessions.len()
    }

    /// Forgets a session.
    pub(crate) fn forget(&self, digest: &TokenDigest) {
        self.sessions.remove(digest);
    }
}

impl fmt::Debug for SessionMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionMemory({} sessions)", self.len())
    }
}

/// Takes the first bytes of a digest for its hash. They are as good as random, and nobody chooses them: only digests of
/// our own secrets are ever inserted.
#[derive(Default)]
struct FirstBytes(u64);

impl Hasher for FirstBytes {
    fn write(&mut self, bytes: &[u8]) {
        if let Some((first, _)) = bytes.split_first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
