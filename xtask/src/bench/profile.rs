//! `GET /profile` with a valid session, compared with a server that only says hello on the same HTTP stack.
//!
//! Requests per second alone tell about the machine; the ratio tells what a session lookup costs. The servers
//! take turns, so that a slow minute of the machine falls on all of them.

use std::net::SocketAddr;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::report::Report;
use super::service::Service;
use super::{Bench, extremes, median};
use crate::http;
use crate::load::Summary;
use crate::postgres::{Postgres, Programs};

const WHAT: &str = "GET /profile ÷ hello, requests/s";
const LIMIT: f64 = 0.5;
const CONNECTIONS: &str = "64";
const FORM: &str = "email=bench%40example.com&password=b4l0u";

/// A server, what to ask it, and what came of it.
struct Contender {
    name: &'static str,
    service: Service,
    path: &'static str,
    cookie: Option<String>,
    rates: Vec<f64>,
    /// Microseconds of the server's processor time for each request.
    costs: Vec<f64>,
    latencies: Vec<(f64, f64)>,
    /// The generator's share of one processor.
    generator: Vec<f64>,
}

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let limit = format!("≥ {LIMIT}");
    match compete(bench, report) {
        Ok(ratio) => report.limit(WHAT, format!("{ratio:.2}"), limit, ratio >= LIMIT),
        Err(error) => report.missing(WHAT, limit, &error),
    }
    bench.runner.check()
}

fn compete(bench: &Bench<'_>, report: &mut Report) -> Result<f64> {
    let runner = bench.runner;
    let hello =
        Service::start(runner, &bench.example("hello"), |address: SocketAddr| vec![address.to_string()])?;
    let sqlite = Service::dev(runner, &bench.bienvenue(), None)?;
    let mut contenders = vec![Contender::new("hello", hello, "/", None)];
    contenders.push(Contender::with_session("GET /profile, SQLite", sqlite)?);
    // A measurement installs nothing; this one has no limit that would miss it.
    let programs = Programs::find().context("it is not installed");
    let postgres = programs.and_then(|programs| Postgres::start(runner, &programs));
    match &postgres {
        Ok(postgres) => {
            let service = Service::dev(runner, &bench.bienvenue(), Some(&postgres.plain_url()))?;
            contenders.push(Contender::with_session("GET /profile, PostgreSQL", service)?);
        }
        Err(error) => report.note(format!("PostgreSQL is left out: {error:#}")),
    }
    let (rounds, seconds) = if bench.is_quick { (1, "1") } else { (5, "4") };
    for _ in 0..rounds {
        for contender in &mut contenders {
            contender.run(bench, seconds)?;
        }
    }
    for contender in &contenders {
        report.value(contender.name, contender.rate_text());
        report.note(format!("{}: {}", contender.name, contender.cost_text()));
    }
    let rates: Vec<f64> = contenders.iter().map(|contender| median(&contender.rates)).collect();
    match rates.as_slice() {
        [hello, profile, ..] if *hello > 0.0 => Ok(profile / hello),
        _ => bail!("no requests were answered"),
    }
}

impl Contender {
    fn new(name: &'static str, service: Service, path: &'static str, cookie: Option<String>) -> Self {
        Self {
            name,
            service,
            path,
            cookie,
            rates: Vec::new(),
            costs: Vec::new(),
            latencies: Vec::new(),
            generator: Vec::new(),
        }
    }

    fn with_session(name: &'static str, service: Service) -> Result<Self> {
        let registered = http::request(service.address(), "POST", "/users", FORM)?;
        if registered.status != 200 {
            bail!("POST /users gave {}", registered.status);
        }
        let login = http::request(service.address(), "POST", "/sessions", FORM)?;
        let session = login.cookie("session_id").context("POST /sessions set no cookie")?;
        let cookie = format!("session_id={session}");
        Ok(Self::new(name, service, "/profile", Some(cookie)))
    }

    fn run(&mut self, bench: &Bench<'_>, seconds: &str) -> Result<()> {
        let url = format!("http://{}{}", self.service.address(), self.path);
        let mut command = Command::new(bench.load());
        command.args(["load", "--connections", CONNECTIONS, "--seconds", seconds, "--url", &url]);
        if let Some(cookie) = &self.cookie {
            command.args(["--cookie", cookie]);
        }
        let before = self.service.processor_time()?;
        let (line, status) = bench.runner.capture(&mut command)?;
        let used = self.service.processor_time()?.saturating_sub(before);
        if !status.success() {
            bail!("load on {} ended with {status}: {line}", self.name);
        }
        let summary = Summary::from_json(&line)?;
        let microseconds = used.as_secs_f64() * 1_000_000.0;
        self.rates.push(summary.rps);
        self.costs.push(microseconds / (summary.rps * summary.seconds).max(1.0));
        self.latencies.push((f64::from(summary.p50), f64::from(summary.p99)));
        self.generator.push(100.0 * summary.own_cpu / summary.seconds);
        Ok(())
    }

    fn rate_text(&self) -> String {
        let (least, most) = extremes(&self.rates);
        format!("{:.0} requests/s ({least:.0}–{most:.0}, {} rounds)", median(&self.rates), self.rates.len())
    }

    fn cost_text(&self) -> String {
        let (p50, p99): (Vec<f64>, Vec<f64>) = self.latencies.iter().copied().unzip();
        format!(
            "{:.1} µs of the server's processor time a request; half answered in {:.0} µs, 99 % in {:.0} µs; \
             the generator took {:.0} % of one core",
            median(&self.costs),
            median(&p50),
            median(&p99),
            median(&self.generator)
        )
    }
}
