//! What an engine has to do, and what became of it: counted by its threads, for whoever looks at the figures.

use crate::metrics::{Counter, Distribution, Histogram};

/// Jobs of one commit.
const BATCHES: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, 256];

/// The figures of a database, since it was opened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoreFigures {
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// Jobs that wait: on SQLite for the writer, on PostgreSQL for a worker.
    pub waiting: u64,
    /// Jobs that were refused because too many waited.
    pub refused: u64,
    /// Jobs that the database could not do, and those that were undone with them.
    pub failed: u64,
    /// Jobs that were run again, because another was in the way or the connection was lost.
    pub repeated: u64,
    /// How many jobs there were in each commit.
    pub commits: Distribution,
    /// Threads with a connection each, on PostgreSQL.
    pub workers: u64,
    /// How many of them are at work.
    pub workers_busy: u64,
}

/// The counts behind [`StoreFigures`].
#[derive(Debug)]
pub(crate) struct Workload {
    engine: &'static str,
    pub(crate) refused: Counter,
    pub(crate) failed: Counter,
    pub(crate) repeated: Counter,
    pub(crate) commits: Histogram,
    pub(crate) workers: Counter,
    pub(crate) workers_busy: Counter,
}

impl Workload {
    pub(crate) fn new(engine: &'static str) -> Self {
        Self {
            engine,
            refused: Counter::default(),
            failed: Counter::default(),
            repeated: Counter::default(),
            commits: Histogram::new(BATCHES),
            workers: Counter::default(),
            workers_busy: Counter::default(),
        }
    }

    /// The figures, while so many jobs wait.
    pub(crate) fn figures(&self, waiting: usize) -> StoreFigures {
        StoreFigures {
            engine: self.engine,
            waiting: waiting as u64,
            refused: self.refused.get(),
            failed: self.failed.get(),
            repeated: self.repeated.get(),
            commits: self.commits.read(),
            workers: self.workers.get(),
            workers_busy: self.workers_busy.get(),
        }
    }
}
