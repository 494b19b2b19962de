//! What figures cost: the time of a scrape of a busy service, and what counting takes from a session check.

use anyhow::{Context, Result, ensure};

use super::Bench;
use super::contender::{CONNECTIONS, Contender};
use super::dialect::Dialect;
use super::generator::Load;
use super::report::Report;
use super::series::Series;
use super::service::{Service, Serving};
use crate::port::free_address;

const SCRAPE: (&str, f64) = ("a scrape of a busy service, 99 % of the answers", 5.0);
const COST: (&str, f64) = ("GET /profile with figures ÷ without, requests/s", 0.97);
/// Of what it can do at most; beyond that everything waits for a processor.
const BUSY: f64 = 0.5;

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    if let Err(error) = compete(bench, report) {
        report.missing(SCRAPE.0, format!("≤ {} ms", SCRAPE.1), &error);
        report.missing(COST.0, format!("≥ {}", COST.1), &error);
    }
    bench.runner.check()
}

fn compete(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let figures = free_address()?;
    let contender = |name, metrics| {
        let serving = Serving { metrics, ..Serving::default() };
        let service = Service::serve(bench.runner, &bench.bienvenue(), serving)?;
        Contender::with_session(name, service, Dialect::INTERNET)
    };
    let mut with = contender("GET /profile with figures", Some(figures))?;
    let mut without = contender("GET /profile without figures", None)?;
    for _ in 0..bench.rounds() {
        with.run(bench, bench.seconds())?;
        without.run(bench, bench.seconds())?;
    }
    report.at_least(COST, &with.rounds.rates.over(&without.rounds.rates), 2, "");
    let rate = with.rounds.rates.median() * BUSY;
    let mut times = Series::default();
    for _ in 0..bench.rounds() {
        let load = Load::get(with.service.address(), Dialect::INTERNET.check, CONNECTIONS, bench.seconds());
        let load = load.cookie(with.cookie.as_deref()).with("--rate", rate);
        let scrapes = Load::get(figures, "/metrics", 1, bench.seconds() * 0.8);
        let told = std::thread::scope(|scope| {
            let busy = scope.spawn(|| load.run_without_errors(bench));
            let told = scrapes.run_without_errors(bench);
            busy.join().ok().context("the load panicked")??;
            told
        })?;
        ensure!(told.summary.refused == 0, "a scrape was refused");
        times.push(f64::from(told.summary.p99) / 1_000.0);
    }
    report.at_most(SCRAPE, &times, 2, " ms");
    Ok(())
}
