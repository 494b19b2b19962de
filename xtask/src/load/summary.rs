//! What a load run tells: one line of JSON, written here and read back by the benchmark.

use std::time::Duration;

use anyhow::{Context, Result};

use super::total::Total;

/// Counts and latencies of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Summary {
    /// Answered requests.
    pub(crate) requests: u64,
    /// How long the run took.
    pub(crate) seconds: f64,
    /// Connections that ended early.
    pub(crate) errors: u64,
    /// Seconds of processor time that the generator took: near `seconds`, it and not the server was the limit.
    pub(crate) own_cpu: f64,
    /// Requests per second.
    pub(crate) rps: f64,
    /// Microseconds that half, 90 % and 99 % of the requests did not exceed.
    pub(crate) p50: u32,
    pub(crate) p90: u32,
    pub(crate) p99: u32,
    /// Requests that were answered 503 where that was allowed, and how many of them without `Retry-After`.
    pub(crate) refused: u64,
    pub(crate) refused_bare: u64,
    /// Microseconds that half and 99 % of the refusals did not exceed.
    pub(crate) refused_p50: u32,
    pub(crate) refused_p99: u32,
}

impl Summary {
    /// Sums up what came, with latencies in microseconds, in any order.
    pub(super) fn new(total: &Total, time: Duration, own_cpu: Duration) -> Self {
        let latencies = sorted(total.answers.iter().map(|(_, took)| *took));
        let refusals = sorted(total.refusals.iter().copied());
        let seconds = time.as_secs_f64();
        Self {
            requests: latencies.len() as u64,
            seconds,
            errors: total.errors,
            own_cpu: own_cpu.as_secs_f64(),
            rps: per_second(latencies.len(), seconds),
            p50: percentile(&latencies, 50),
            p90: percentile(&latencies, 90),
            p99: percentile(&latencies, 99),
            refused: refusals.len() as u64,
            refused_bare: total.bare_refusals,
            refused_p50: percentile(&refusals, 50),
            refused_p99: percentile(&refusals, 99),
        }
    }

    /// The line that the generator prints.
    pub(crate) fn to_json(self) -> String {
        let Self { requests, seconds, errors, own_cpu, rps, p50, p90, p99, .. } = self;
        let Self { refused, refused_bare, refused_p50, refused_p99, .. } = self;
        format!(
            "{{\"requests\":{requests},\"seconds\":{seconds:.3},\"errors\":{errors},\"own_cpu\":{own_cpu:.3},\
             \"rps\":{rps:.1},\"p50\":{p50},\"p90\":{p90},\"p99\":{p99},\"refused\":{refused},\
             \"refused_bare\":{refused_bare},\"refused_p50\":{refused_p50},\"refused_p99\":{refused_p99}}}"
        )
    }

    /// Reads that line back.
    pub(crate) fn from_json(line: &str) -> Result<Self> {
        Ok(Self {
            requests: number(line, "requests")?,
            seconds: number(line, "seconds")?,
            errors: number(line, "errors")?,
            own_cpu: number(line, "own_cpu")?,
            rps: number(line, "rps")?,
            p50: number(line, "p50")?,
            p90: number(line, "p90")?,
            p99: number(line, "p99")?,
            refused: number(line, "refused")?,
            refused_bare: number(line, "refused_bare")?,
            refused_p50: number(line, "refused_p50")?,
            refused_p99: number(line, "refused_p99")?,
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "fewer requests than 2^52")]
fn per_second(count: usize, seconds: f64) -> f64 {
    if seconds > 0.0 { count as f64 / seconds } else { 0.0 }
}

pub(super) fn sorted(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    values
}

/// The smallest of the sorted values that `percent` per cent of them do not exceed (nearest rank); 0 of nothing.
pub(super) fn percentile(sorted: &[u32], percent: usize) -> u32 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

fn number<T: std::str::FromStr>(line: &str, name: &str) -> Result<T> {
    let key = format!("\"{name}\":");
    line.split_once(&key)
        .and_then(|(_, rest)| rest.split([',', '}']).next()?.parse().ok())
        .with_context(|| format!("no {name} in {line:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let hundred: Vec<u32> = (1..=100).collect();
        assert_eq!([50, 90, 99, 100].map(|percent| percentile(&hundred, percent)), [50, 90, 99, 100]);
        assert_eq!(percentile(&[7], 1), 7);
        assert_eq!(percentile(&[1, 2], 50), 1);
        assert_eq!(percentile(&[], 50), 0);
    }

    #[test]
    fn survives_its_own_line() {
        let answers = [300, 100, 200, 400].map(|took| (1, took)).to_vec();
        let total = Total { answers, refusals: vec![7, 9], bare_refusals: 1, errors: 1 };
        let summary = Summary::new(&total, Duration::from_millis(500), Duration::from_millis(250));
        assert_eq!((summary.requests, summary.p50, summary.p99), (4, 200, 400));
        assert_eq!((summary.refused, summary.refused_bare, summary.refused_p99), (2, 1, 9));
        assert!((summary.rps - 8.0).abs() < f64::EPSILON);
        assert_eq!(Summary::from_json(&summary.to_json()).unwrap(), summary);
        assert!(Summary::from_json("{}").is_err());
    }
}
