//! Resident memory of a service with nothing to do.

use std::time::Duration;

use anyhow::Result;

use super::report::Report;
use super::series::Series;
use super::service::Service;
use super::{Bench, size};

const WHAT: &str = "memory, idle";
const LIMIT_MB: f64 = 15.0;

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let limit = format!("≤ {LIMIT_MB} MB");
    let rounds = (0..bench.rounds()).map(|_| idle(bench)).collect::<Result<Series>>();
    match rounds {
        Ok(megabytes) => report.at_most((WHAT, LIMIT_MB), &megabytes, 1, " MB"),
        Err(error) => report.missing(WHAT, limit, &error),
    }
    bench.runner.check()
}

/// One second after its start, which ended with its first answer.
fn idle(bench: &Bench<'_>) -> Result<f64> {
    let service = Service::dev(bench.runner, &bench.bienvenue(), None)?;
    bench.runner.pause(Duration::from_secs(1))?;
    Ok(size::megabytes(service.memory()?))
}
