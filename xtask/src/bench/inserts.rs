//! New sessions that are on disk when the client hears of them.
//!
//! The library's example `inserts` measures and prints lines `batched CLIENTS RATE` and `unbatched RATE`.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::Bench;
use super::report::Report;
use crate::scratch::Scratch;

const WHAT: &str = "durable session inserts";
/// Either will do: a slow disk makes the first unreachable and the second easy.
const ENOUGH: f64 = 8_000.0;
const TIMES: f64 = 5.0;

/// What the example printed.
#[derive(Debug, Default, PartialEq)]
struct Rates {
    /// Clients at once, and inserts per second.
    batched: Vec<(u32, f64)>,
    unbatched: Option<f64>,
}

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let limit = format!("≥ {ENOUGH}/s or ≥ {TIMES} × unbatched");
    match run(bench).and_then(|rates| Ok((rates.best()?, rates))) {
        Ok(((clients, rate), rates)) => {
            let unbatched = rates.unbatched.unwrap_or(f64::INFINITY);
            let factor = rate / unbatched;
            let value =
                format!("{rate:.0}/s with {clients} clients, {factor:.1} × unbatched ({unbatched:.0}/s)");
            report.limit(WHAT, value, limit, rate >= ENOUGH || factor >= TIMES);
            for (clients, rate) in rates.batched {
                report.note(format!("session inserts, {clients} clients at once: {rate:.0}/s"));
            }
        }
        Err(error) => report.missing(WHAT, limit, &error),
    }
    bench.runner.check()
}

fn run(bench: &Bench<'_>) -> Result<Rates> {
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

    fn best(&self) -> Result<(u32, f64)> {
        self.unbatched.context("the example printed no unbatched rate")?;
        let best = self.batched.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1));
        best.context("the example printed no batched rate")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_example() {
        let rates = Rates::read("# inserts\nbatched 1 900.5\nbatched 64 9000\nunbatched 850\n");
        assert_eq!(rates.batched, [(1, 900.5), (64, 9000.0)]);
        assert_eq!(rates.best().unwrap(), (64, 9000.0));
        assert!(Rates::read("batched 1 2").best().is_err());
        assert!(Rates::read("unbatched 2").best().is_err());
    }
}
