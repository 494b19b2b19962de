//! Who may wait for a hash: nobody who would wait too long.
//!
//! A queue alone lets the last in line wait for all the others, and a client that has given up by then was hashed for in
//! vain. The time of a hash is measured as it goes, so the wait is known before it begins.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use super::HashingState;
use crate::fault::Fault;
use crate::metrics::Counter;

/// How many hashes wait or are being made, and how long one takes.
#[derive(Debug)]
pub(super) struct Admission {
    threads: u32,
    longest_wait: Duration,
    admitted: AtomicUsize,
    /// Microseconds that a hash takes, on average of late; 0 before the first.
    average: AtomicU64,
    made: AtomicU64,
    refused: Counter,
}

impl Admission {
    pub(super) fn new(threads: u32, longest_wait: Duration) -> Self {
        Self {
            threads: threads.max(1),
            longest_wait,
            admitted: AtomicUsize::new(0),
            average: AtomicU64::new(0),
            made: AtomicU64::new(0),
            refused: Counter::default(),
        }
    }

    /// Lets one more in, or refuses it with the time after which the line is shorter.
    pub(super) fn admit(&self) -> Result<(), Fault> {
        let ahead = self.admitted.fetch_add(1, Ordering::Relaxed);
        let wait = self.expected_wait(ahead);
        if wait > self.longest_wait {
            self.leave();
            self.refused.add();
            return Err(Fault::Overloaded { retry_after: wait });
        }
        Ok(())
    }

    /// Notes that somebody was let in and finds the queue full.
    pub(super) fn turn_away(&self) {
        self.leave();
        self.refused.add();
    }

    /// How many were refused so far.
    pub(super) fn refused(&self) -> u64 {
        self.refused.get()
    }

    /// How long a hash waits that comes after so many others. Those within the number of threads do not wait.
    fn expected_wait(&self, ahead: usize) -> Duration {
        let average = Duration::from_micros(self.average.load(Ordering::Relaxed));
        let in_line = u32::try_from(ahead).unwrap_or(u32::MAX).saturating_sub(self.threads - 1);
        average.saturating_mul(in_line) / self.threads
    }

    /// Notes that one has left the line: its hash is made, or nobody waits for it any more.
    pub(super) fn leave(&self) {
        self.admitted.fetch_sub(1, Ordering::Relaxed);
    }

    /// Notes how long a hash took.
    pub(super) fn measure(&self, took: Duration) {
        /// How much of the average one hash is.
        const SHARE: u64 = 8;
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let last = self.average.load(Ordering::Relaxed);
        let average = if last == 0 { took } else { last - last / SHARE + took / SHARE };
        self.average.store(average, Ordering::Relaxed);
    }

    /// Notes that a hash was made.
    pub(super) fn count(&self) {
        self.made.fetch_add(1, Ordering::Relaxed);
    }

    /// What is hashed, or waits for it.
    pub(super) fn state(&self) -> HashingState {
        HashingState {
            threads: self.threads,
            waiting: self.admitted.load(Ordering::Relaxed),
            average: Duration::from_micros(self.average.load(Ordering::Relaxed)),
        }
    }

    /// How many hashes were made so far.
    pub(super) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy(threads: u32, hash: Duration, admitted: usize) -> Admission {
        let admission = Admission::new(threads, Duration::from_secs(2));
        admission.measure(hash);
        admission.admitted.store(admitted, Ordering::Relaxed);
        admission
    }

    #[test]
    fn who_would_wait_too_long_is_refused_at_once() {
        // Two threads, 100 ms each: 20 hashes a second, so 40 fit into two seconds of waiting, and one is being made.
        let admission = busy(2, Duration::from_millis(100), 0);
        let mut admitted = 0;
        let refused = loop {
            match admission.admit() {
                Ok(()) => admitted += 1,
                Err(fault) => break fault,
            }
        };
        assert_eq!(admitted, 42);
        let Fault::Overloaded { retry_after } = refused else { panic!("{refused:?}") };
        assert!(retry_after > Duration::from_secs(2) && retry_after < Duration::from_secs(3));
        admission.leave();
        assert!(admission.admit().is_ok(), "a place that became free is given away");
        assert!(admission.admit().is_err(), "a refusal takes no place");
    }

    #[test]
    fn a_free_thread_is_never_refused() {
        let slow = busy(2, Duration::from_secs(10), 1);
        assert!(slow.admit().is_ok());
        assert!(slow.admit().is_err());
    }

    #[test]
    fn before_the_first_hash_nobody_is_refused() {
        let admission = Admission::new(1, Duration::from_secs(2));
        assert!((0..10_000).all(|_| admission.admit().is_ok()));
    }

    #[test]
    fn the_average_follows_what_is_measured() {
        let admission = busy(1, Duration::from_millis(10), 0);
        for _ in 0..100 {
            admission.measure(Duration::from_millis(200));
        }
        let average = admission.average.load(Ordering::Relaxed);
        assert!((195_000..=200_000).contains(&average), "{average}");
    }
}
