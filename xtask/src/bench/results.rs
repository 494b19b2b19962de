//! `bench/results.md` and the plots beside it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::machine;
use super::plot::{Bar, Bars, Group};
use super::report::Report;
use super::series::Series;

/// Adds the plots that compare all servers.
pub(super) fn compare(report: &mut Report) {
    let subjects = report.subjects();
    if subjects.is_empty() {
        return;
    }
    let bar = |name, value: &Series| Bar { name, value: value.clone() };
    let speed = subjects.iter().map(|(label, rounds)| Group { label, bars: vec![bar("", &rounds.rates)] });
    let throughput = Bars {
        title: "Session checks per second, 64 connections",
        axis: "requests/s: median, smallest and largest round",
        is_logarithmic: false,
        groups: speed.collect(),
    }
    .to_svg();
    let names = ["50 %", "90 %", "99 %"];
    let times = subjects.iter().map(|(label, rounds)| Group {
        label,
        bars: names.iter().zip(&rounds.latencies).map(|(name, series)| bar(name, series)).collect(),
    });
    let latency = Bars {
        title: "Time of a session check at full load, 64 connections",
        axis: "microseconds that this share of the requests did not exceed (logarithmic)",
        is_logarithmic: true,
        groups: times.collect(),
    }
    .to_svg();
    report.plot("throughput", throughput);
    report.plot("latency", latency);
}

/// Writes `results.md` and `plots/` into a folder.
pub(super) fn write(folder: &Path, report: &Report) -> Result<()> {
    let plots = folder.join("plots");
    fs::create_dir_all(&plots).with_context(|| format!("cannot make {}", plots.display()))?;
    let mut text = format!(
        "# Measured\n\nWritten by `cargo xtask bench`. Machine: {}.\n\nA figure is the median of its rounds, in brackets the \
         smallest and the largest. What is compared took turns.\n\n{}",
        machine::describe(),
        report.to_markdown()
    );
    for (name, svg) in report.plots() {
        let path = plots.join(format!("{name}.svg"));
        fs::write(&path, svg).with_context(|| format!("cannot write {}", path.display()))?;
        let _ = write!(text, "\n![{name}](plots/{name}.svg)\n");
    }
    let path = folder.join("results.md");
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("Written to {}", path.display());
    Ok(())
}
