//! Ten times more logins than can be hashed: who is refused hears it at once, who is accepted is served, and the
//! memory stays what it was.

use std::time::Duration;

use anyhow::{Result, bail};

use super::dialect::{Dialect, FORM};
use super::generator::{Load, Told};
use super::report::Report;
use super::series::Series;
use super::service::{Service, Serving};
use super::{Bench, size};
use crate::load::Summary;

/// More than fit into the longest wait for a hash, so that some are refused: each connection offers one login at a time.
const CONNECTIONS: u32 = 1_024;
const TIMES: f64 = 10.0;
const MOST_REFUSAL_MS: f64 = 50.0;
const MOST_MB: f64 = 10.0;
const LOOK: Duration = Duration::from_millis(100);

/// What came of all rounds; times in milliseconds, memory in millions of bytes.
#[derive(Debug, Default)]
struct Outcome {
    refused: u64,
    refused_bare: u64,
    failed: u64,
    refused_p50: Series,
    refused_p99: Series,
    /// Per second.
    accepted: Series,
    accepted_p99: Series,
    growth: Series,
    most_memory: Series,
}

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    if let Err(error) = overload(bench, report) {
        report.missing("overload: 99 % of the refusals", format!("≤ {MOST_REFUSAL_MS} ms"), &error);
    }
    bench.runner.check()
}

fn overload(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let service = Service::serve(bench.runner, &bench.bienvenue(), Serving::default())?;
    Dialect::INTERNET.open_session(service.address())?;
    let can = Load::post(service.address(), "/sessions", 64, 2.0, FORM)
        .with("--refusals", "yes")
        .with("--pause", "0.1")
        .with("--cut", "yes")
        .run_without_errors(bench)?
        .summary
        .rps;
    let seconds = if bench.is_quick { 3.0 } else { 30.0 };
    let load = |seconds| {
        Load::post(service.address(), "/sessions", CONNECTIONS, seconds, FORM)
            .with("--rate", TIMES * can)
            .with("--refusals", "yes")
    };
    let mut outcome = Outcome::default();
    // Fetches the memory that hashing and so many connections take, so that what comes then is growth.
    load(3.0).run(bench)?;
    for _ in 0..bench.long_rounds() {
        let (told, (least, most)) = watch(bench, &service, &load(seconds))?;
        outcome.add(told.summary);
        outcome.growth.push(size::megabytes(most - least));
        outcome.most_memory.push(size::megabytes(most));
    }
    let offered = format!(
        "overload: {:.0} logins/s offered for {seconds:.0} s on {CONNECTIONS} connections, {can:.0}/s can be hashed",
        TIMES * can
    );
    outcome.tell(report, &offered);
    Ok(())
}

/// Runs the load and looks at the service's memory until it ends: the smallest and the largest.
fn watch(bench: &Bench<'_>, service: &Service, load: &Load) -> Result<(Told, (u64, u64))> {
    std::thread::scope(|scope| {
        let running = scope.spawn(|| load.run(bench));
        let (mut least, mut most) = (u64::MAX, 0);
        while !running.is_finished() {
            let bytes = service.memory()?;
            (least, most) = (least.min(bytes), most.max(bytes));
            bench.runner.pause(LOOK)?;
        }
        match running.join() {
            Ok(told) => Ok((told?, (least, most))),
            Err(_) => bail!("the load's thread panicked"),
        }
    })
}

impl Outcome {
    fn add(&mut self, summary: Summary) {
        self.refused += summary.refused;
        self.refused_bare += summary.refused_bare;
        self.failed += summary.errors;
        self.accepted.push(summary.rps);
        let milliseconds = |micros: u32| f64::from(micros) / 1_000.0;
        self.refused_p50.push(milliseconds(summary.refused_p50));
        self.refused_p99.push(milliseconds(summary.refused_p99));
        self.accepted_p99.push(milliseconds(summary.p99));
    }

    fn tell(&self, report: &mut Report, offered: &str) {
        self.tell_refusals(report);
        report.limit("overload: failures", self.failed.to_string(), "0", self.failed == 0);
        report.at_most(("overload: memory, largest − smallest", MOST_MB), &self.growth, 1, " MB");
        report.note(format!(
            "{offered}; accepted and answered {}, 99 % of them in {}; {} refused, half of them in {}; the largest memory {}",
            self.accepted.text(0, "/s"),
            self.accepted_p99.text(0, " ms"),
            self.refused,
            self.refused_p50.text(2, " ms"),
            self.most_memory.text(1, " MB"),
        ));
    }

    /// Where nobody was refused, nothing is known of refusals.
    fn tell_refusals(&self, report: &mut Report) {
        const TIME: &str = "overload: 99 % of the refusals";
        if self.refused == 0 {
            let why = anyhow::anyhow!("nobody was refused");
            return report.missing(TIME, format!("≤ {MOST_REFUSAL_MS} ms"), &why);
        }
        report.at_most((TIME, MOST_REFUSAL_MS), &self.refused_p99, 1, " ms");
        let bare = self.refused_bare;
        report.limit("overload: refusals without Retry-After", bare.to_string(), "0", bare == 0);
    }
}
