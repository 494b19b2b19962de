//! A login storm: what session checks feel while 64 other clients log in without pause, and what the storm itself gets.
//!
//! Both loads are closed loops of 64 connections: each sends its next request when the answer is there. A login that is
//! refused is tried again a tenth of a second later.

mod scheme;
mod timeline;

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use self::scheme::{SCHEMES, Scheme};
use super::Bench;
use super::contender::CONNECTIONS;
use super::dialect::Dialect;
use super::generator::{Load, Told};
use super::report::Report;
use super::series::Series;
use super::service::{Service, Serving};
use crate::http;

/// The storm blows for this long before and after what is measured in it.
const MARGIN: f64 = 0.5;
const MOST_TIMES_IDLE: f64 = 4.0;
const MOST_MS: f64 = 8.0;
const LEAST_SPEED: f64 = 0.7;
const LEAST_LOGINS: f64 = 0.95;
/// Who logs in. Not who checks his session: a user may have so many of them, and each login beyond that ends his oldest.
const STORM: &str = "email=storm%40example.com&password=b4l0u-b4l0u";

/// A service in a storm, and what was measured of it.
#[derive(Debug)]
struct Storm<'a> {
    bench: &'a Bench<'a>,
    scheme: Scheme,
    service: Service,
    cookie: String,
    idle_ms: Series,
    stormy_ms: Series,
    medians: [Series; 2],
    idle_rates: Series,
    stormy_rates: Series,
    failures: u64,
    logins: Series,
    possible_logins: Series,
    hashes_together: Series,
    in_cache: Series,
    refused: u64,
}

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    if let Err(error) = storms(bench, report) {
        report.missing("GET /profile in a login storm", format!("≤ {MOST_TIMES_IDLE} × idle"), &error);
    }
    bench.runner.check()
}

fn storms(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let mut storms = Vec::new();
    for scheme in SCHEMES {
        storms.push(Storm::prepare(bench, scheme)?);
    }
    for _ in 0..bench.rounds() {
        for storm in &mut storms {
            storm.round()?;
        }
    }
    let mut courses = Vec::new();
    for storm in &mut storms {
        courses.push((storm.scheme.name, timeline::record(storm)?));
    }
    for storm in storms {
        storm.tell(report);
    }
    report.plot("storm", timeline::plot(bench, &courses));
    Ok(())
}

impl<'a> Storm<'a> {
    fn prepare(bench: &'a Bench<'a>, scheme: Scheme) -> Result<Self> {
        let serving = Serving { password: scheme.password, ..Serving::default() };
        let service = Service::serve(bench.runner, &bench.bienvenue(), serving)?;
        let cookie = Dialect::INTERNET.open_session(service.address())?;
        let registered = http::request(service.address(), "POST", "/users", STORM, None)?;
        ensure!(registered.status == 200, "the user of the storm was not registered: {}", registered.status);
        Ok(Self {
            bench,
            scheme,
            service,
            cookie,
            idle_ms: Series::default(),
            stormy_ms: Series::default(),
            medians: [Series::default(), Series::default()],
            idle_rates: Series::default(),
            stormy_rates: Series::default(),
            failures: 0,
            logins: Series::default(),
            possible_logins: Series::default(),
            hashes_together: Series::default(),
            in_cache: Series::default(),
            refused: 0,
        })
    }

    /// Quiet, stormy, and the storm alone.
    fn round(&mut self) -> Result<()> {
        let seconds = self.bench.seconds();
        let quiet = self.checks(seconds).run(self.bench)?;
        let stormy = self.in_storm(&self.checks(seconds), MARGIN, seconds + 2.0 * MARGIN)?;
        self.idle_ms.push(f64::from(quiet.summary.p99) / 1_000.0);
        self.stormy_ms.push(f64::from(stormy.summary.p99) / 1_000.0);
        for (series, told) in self.medians.iter_mut().zip([&quiet, &stormy]) {
            series.push(f64::from(told.summary.p50) / 1_000.0);
        }
        self.idle_rates.push(quiet.summary.rps);
        self.stormy_rates.push(stormy.summary.rps);
        self.failures += quiet.summary.errors + stormy.summary.errors;
        let hashing = self.scheme.measure(self.bench)?;
        self.possible_logins.push(hashing.possible);
        self.hashes_together.push(hashing.together);
        if let Some(in_cache) = hashing.in_cache {
            self.in_cache.push(in_cache);
        }
        let seconds = if self.bench.is_quick { 2.0 } else { self.scheme.seconds };
        let logins = self.logins(seconds).run_without_errors(self.bench)?.summary;
        self.logins.push(logins.rps);
        self.refused += logins.refused;
        Ok(())
    }

