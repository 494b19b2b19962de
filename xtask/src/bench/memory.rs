//! Resident memory of a service with nothing to do.

use std::time::Duration;

use anyhow::Result;

use super::report::Report;
use super::service::Service;
use super::{Bench, size};

const WHAT: &str = "memory, idle";
const LIMIT_MB: f64 = 15.0;

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let limit = format!("≤ {LIMIT_MB} MB");
    match idle(bench) {
        Ok(bytes) => {
            let megabytes = size::megabytes(bytes);
            report.limit(WHAT, format!("{megabytes:.1} MB"), limit, megabytes <= LIMIT_MB);
        }
        Err(error) => report.missing(WHAT, limit, &error),
    }
    bench.runner.check()
}

/// One second after its start, which ended with its first answer.
fn idle(bench: &Bench<'_>) -> Result<u64> {
    let service = Service::dev(bench.runner, &bench.bienvenue(), None)?;
    bench.runner.pause(Duration::from_secs(1))?;
    service.memory()
}
