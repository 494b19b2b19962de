//! A million users with a live session each: the start, the session check and the memory, against a thousand.
//!
//! The library's example `seed` makes the files; no session is old enough for its use to be written down.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::Bench;
use super::contender::{CONNECTIONS, Rounds};
use super::generator::Load;
use super::report::Report;
use super::series::Series;
use super::service::{Service, Serving};
use crate::scratch::Scratch;

const FEW: u32 = 1_000;
const START: (&str, f64) = ("start to first answer, large database", 20.0);
const SPEED: (&str, f64) = ("GET /profile, large ÷ small database, requests/s", 0.9);
const MEMORY: (&str, f64) = ("memory of a live session", 200.0);
/// The generator's longest run.
const LONGEST: f64 = 60.0;

/// A seeded file, and a cookie of each of its sessions.
#[derive(Debug)]
struct Seeded {
    url: String,
    cookies: PathBuf,
    users: u32,
}

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    if let Err(error) = compare(bench, report) {
        for (what, limit) in [START, SPEED, MEMORY] {
            report.missing(what, limit.to_string(), &error);
        }
    }
    bench.runner.check()
}

fn compare(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let folder = Scratch::inside(&bench.runner.target())?;
    let many = if bench.is_quick { 100_000 } else { 1_000_000 };
    let small = Seeded::make(bench, &folder, FEW)?;
    let large = Seeded::make(bench, &folder, many)?;
    report.note(format!("small and large are {FEW} and {many} users with a live session each"));

    let mut starts = Series::default();
    for _ in 0..bench.rounds() {
        starts.push(large.serve(bench)?.ready_after.as_secs_f64() * 1_000.0);
    }
    report.at_most(START, &starts, 1, " ms");

    let (mut bytes, mut warm) = (Series::default(), None);
    for _ in 0..bench.long_rounds() {
        // The one before ends first: two of this size are not to be in memory at once.
        drop(warm.take());
        let service = large.serve(bench)?;
        bytes.push(large.memory_per_session(bench, &service)?);
        warm = Some(service);
    }
    report.at_most(MEMORY, &bytes, 0, " bytes");
    let warm = warm.context("no round")?;
    speed(bench, report, [(&small, &small.serve(bench)?), (&large, &warm)])
}

/// Each of the two has all its sessions in memory when it is measured.
fn speed(bench: &Bench<'_>, report: &mut Report, servers: [(&Seeded, &Service); 2]) -> Result<()> {
    let [(small, service), _] = servers;
    small.check_each(bench, service, FEW)?;
    let mut rounds = [Rounds::default(), Rounds::default()];
    for _ in 0..bench.rounds() {
        for ((seeded, service), rounds) in servers.into_iter().zip(&mut rounds) {
            rounds.run(bench, service, &seeded.checks(service, bench.seconds()))?;
        }
    }
    let [few, many] = rounds;
    report.at_least(SPEED, &many.rates.over(&few.rates), 2, "");
    report.value("GET /profile, small database", few.rates.text(0, " requests/s"));
    report.value("GET /profile, large database", many.rates.text(0, " requests/s"));
    Ok(())
}

impl Seeded {
    fn make(bench: &Bench<'_>, folder: &Scratch, users: u32) -> Result<Self> {
        println!("Seeding {users} users");
        let file = folder.path().join(format!("{users}.db"));
        let cookies = folder.path().join(format!("{users}.cookies"));
        let count = users.to_string();
        let mut command = Command::new(bench.example("seed"));
        command.arg(&file).arg(&count).arg(&cookies).arg(&count);
        bench.runner.success(&mut command)?;
        Ok(Self { url: format!("sqlite:{}", file.display()), cookies, users })
    }

    fn serve(&self, bench: &Bench<'_>) -> Result<Service> {
        let serving = Serving { database: Some(&self.url), ..Serving::default() };
        Service::serve(bench.runner, &bench.bienvenue(), serving)
    }

    fn checks(&self, service: &Service, seconds: f64) -> Load {
        Load::get(service.address(), "/profile", CONNECTIONS, seconds).cookies(&self.cookies)
    }

    /// Checks the first `count` sessions once.
    fn check_each(&self, bench: &Bench<'_>, service: &Service, count: u32) -> Result<()> {
        self.checks(service, LONGEST).with("--requests", count).run_without_errors(bench)?;
        Ok(())
    }

    /// What each session adds when all are remembered. The first tenth fills the caches that any check needs.
    fn memory_per_session(&self, bench: &Bench<'_>, service: &Service) -> Result<f64> {
        let first = self.users / 10;
        self.check_each(bench, service, first)?;
        let before = service.memory()?;
        self.check_each(bench, service, self.users)?;
        let kib = u32::try_from(service.memory()?.saturating_sub(before) / 1_024)?;
        Ok(f64::from(kib) * 1_024.0 / f64::from(self.users - first))
    }
}
