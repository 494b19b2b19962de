//! The course of a storm: session checks before, in and after it, in intervals of a tenth of a second.

use anyhow::Result;

use super::Storm;
use crate::bench::Bench;
use crate::bench::plot::{Line, Lines};
use crate::load::Interval;

/// Seconds before, in and after the storm.
const PHASES: [f64; 3] = [3.0, 6.0, 3.0];
const INTERVAL: &str = "0.1";

/// Loads the service through all three.
pub(super) fn record(storm: &mut Storm<'_>) -> Result<Vec<Interval>> {
    let [before, during, after] = phases(storm.bench);
    let load = storm.checks(before + during + after).with("--interval", INTERVAL);
    let told = storm.in_storm(&load, -before, during)?;
    storm.failures += told.summary.errors;
    Ok(told.intervals)
}

fn phases(bench: &Bench<'_>) -> [f64; 3] {
    if bench.is_quick { PHASES.map(|seconds| seconds / 6.0) } else { PHASES }
}

/// The 99th percentile and the median of each interval over time.
pub(super) fn plot(bench: &Bench<'_>, courses: &[(&str, Vec<Interval>)]) -> String {
    let line = |name: String, course: &[Interval], of: fn(&Interval) -> u32| Line {
        name,
        points: course
            .iter()
            .map(|interval| (f64::from(interval.start) / 1_000.0, f64::from(of(interval)) / 1_000.0))
            .collect(),
    };
    let lines = courses.iter().flat_map(|(name, course)| {
        [
            line(format!("p99, {name}"), course, |interval| interval.p99),
            line(format!("p50, {name}"), course, |interval| interval.p50),
        ]
    });
    let [before, during, _] = phases(bench);
    Lines {
        title: "GET /profile during a login storm",
        x: "seconds",
        y: "milliseconds",
        shaded: Some((before, before + during, "64 clients log in")),
        series: lines.collect(),
    }
    .to_svg()
}
