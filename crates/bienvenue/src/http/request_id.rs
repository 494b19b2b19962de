//! The ids of requests, by which a caller and the log speak of the same one.

use std::sync::atomic::{AtomicU64, Ordering};

use bienvenue_core::random::{Randomness, random_bytes};

use crate::lanes::Lanes;

/// An id in sixteen hexadecimal digits.
pub(super) struct RequestId([u8; 16]);

impl RequestId {
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Ids of requests: unique in this process, and hardly ever alike between processes. Those of one process are alike in all but
/// the first digit, which is the lane's, and the last ones: `bienvenue doctor` tells by that which process answers.
#[derive(Debug)]
pub(super) struct RequestIds(Lanes<AtomicU64>);

impl RequestIds {
    /// Starts at a random point, each lane a sixteenth of all numbers after the one before. Ids are no secrets: without
    /// randomness they start at 0.
    pub(super) fn new(randomness: &dyn Randomness) -> Self {
        let mut start = u64::from_le_bytes(random_bytes(randomness).unwrap_or_default());
        Self(Lanes::new(|| {
            start = start.wrapping_add(1 << 60);
            AtomicU64::new(start)
        }))
    }

    pub(super) fn next(&self) -> RequestId {
        let number = self.0.own().fetch_add(1, Ordering::Relaxed);
        let digits = b"0123456789abcdef";
        let digit = |place: usize| {
            let value = (number >> (60 - 4 * place)) & 15;
            digits.get(usize::try_from(value).unwrap_or_default()).copied().unwrap_or(b'0')
        };
        RequestId(std::array::from_fn(digit))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use bienvenue_core::random::OsRandomness;

    use super::*;

    #[test]
    fn ids_of_many_threads_are_unique_and_of_one_process() {
        let ids = RequestIds::new(&OsRandomness);
        let told = std::thread::scope(|scope| {
            let threads = (0..8).map(|_| scope.spawn(|| (0..100).map(|_| ids.next().0).collect::<Vec<_>>()));
            let threads: Vec<_> = threads.collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<HashSet<_>>()
        });
        assert_eq!(told.len(), 800);
        let number = |id: &[u8; 16]| u64::from_str_radix(std::str::from_utf8(id).unwrap(), 16).unwrap();
        let first = number(told.iter().next().unwrap());
        // Apart from the lane's digit.
        let is_near = |id: &[u8; 16]| {
            let apart = number(id).wrapping_sub(first) << 4;
            apart.min(apart.wrapping_neg()) < 1_000 << 4
        };
        assert!(told.iter().all(is_near));
    }
}
