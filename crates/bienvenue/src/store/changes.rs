//! What has changed in the database, so that a memory of rows knows which of them it may still trust.
//!
//! Whoever remembers a row takes a [`Ticket`] *before* he reads it. Every change of a session or a user gets a later
//! number, after its commit and before its caller is answered. A remembered row is good while neither its session nor its
//! user has a number later than its ticket. So:
//!
//! - whoever asks after a revocation was answered finds the later number and reads the database again;
//! - a row that was read before a revocation, and remembered after it, has an older ticket and is never good.
//!
//! Numbers stand in a fixed table of slots, by a hash of what they are about. Two that share a slot cost each other a read
//! of the database, never a wrong answer; and nothing grows with the number of accounts.
//!
//! Other processes change the database too. An engine that can see that keeps a lease running with
//! [`Changes::seen_at`]; where it has run out, and on an engine that never takes one, nothing remembered is good.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bienvenue_core::id::UserId;
use bienvenue_core::token::TokenDigest;

/// How long what was remembered is good without a look for changes by other processes.
const LEASE: Duration = Duration::from_millis(100);
/// Slots of the table: 128 KiB, and one revocation in sixteen thousand sends an unconcerned session to the database.
const SLOTS: usize = 1 << 14;

/// Something that a session check rests on has changed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    /// This session, found by its digest, was ended or extended.
    Session(TokenDigest),
    /// This user was changed or deleted, or has lost sessions.
    User(UserId),
    /// Anything may have.
    Everything,
}

/// The number of the last change when a row was about to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

/// The numbers of the last changes.
pub(crate) struct Changes {
    origin: Instant,
    /// Microseconds after `origin` until which nobody else's change has gone unseen; 0 where nobody looks.
    lease_end: AtomicU64,
    last: AtomicU64,
    everything: AtomicU64,
    slots: Box<[AtomicU64]>,
}

impl Changes {
    pub(crate) fn new() -> Self {
        Self {
            origin: Instant::now(),
            lease_end: AtomicU64::new(0),
            last: AtomicU64::new(0),
            everything: AtomicU64::new(0),
            slots: std::iter::repeat_with(|| AtomicU64::new(0)).take(SLOTS).collect(),
        }
    }

    /// Where to stand before reading a row that is to be remembered.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.last.load(Ordering::SeqCst))
    }

    /// Writes a change down: after its commit, before its answer.
    pub(crate) fn note(&self, change: &Change) {
        let number = self.last.fetch_add(1, Ordering::SeqCst) + 1;
        let place = match change {
            Change::Session(digest) => self.slot(digest.as_bytes()),
            Change::User(id) => self.slot(id.as_uuid().as_bytes()),
            Change::Everything => Some(&self.everything),
        };
        if let Some(place) = place {
            place.fetch_max(number, Ordering::SeqCst);
        }
    }

    /// Tells that no other process had made a change unseen at this moment, and extends the lease from it.
    pub(crate) fn seen_at(&self, moment: Instant) {
        self.lease_end.fetch_max(self.micros(moment + LEASE), Ordering::SeqCst);
    }

    /// Whether anybody looks for changes by other processes. If not, nothing is worth remembering.
    pub(crate) fn are_watched(&self) -> bool {
        self.lease_end.load(Ordering::Relaxed) > 0
    }

    /// Whether a row of this session and user, read with this ticket, is still what the database holds.
    pub(crate) fn is_current(&self, ticket: Ticket, digest: &TokenDigest, user_id: UserId) -> bool {
        let is_older = |slot: &AtomicU64| slot.load(Ordering::SeqCst) <= ticket.0;
        is_older(&self.everything)
            && self.slot(digest.as_bytes()).is_some_and(is_older)
            && self.slot(user_id.as_uuid().as_bytes()).is_some_and(is_older)
            && self.micros(Instant::now()) < self.lease_end.load(Ordering::SeqCst)
    }

    /// The slot of a digest or id. Both end in bytes that are as good as random.
    fn slot(&self, bytes: &[u8]) -> Option<&AtomicU64> {
        let (_, last) = bytes.split_last_chunk::<4>()?;
        self.slots.get(u32::from_le_bytes(*last) as usize % SLOTS)
    }

    fn micros(&self, moment: Instant) -> u64 {
        u64::try_from(moment.saturating_duration_since(self.origin).as_micros()).unwrap_or(u64::MAX)
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Changes({})", self.last.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use bienvenue_core::random::OsRandomness;
    use bienvenue_core::time::Timestamp;
    use bienvenue_core::token::PlainToken;

    use super::*;

    fn session() -> (TokenDigest, UserId) {
        let user_id = UserId::generate(Timestamp::from_micros(0), &OsRandomness).unwrap();
        (PlainToken::generate(&OsRandomness).unwrap().digest(), user_id)
    }

    fn watched() -> Changes {
        let changes = Changes::new();
        changes.seen_at(Instant::now() + Duration::from_hours(1));
        changes
    }

    #[test]
    fn what_was_read_before_a_change_is_not_good_after_it() {
        let (digest, user_id) = session();
        for change in [Change::Session(digest), Change::User(user_id), Change::Everything] {
            let changes = watched();
            let before = changes.ticket();
            assert!(changes.is_current(before, &digest, user_id));
            changes.note(&change);
            assert!(!changes.is_current(before, &digest, user_id), "{change:?}");
            assert!(changes.is_current(changes.ticket(), &digest, user_id));
        }
    }

    #[test]
    fn other_sessions_and_users_are_not_concerned() {
        let changes = watched();
        let (digest, user_id) = session();
        let ticket = changes.ticket();
        // One of these may share a slot; that all of 16 pairs do is impossible.
        let concerned = (0..16).filter(|_| {
            let (other, other_user) = session();
            let changes = watched();
            changes.note(&Change::Session(other));
            changes.note(&Change::User(other_user));
            !changes.is_current(ticket, &digest, user_id)
        });
        assert!(concerned.count() < 4);
    }

    #[test]
    fn nothing_is_good_without_a_lease() {
        let (digest, user_id) = session();
        let changes = Changes::new();
        assert!(!changes.is_current(changes.ticket(), &digest, user_id));
        changes.seen_at(Instant::now());
        assert!(changes.is_current(changes.ticket(), &digest, user_id));
        let Some(long_ago) = Instant::now().checked_sub(LEASE * 2) else { return };
        let changes = Changes { origin: long_ago, ..Changes::new() };
        changes.seen_at(long_ago);
        assert!(!changes.is_current(changes.ticket(), &digest, user_id));
    }
}
