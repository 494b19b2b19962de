//! A server under load, what it is asked, and what came of it.

use anyhow::Result;

use super::Bench;
use super::dialect::Dialect;
use super::generator::Load;
use super::report::Report;
use super::series::Series;
use super::service::Service;

/// How many connections each server is loaded with.
pub(super) const CONNECTIONS: u32 = 64;

/// A server and its rounds.
#[derive(Debug)]
pub(super) struct Contender {
    pub(super) name: String,
    pub(super) service: Service,
    path: &'static str,
    pub(super) cookie: Option<String>,
    pub(super) rounds: Rounds,
}

/// The figures of each round.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    /// Requests per second.
    pub(super) rates: Series,
    /// Microseconds of the server's processor time for each request.
    pub(super) costs: Series,
    /// Microseconds that 50, 90 and 99 % of the requests did not exceed.
    pub(super) latencies: [Series; 3],
    /// The generator's share of one processor, in per cent.
    generator: Series,
}

impl Contender {
    /// A server that is asked for a path by anybody.
    pub(super) fn new(name: &str, service: Service, path: &'static str) -> Self {
        Self { name: name.to_owned(), service, path, cookie: None, rounds: Rounds::default() }
    }

    /// A server that is asked whose session this is.
    pub(super) fn with_session(name: &str, service: Service, dialect: Dialect) -> Result<Self> {
        let cookie = dialect.open_session(service.address())?;
        let contender = Self::new(name, service, dialect.check);
        Ok(Self { cookie: Some(cookie), ..contender })
    }

    /// The same, asked for another path.
    pub(super) fn asked_for(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// One round of some seconds.
    pub(super) fn run(&mut self, bench: &Bench<'_>, seconds: f64) -> Result<()> {
        let load = Load::get(self.service.address(), self.path, CONNECTIONS, seconds);
        self.rounds.run(bench, &self.service, &load.cookie(self.cookie.as_deref()))
    }

    /// A row and a note; and a bar in the plots.
    pub(super) fn tell(self, report: &mut Report) {
        report.value(&self.name, self.rounds.rates.text(0, " requests/s"));
        report.note(format!("{}: {}", self.name, self.rounds.cost_text()));
        report.subject(self.name, self.rounds);
    }
}

impl Rounds {
    /// Adds a round of any load.
    pub(super) fn run(&mut self, bench: &Bench<'_>, service: &Service, load: &Load) -> Result<()> {
        let before = service.processor_time()?;
        let summary = load.run_without_errors(bench)?.summary;
        let used = service.processor_time()?.saturating_sub(before);
        self.rates.push(summary.rps);
        self.costs.push(used.as_secs_f64() * 1_000_000.0 / (summary.rps * summary.seconds).max(1.0));
        for (series, value) in self.latencies.iter_mut().zip([summary.p50, summary.p90, summary.p99]) {
            series.push(f64::from(value));
        }
        self.generator.push(100.0 * summary.own_cpu / summary.seconds);
        Ok(())
    }

    fn cost_text(&self) -> String {
        let [p50, _, p99] = &self.latencies;
        format!(
            "{} of the server's processor time a request; half answered in {}, 99 % in {}; the generator took {} of \
             one core",
            self.costs.text(1, " µs"),
            p50.text(0, " µs"),
            p99.text(0, " µs"),
            self.generator.text(0, " %")
        )
    }
}
