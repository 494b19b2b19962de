//! Size of the program as it is shipped.

use anyhow::{Context, Result};

use super::Bench;
use super::report::Report;

const WHAT: &str = "size of the program";
const LIMIT_MB: f64 = 15.0;

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let limit = format!("≤ {LIMIT_MB} MB");
    let path = bench.bienvenue();
    match std::fs::metadata(&path).with_context(|| path.display().to_string()) {
        Ok(metadata) => {
            let megabytes = megabytes(metadata.len());
            report.limit(WHAT, format!("{megabytes:.1} MB"), limit, megabytes <= LIMIT_MB);
        }
        Err(error) => report.missing(WHAT, limit, &error),
    }
    bench.runner.check()
}

/// Millions of bytes.
#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
pub(super) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
