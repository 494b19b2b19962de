//! What all connections have seen together, and what of it falls into which moment.

use std::time::Duration;

use anyhow::{Context, Result};

use super::connection::Outcome;
use super::summary::{percentile, sorted};

/// The answers of a run.
#[derive(Debug, Default)]
pub(super) struct Total {
    /// Milliseconds since the start, and microseconds.
    pub(super) answers: Vec<(u32, u32)>,
    pub(super) refusals: Vec<u32>,
    pub(super) bare_refusals: u64,
    pub(super) errors: u64,
}

/// The answers of one interval of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    /// Milliseconds from the run's start to the interval's.
    pub(crate) start: u32,
    /// Good answers.
    pub(crate) requests: usize,
    /// Microseconds that half and 99 % of them did not exceed.
    pub(crate) p50: u32,
    pub(crate) p99: u32,
}

impl Total {
    pub(super) fn add(&mut self, outcome: Outcome) {
        self.answers.extend(outcome.answers);
        self.refusals.extend(outcome.refusals);
        self.bare_refusals += outcome.bare_refusals;
        if let Some(error) = outcome.error {
            eprintln!("{error:#}");
            self.errors += 1;
        }
    }

    /// The answers in order of time, cut into intervals.
    pub(super) fn intervals(&self, width: Duration) -> Vec<Interval> {
        let width = u32::try_from(width.as_millis()).unwrap_or(u32::MAX).max(1);
        let mut answers = self.answers.clone();
        answers.sort_unstable();
        let parts = answers.chunk_by(|one, next| one.0 / width == next.0 / width);
        let interval = |part: &[(u32, u32)]| {
            let latencies = sorted(part.iter().map(|(_, took)| *took));
            Interval {
                start: part.first().map_or(0, |(at, _)| at / width * width),
                requests: part.len(),
                p50: percentile(&latencies, 50),
                p99: percentile(&latencies, 99),
            }
        };
        parts.map(interval).collect()
    }
}

impl Interval {
    /// The line that the generator prints.
    pub(super) fn to_line(self) -> String {
        let Self { start, requests, p50, p99 } = self;
        format!("interval {start} {requests} {p50} {p99}")
    }

    /// Reads the lines back that are intervals.
    pub(crate) fn read_all(output: &str) -> Result<Vec<Self>> {
        let lines = output.lines().filter_map(|line| line.strip_prefix("interval "));
        lines.map(|line| Self::read(line).with_context(|| format!("not an interval: {line:?}"))).collect()
    }

    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let mut next = || words.next()?.parse::<u32>().ok();
        Some(Self { start: next()?, requests: usize::try_from(next()?).ok()?, p50: next()?, p99: next()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_survive_their_lines() {
        let answers = vec![(250, 7), (99, 1), (0, 3), (100, 5)];
        let total = Total { answers, ..Total::default() };
        let intervals = total.intervals(Duration::from_millis(100));
        let starts: Vec<_> = intervals.iter().map(|interval| (interval.start, interval.requests)).collect();
        assert_eq!(starts, [(0, 2), (100, 1), (200, 1)]);
        let text: String = intervals.iter().map(|interval| interval.to_line() + "\n").collect();
        assert_eq!(Interval::read_all(&format!("{{}}\n{text}")).unwrap(), intervals);
    }
}
