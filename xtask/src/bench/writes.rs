//! What can be written: sessions alone, and registrations and logins over HTTP with hashing at next to no cost.

use std::process::Command;

use anyhow::{Result, bail};

use super::Bench;
use super::contender::CONNECTIONS;
use super::dialect::Dialect;
use super::generator::Load;
use super::inserts;
use super::report::Report;
use super::series::Series;
use super::service::Service;

const LOGINS: (&str, f64) = ("logins with a cheap hash ÷ durable session inserts", 0.6);

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    if let Err(error) = compare(bench, report) {
        report.missing(LOGINS.0, format!("≥ {}", LOGINS.1), &error);
    }
    bench.runner.check()
}

fn compare(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let service = Service::command(bench.runner, |address, folder| {
        let mut command = Command::new(bench.example("cheap"));
        command.arg(address.to_string()).arg(folder.join("cheap.db"));
        Ok(command)
    })?;
    Dialect::INTERNET.open_session(service.address())?;
    let (mut batched, mut unbatched) = (Series::default(), Series::default());
    let (mut registrations, mut logins) = (Series::default(), Series::default());
    for round in 0..bench.rounds() {
        let rates = inserts::run(bench)?;
        batched.push(rates.best()?);
        unbatched.push(rates.unbatched()?);
        // Whoever has just registered signs in, in the same order: of one user's sessions there may be so many only, and a login
        // beyond that ends one, which the inserts do not. A registration takes less than a login, so there are enough.
        let form = format!("email=user{round}-{{n}}%40example.com&password=b4l0u-b4l0u");
        registrations.push(rate(bench, &service, "/users", &form)?);
        logins.push(rate(bench, &service, "/sessions", &form)?);
    }
    inserts::tell(report, &batched, &unbatched);
    report.at_least(LOGINS, &logins.over(&batched), 2, "");
    report.value("logins with a cheap hash", logins.text(0, "/s"));
    report.value("registrations with a cheap hash", registrations.text(0, "/s"));
    Ok(())
}

fn rate(bench: &Bench<'_>, service: &Service, path: &str, form: &str) -> Result<f64> {
    let load = Load::post(service.address(), path, CONNECTIONS, bench.seconds(), form);
    let summary = load.with("--refusals", "yes").run_without_errors(bench)?.summary;
    if summary.refused > 0 {
        bail!("{} requests were refused", summary.refused);
    }
    Ok(summary.rps)
}
