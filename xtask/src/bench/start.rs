//! From starting the program in an empty folder to its first answer.

use anyhow::Result;

use super::report::Report;
use super::service::Service;
use super::{Bench, extremes, median};

const WHAT: &str = "start to first answer";
const LIMIT_MS: f64 = 20.0;

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let limit = format!("≤ {LIMIT_MS} ms");
    match times(bench) {
        Ok(times) => {
            let (middle, (least, most)) = (median(&times), extremes(&times));
            let value = format!("{middle:.1} ms ({least:.1}–{most:.1}, {} runs)", times.len());
            report.limit(WHAT, value, limit, middle <= LIMIT_MS);
        }
        Err(error) => report.missing(WHAT, limit, &error),
    }
    bench.runner.check()
}

fn times(bench: &Bench<'_>) -> Result<Vec<f64>> {
    let runs = if bench.is_quick { 3 } else { 15 };
    let mut times = Vec::new();
    for _ in 0..runs {
        let service = Service::dev(bench.runner, &bench.bienvenue(), None)?;
        times.push(service.ready_after.as_secs_f64() * 1_000.0);
    }
    Ok(times)
}
