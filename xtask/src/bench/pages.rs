//! How long a page takes, one request at a time: the whole of it, which is more than its first byte.

use anyhow::{Result, ensure};

use super::Bench;
use super::dialect::Dialect;
use super::generator::Load;
use super::report::Report;
use super::series::Series;
use super::service::Service;

const LIMIT_MS: f64 = 5.0;
const PAGES: [(&str, &str); 2] = [
    ("/login", "the page /login, 99 % of the answers"),
    ("/account", "the page /account, 99 % of the answers"),
];

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    for (path, what) in PAGES {
        match times(bench, path) {
            Ok(times) => report.at_most((what, LIMIT_MS), &times, 2, " ms"),
            Err(error) => report.missing(what, format!("≤ {LIMIT_MS} ms"), &error),
        }
    }
    bench.runner.check()
}

fn times(bench: &Bench<'_>, path: &str) -> Result<Series> {
    let service = Service::dev(bench.runner, &bench.bienvenue(), None)?;
    let session = Dialect::CLASSIC.open_session(service.address())?;
    // Who is signed in is led on from the first.
    let cookie = (path != "/login").then_some(session.as_str());
    let mut times = Series::default();
    for _ in 0..bench.rounds() {
        let load = Load::get(service.address(), path, 1, bench.seconds() / 2.0).cookie(cookie);
        let summary = load.run_without_errors(bench)?.summary;
        ensure!(summary.refused == 0, "{path} was refused");
        times.push(f64::from(summary.p99) / 1_000.0);
    }
    Ok(times)
}
