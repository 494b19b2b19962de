//! How many packages the lock file holds.

use anyhow::Result;

use super::Bench;
use super::report::Report;
use crate::lock;

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let text = std::fs::read_to_string(bench.runner.root().join("Cargo.lock"))?;
    let count = lock::packages(&text).len();
    let limit = lock::MOST_PACKAGES;
    report.limit("packages in Cargo.lock", count.to_string(), format!("≤ {limit}"), count <= limit);
    Ok(())
}
