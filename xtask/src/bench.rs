//! `cargo xtask bench`: what the project promises about speed and size, measured on this machine.
//!
//! What is measured is what is shipped (`--profile dist`). Each limit is shown with its value; a measure that
//! could not be taken is shown as such and counts as not met.

mod inserts;
mod machine;
mod memory;
mod profile;
mod report;
mod service;
mod size;
mod start;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use self::report::Report;
use crate::lock;
use crate::runner::Runner;

/// How much to measure, and what with.
#[derive(Debug)]
struct Bench<'a> {
    runner: &'a Runner,
    /// The folder with the programs of `--profile dist`.
    programs: PathBuf,
    is_quick: bool,
}

impl Bench<'_> {
    /// The service.
    fn bienvenue(&self) -> PathBuf {
        self.programs.join("bienvenue")
    }

    /// An example of the library.
    fn example(&self, name: &str) -> PathBuf {
        self.programs.join("examples").join(name)
    }

    /// The load generator: this program once more, optimised.
    fn load(&self) -> PathBuf {
        self.programs.join("xtask")
    }
}

/// Builds, measures, prints the table and writes `bench/results.md`.
pub(crate) fn run(runner: &Runner, arguments: &[String]) -> Result<bool> {
    let (mut is_strict, mut is_quick) = (false, false);
    for argument in arguments {
        match argument.as_str() {
            "--strict" => is_strict = true,
            "--quick" => is_quick = true,
            other => bail!("bench has no option `{other}`"),
        }
    }
    build(runner)?;
    let bench = Bench { runner, programs: runner.target().join("dist"), is_quick };
    let mut report = Report::default();
    start::measure(&bench, &mut report)?;
    memory::measure(&bench, &mut report)?;
    size::measure(&bench, &mut report);
    profile::measure(&bench, &mut report)?;
    inserts::measure(&bench, &mut report)?;
    count_packages(runner, &mut report)?;

    println!("\n{}", report.to_text());
    if !is_quick {
        write_results(&runner.root().join("bench/results.md"), &report)?;
    }
    Ok(report.is_met() || !is_strict)
}

/// One package at a time, so that no package gets features that only another one asks for.
fn build(runner: &Runner) -> Result<()> {
    for what in ["-p bienvenue-server", "-p bienvenue --all-features --examples", "-p xtask"] {
        runner.success(&mut runner.cargo(&format!("build --profile dist {what}")))?;
    }
    Ok(())
}

fn count_packages(runner: &Runner, report: &mut Report) -> Result<()> {
    let text = std::fs::read_to_string(runner.root().join("Cargo.lock"))?;
    let count = lock::packages(&text).len();
    let limit = lock::MOST_PACKAGES;
    report.limit("packages in Cargo.lock", count.to_string(), format!("≤ {limit}"), count <= limit);
    Ok(())
}

fn write_results(path: &Path, report: &Report) -> Result<()> {
    let text = format!(
        "# Measured\n\nWritten by `cargo xtask bench`. Machine: {}.\n\n{}",
        machine::describe(),
        report.to_markdown()
    );
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("Written to {}", path.display());
    Ok(())
}

/// The middle one of some values; 0 of none.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = sorted.get(middle).copied().unwrap_or(0.0);
    if sorted.len() % 2 == 1 {
        return upper;
    }
    let lower = middle.checked_sub(1).and_then(|index| sorted.get(index)).copied().unwrap_or(0.0);
    f64::midpoint(lower, upper)
}

/// The smallest and the largest of some values.
fn extremes(values: &[f64]) -> (f64, f64) {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (least, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "these values have exact halves")]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[]), 0.0);
        assert_eq!(extremes(&[3.0, 1.0, 2.0]), (1.0, 3.0));
    }
}
