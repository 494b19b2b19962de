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

/// Ids of requests: hardly ever alike, in this process or between processes.
#[derive(Debug)]
pub(super) struct RequestIds(Lanes<AtomicU64>);

impl RequestIds {
    /// Each lane counts from a random point. Ids are no secrets: without randomness they start at 0.
    pub(super) fn new(randomness: &dyn Randomness) -> Self {
        Self(Lanes::new(|| AtomicU64::new(u64::from_le_bytes(random_bytes(randomness).unwrap_or_default()))))
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
