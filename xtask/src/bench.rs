//! `cargo xtask bench`: what the project promises about speed and size, measured on this machine.
//!
//! What is measured is what is shipped (`--profile dist`). Each limit is shown with its value; a measure that
//! could not be taken is shown as such and counts as not met.

mod contender;
mod dialect;
mod enumeration;
mod generator;
mod inserts;
mod machine;
mod memory;
mod metrics;
mod million;
mod moving;
mod overload;
mod packages;
mod pages;
mod peers;
mod plot;
mod profile;
mod report;
mod results;
mod series;
pub(crate) mod service;
mod size;
mod start;
mod storm;
mod writes;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use self::report::Report;
use crate::runner::Runner;

/// A part of the suite that can be run alone.
type Part = (&'static str, fn(&Bench<'_>, &mut Report) -> Result<()>);

const PARTS: [Part; 14] = [
    ("start", start::measure),
    ("memory", memory::measure),
    ("size", size::measure),
    ("packages", packages::measure),
    ("profile", profile::measure),
    ("metrics", metrics::measure),
    ("pages", pages::measure),
    ("storm", storm::measure),
    ("overload", overload::measure),
    ("million", million::measure),
    ("moving", moving::measure),
    ("writes", writes::measure),
    ("enumeration", enumeration::measure),
    ("peers", peers::measure),
];

/// How much to measure, and what with.
#[derive(Debug)]
struct Bench<'a> {
    runner: &'a Runner,
    /// The folder with the programs of `--profile dist`.
    programs: PathBuf,
    is_quick: bool,
}

impl Bench<'_> {
    /// How often each figure is measured.
    fn rounds(&self) -> u32 {
        if self.is_quick { 1 } else { 5 }
    }

    /// How often a figure is measured that takes long.
    fn long_rounds(&self) -> u32 {
        if self.is_quick { 1 } else { 3 }
    }

    /// How long a server is loaded in a round.
    fn seconds(&self) -> f64 {
        if self.is_quick { 1.0 } else { 4.0 }
    }

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

/// Builds, measures and prints the table. A whole run that is not quick writes `bench/results.md` and the plots; any
/// other writes them only into a folder that is named.
pub(crate) fn run(runner: &Runner, arguments: &[String]) -> Result<bool> {
    let (mut is_strict, mut is_quick, mut into, mut chosen) = (false, false, None, Vec::new());
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--strict" => is_strict = true,
            "--quick" => is_quick = true,
            "--into" => into = Some(PathBuf::from(arguments.next().context("--into needs a folder")?)),
            name if PARTS.iter().any(|(part, _)| *part == name) => chosen.push(name),
            other => bail!("bench has no option or part `{other}`; the parts are {}", part_names()),
        }
    }
    build(runner)?;
    let bench = Bench { runner, programs: runner.target().join("dist"), is_quick };
    let mut report = Report::default();
    for (name, measure) in PARTS {
        if chosen.is_empty() || chosen.contains(&name) {
            println!("\n# {name}");
            measure(&bench, &mut report)?;
        }
    }
    results::compare(&mut report);
    println!("\n{}", report.to_text());
    if !is_quick && chosen.is_empty() {
        into.get_or_insert_with(|| runner.root().join("bench"));
    }
    if let Some(folder) = into {
        results::write(&folder, &report)?;
    }
    Ok(report.is_met() || !is_strict)
}

fn part_names() -> String {
    PARTS.map(|(name, _)| name).join(", ")
}

/// One package at a time, so that no package gets features that only another one asks for.
fn build(runner: &Runner) -> Result<()> {
    for what in ["-p bienvenue-server", "-p bienvenue --all-features --examples", "-p xtask"] {
        runner.success(&mut runner.cargo(&format!("build --profile dist {what}")))?;
    }
    Ok(())
}
