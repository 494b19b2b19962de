//! Ten times more logins than can be hashed: who is refused hears it at once, who is accepted is served, and the
//! memory stays what it was.

use std::time::Duration;

use anyhow::{Result, bail};

use super::dialect::{Dialect, FORM};
use super::generator::{Load, Told};
use super::report::Report;
use super::service::{Service, Serving};
use super::{Bench, size};

/// Enough that most are free while some wait for their hash.
const CONNECTIONS: u32 = 256;
const TIMES: f64 = 10.0;
const MOST_REFUSAL_MS: f64 = 50.0;
const MOST_MB: f64 = 10.0;
const LOOK: Duration = Duration::from_millis(100);

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    if let Err(error) = overload(bench, report) {
        report.missing("overload: 99 % of the refusals", format!("≤ {MOST_REFUSAL_MS} ms"), &error);
    }
    bench.runner.check()
}

fn overload(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let service = Service::serve(bench.runner, &bench.bienvenue(), Serving::default())?;
    Dialect::INTERNET.open_session(service.address())?;
    // This also fetches the memory that hashing takes, so that what comes now is growth.
    let can = Load::post(service.address(), "/sessions", 64, 2.0, FORM)
        .with("--refusals", "yes")
        .with("--pause", "0.1")
        .with("--cut", "yes")
        .run_without_errors(bench)?
        .summary
        .rps;
    let seconds = if bench.is_quick { 3.0 } else { 30.0 };
    let load = Load::post(service.address(), "/sessions", CONNECTIONS, seconds, FORM)
        .with("--rate", TIMES * can)
        .with("--refusals", "yes");
    let (told, memory) = watch(bench, &service, &load)?;
    tell(report, &told, can, seconds);
    let (least, most) = memory;
    let growth = size::megabytes(most - least);
    let text = format!("{growth:.1} MB ({:.1}–{:.1} MB)", size::megabytes(least), size::megabytes(most));
    report.limit("overload: memory, largest − smallest", text, format!("≤ {MOST_MB} MB"), growth <= MOST_MB);
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

fn tell(report: &mut Report, told: &Told, can: f64, seconds: f64) {
    let summary = told.summary;
    let milliseconds = f64::from(summary.refused_p99) / 1_000.0;
    report.limit(
        "overload: 99 % of the refusals",
        format!("{milliseconds:.1} ms ({} refused)", summary.refused),
        format!("≤ {MOST_REFUSAL_MS} ms"),
        milliseconds <= MOST_REFUSAL_MS && summary.refused > 0,
    );
    report.limit(
        "overload: refusals without Retry-After",
        summary.refused_bare.to_string(),
        "0",
        summary.refused_bare == 0,
    );
    report.limit(
        "overload: accepted logins that failed",
        summary.errors.to_string(),
        "0",
        summary.errors == 0,
    );
    report.note(format!(
        "overload: {:.0} logins/s offered for {seconds:.0} s on {CONNECTIONS} connections, {can:.0}/s can be hashed; {} \
         accepted, half of them answered in {:.0} ms, 99 % in {:.0} ms; half of the refusals in {:.2} ms",
        TIMES * can,
        summary.requests,
        f64::from(summary.p50) / 1_000.0,
        f64::from(summary.p99) / 1_000.0,
        f64::from(summary.refused_p50) / 1_000.0,
    ));
}
