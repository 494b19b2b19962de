//! From starting the program in an empty folder to its first answer.

use anyhow::Result;

use super::Bench;
use super::report::Report;
use super::series::Series;
use super::service::Service;

const WHAT: &str = "start to first answer";
const LIMIT_MS: f64 = 20.0;

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let limit = format!("≤ {LIMIT_MS} ms");
    match times(bench) {
        Ok(times) => report.at_most((WHAT, LIMIT_MS), &times, 1, " ms"),
        Err(error) => report.missing(WHAT, limit, &error),
    }
    bench.runner.check()
}

fn times(bench: &Bench<'_>) -> Result<Series> {
    let runs = if bench.is_quick { 3 } else { 15 };
    let mut times = Series::default();
    for _ in 0..runs {
        let service = Service::dev(bench.runner, &bench.bienvenue(), None)?;
        times.push(service.ready_after.as_secs_f64() * 1_000.0);
    }
    Ok(times)
}
