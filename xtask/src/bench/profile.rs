//! `GET /profile` and `GET /api/v1/forward-auth` with a valid session, compared with servers that only say hello.
//!
//! Requests per second alone tell about the machine; the ratio tells what a session check costs. The servers
//! take turns, so that a slow minute of the machine falls on all of them.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Bench;
use super::contender::Contender;
use super::dialect::Dialect;
use super::report::Report;
use super::series::Series;
use super::service::{Service, Serving};
use crate::postgres::{Postgres, Programs};

const SPEED: (&str, f64) = ("GET /profile ÷ hello, requests/s", 0.85);
const COST: (&str, f64) = ("GET /profile ÷ hello, processor time", 1.2);
const FORWARD: (&str, f64) = ("GET /api/v1/forward-auth ÷ hello, requests/s", 0.8);
const ROWS: (&str, f64) = ("GET /profile on PostgreSQL ÷ row reads by 64 tasks", 0.6);

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    if let Err(error) = compete(bench, report) {
        report.missing(SPEED.0, format!("≥ {}", SPEED.1), &error);
        report.missing(COST.0, format!("≤ {}", COST.1), &error);
        report.missing(FORWARD.0, format!("≥ {}", FORWARD.1), &error);
    }
    bench.runner.check()?;
    if let Err(error) = postgres(bench, report) {
        report.missing(ROWS.0, format!("≥ {}", ROWS.1), &error);
    }
    bench.runner.check()
}

fn compete(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let runner = bench.runner;
    let hello = |name| Service::start(runner, &bench.example(name), |address| vec![address.to_string()]);
    let mut contenders = vec![
        Contender::new("hello on our accept loop", hello("hello")?, "/"),
        Contender::new("hello on axum::serve", hello("hello_axum")?, "/"),
        Contender::with_session(
            "GET /profile, SQLite",
            Service::serve(runner, &bench.bienvenue(), Serving::default())?,
            Dialect::INTERNET,
        )?,
        Contender::with_session(
            "GET /api/v1/forward-auth, SQLite",
            Service::serve(runner, &bench.bienvenue(), Serving::default())?,
            Dialect::INTERNET,
        )?
        .asked_for("/api/v1/forward-auth"),
    ];
    for _ in 0..bench.rounds() {
        for contender in &mut contenders {
            contender.run(bench, bench.seconds())?;
        }
    }
    if let [hello, _, profile, forward] = contenders.as_slice() {
        let speed = profile.rounds.rates.over(&hello.rounds.rates);
        report.at_least(SPEED, &speed, 2, "");
        report.at_most(COST, &profile.rounds.costs.over(&hello.rounds.costs), 2, "");
        report.at_least(FORWARD, &forward.rounds.rates.over(&hello.rounds.rates), 2, "");
    }
    for contender in contenders {
        contender.tell(report);
    }
    Ok(())
}

/// On PostgreSQL each check reads its row; so the measure is what the store alone reads.
fn postgres(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    // A measurement installs nothing.
    let programs = Programs::find().context("it is not installed")?;
    let postgres = Postgres::start(bench.runner, &programs)?;
    let url = postgres.plain_url();
    let serving = Serving { database: Some(&url), ..Serving::default() };
    let service = Service::serve(bench.runner, &bench.bienvenue(), serving)?;
    let mut profile = Contender::with_session("GET /profile, PostgreSQL", service, Dialect::INTERNET)?;
    let mut rows = Series::default();
    for _ in 0..bench.rounds() {
        profile.run(bench, bench.seconds())?;
        rows.push(reads(bench, &url)?);
    }
    report.at_least(ROWS, &profile.rounds.rates.over(&rows), 2, "");
    report.value("row reads by 64 tasks, PostgreSQL", rows.text(0, " reads/s"));
    profile.tell(report);
    Ok(())
}

/// The library's example `reads` prints a line `reads RATE`.
fn reads(bench: &Bench<'_>, url: &str) -> Result<f64> {
    let mut command = Command::new(bench.example("reads"));
    command.args([url, &bench.seconds().to_string()]);
    let (output, status) = bench.runner.capture(&mut command)?;
    if !status.success() {
        bail!("the example `reads` ended with {status}");
    }
    let rate = output.lines().find_map(|line| line.strip_prefix("reads ")?.parse().ok());
    rate.context("the example `reads` printed no rate")
}