    fn checks(&self, seconds: f64) -> Load {
        Load::get(self.service.address(), "/profile", CONNECTIONS, seconds).cookie(Some(&self.cookie))
    }

    fn logins(&self, seconds: f64) -> Load {
        Load::post(self.service.address(), "/sessions", CONNECTIONS, seconds, STORM)
            .with("--refusals", "yes")
            .with("--pause", "0.1")
            .with("--cut", "yes")
    }

    /// Runs `load`; the storm starts `offset` seconds before it, or after it if that is negative.
    fn in_storm(&self, load: &Load, offset: f64, seconds: f64) -> Result<Told> {
        let logins = self.logins(seconds);
        let wait = |seconds: f64| self.bench.runner.pause(Duration::from_secs_f64(seconds.max(0.0)));
        std::thread::scope(|scope| {
            let storm = scope.spawn(|| wait(-offset).and_then(|()| logins.run_without_errors(self.bench)));
            wait(offset)?;
            let told = load.run(self.bench);
            match storm.join() {
                Ok(storm) => storm.context("the storm itself")?,
                Err(_) => bail!("the storm's thread panicked"),
            };
            told
        })
    }

    fn tell(self, report: &mut Report) {
        let name = self.scheme.name;
        let p99 = format!("p99 of GET /profile in a storm of {name}");
        report.at_most(
            (&format!("{p99} ÷ idle"), MOST_TIMES_IDLE),
            &self.stormy_ms.over(&self.idle_ms),
            2,
            "",
        );
        report.at_most((&p99, MOST_MS), &self.stormy_ms, 2, " ms");
        let speed = format!("GET /profile in a storm of {name} ÷ quiet, requests/s");
        report.at_least((&speed, LEAST_SPEED), &self.stormy_rates.over(&self.idle_rates), 2, "");
        let failed = format!("failed GET /profile in a storm of {name}");
        report.limit(&failed, self.failures.to_string(), "0", self.failures == 0);
        let logins = format!("logins/s with {name} ÷ (cores ÷ time of one hash)");
        report.at_least((&logins, LEAST_LOGINS), &self.logins.over(&self.possible_logins), 2, "");
        let of_hashes = self.logins.over(&self.hashes_together).text(2, "");
        report.value(&format!("logins/s with {name} ÷ hashes alone on all cores at once"), of_hashes);
        let shared = self.hashes_together.over(&self.possible_logins).text(2, "");
        report.value(&format!("hashes of {name} alone on all cores at once ÷ (cores ÷ time of one)"), shared);
        if !self.in_cache.is_empty() {
            let what = format!("the same with {name} in 512 KiB, which each core has in its own cache");
            report.value(&what, self.in_cache.text(2, ""));
        }
        let [idle, storm] = &self.medians;
        report.note(format!(
            "GET /profile with {name}, quiet: p50 {}, p99 {}, {}; in the storm: p50 {}, p99 {}, {}",
            idle.text(2, " ms"),
            self.idle_ms.text(2, " ms"),
            self.idle_rates.text(0, "/s"),
            storm.text(2, " ms"),
            self.stormy_ms.text(2, " ms"),
            self.stormy_rates.text(0, "/s"),
        ));
        report.note(format!(
            "logins with {name} and nothing else to do: {}; cores ÷ time of one hash is {}, and hashes alone on \
             all cores at once are {}; {} logins refused",
            self.logins.text(1, "/s"),
            self.possible_logins.text(1, "/s"),
            self.hashes_together.text(1, "/s"),
            self.refused
        ));
    }
}
