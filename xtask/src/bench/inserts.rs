//! New sessions that are on disk when the client hears of them.
//!
//! The library's example `inserts` measures and prints lines `batched CLIENTS RATE` and `unbatched RATE`.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::Bench;
use super::report::Report;
use super::series::Series;
use crate::scratch::Scratch;

const WHAT: &str = "durable session inserts";
/// Either will do: a slow disk makes the first unreachable and the second easy.
const ENOUGH: f64 = 8_000.0;
const TIMES: f64 = 5.0;

/// What the example printed.
#[derive(Debug, Default)]
pub(super) struct Rates {
    /// Clients at once, and inserts per second.
    batched: Vec<(u32, f64)>,
    unbatched: Option<f64>,
}

/// The rows of all rounds.
pub(super) fn tell(report: &mut Report, batched: &Series, unbatched: &Series) {
    let factor = batched.over(unbatched);
    let limit = format!("≥ {ENOUGH}/s or ≥ {TIMES} × unbatched");
    let is_met = batched.median() >= ENOUGH || factor.median() >= TIMES;
    report.limit(WHAT, batched.text(0, "/s"), limit, is_met);
    report.note(format!(
        "durable session inserts one by one: {}; batched are {} as many",
        unbatched.text(0, "/s"),
        factor.text(1, " times")
    ));
}

/// Runs the example once.
pub(super) fn run(bench: &Bench<'_>) -> Result<Rates> {
    // Beside the build, not in the folder for temporary files: that may be memory, and this is about the disk.
    let folder = Scratch::inside(&bench.runner.target())?;
    let mut command = Command::new(bench.example("inserts"));
    command.current_dir(folder.path()).env("TMPDIR", folder.path()).stderr(Stdio::inherit());
    let (output, status) = bench.runner.capture(&mut command)?;
    if !status.success() {
        bail!("the example `inserts` ended with {status}");
    }
    Ok(Rates::read(&output))
}

impl Rates {
    fn read(output: &str) -> Self {
        let mut rates = Self::default();
        for line in output.lines() {
            match line.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["batched", clients, rate] => {
                    rates.batched.extend(clients.parse().ok().zip(rate.parse().ok()));
                }
                ["unbatched", rate] => rates.unbatched = rate.parse().ok(),
                _ => {}
            }
        }
        rates
    }

    /// The highest rate of many clients at once.
    pub(super) fn best(&self) -> Result<f64> {
        let best = self.batched.iter().map(|(_, rate)| *rate).max_by(f64::total_cmp);
        best.context("the example printed no batched rate")
    }

    /// The rate of one commit for each.
    pub(super) fn unbatched(&self) -> Result<f64> {
        self.unbatched.context("the example printed no unbatched rate")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_example() {
        let rates = Rates::read("# inserts\nbatched 1 900.5\nbatched 64 9000\nunbatched 850\n");
        assert_eq!(rates.batched, [(1, 900.5), (64, 9000.0)]);
        assert!(rates.best().is_ok_and(|rate| rate > 8_999.0));
        assert!(Rates::read("batched 1 2").unbatched().is_err());
        assert!(Rates::read("unbatched 2").best().is_err());
    }
}
