//! Counts that many threads add to. Each is right by itself; two that are read together may be a moment apart.

use std::sync::atomic::{AtomicU64, Ordering};

/// How often something happened.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    /// Once more.
    pub(crate) fn add(&self) {
        self.add_many(1);
    }

    /// This many times more.
    pub(crate) fn add_many(&self, times: u64) {
        self.0.fetch_add(times, Ordering::Relaxed);
    }

    /// Once less, of what can also end.
    pub(crate) fn take(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often a value was at most so much: a few counts, whatever is measured.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [u64],
    /// One for each bound, and one for what is beyond them.
    counts: Box<[Counter]>,
    sum: Counter,
}

/// What a [`Histogram`] holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Distribution {
    /// The upper ends of the steps, of which the last has none.
    pub bounds: &'static [u64],
    /// How many values were in each step, and not in one before.
    pub counts: Vec<u64>,
    /// All values together.
    pub sum: u64,
}

impl Histogram {
    /// A histogram with steps that end here, in rising order.
    pub fn new(bounds: &'static [u64]) -> Self {
        let counts = std::iter::repeat_with(Counter::default).take(bounds.len() + 1).collect();
        Self { bounds, counts, sum: Counter::default() }
    }

    /// Notes a value.
    pub fn note(&self, value: u64) {
        let step = self.bounds.iter().position(|bound| value <= *bound).unwrap_or(self.bounds.len());
        if let Some(counter) = self.counts.get(step) {
            counter.add();
        }
        self.sum.add_many(value);
    }

    /// What was noted until now.
    pub fn read(&self) -> Distribution {
        let counts = self.counts.iter().map(Counter::get).collect();
        Distribution { bounds: self.bounds, counts, sum: self.sum.get() }
    }
}

impl Distribution {
    /// This one and another of the same steps, as one.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.counts.iter_mut().zip(other.counts).for_each(|(count, more)| *count += more);
        self.sum += other.sum;
        self
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_counted_in_the_first_step_that_holds_it() {
        let histogram = Histogram::new(&[1, 10, 100]);
        for value in [0, 1, 2, 10, 11, 100, 101, 5_000] {
            histogram.note(value);
        }
        let read = histogram.read();
        assert_eq!(read.counts, [2, 2, 2, 2]);
        assert_eq!((read.count(), read.sum), (8, 5_225));
    }
}
