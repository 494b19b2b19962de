//! Moving in, up and out: a file of a million users into either database and out again, from one database to the other and back,
//! and a backup while people's sessions are checked.
//!
//! Each command is the shipped program, timed from its start to its end. Its largest memory is compared with that of the same
//! command for fewer users.

mod people;
mod watched;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use self::watched::Watched;
use super::contender::CONNECTIONS;
use super::generator::Load;
use super::report::Report;
use super::series::Series;
use super::service::{Service, Serving};
use super::{Bench, size};
use crate::postgres::{Postgres, Programs};
use crate::process::Process;
use crate::scratch::Scratch;

/// Users in a second, where they are written to SQLite and where to PostgreSQL. Reading is to be as fast.
const SQLITE: f64 = 20_000.0;
const POSTGRES: f64 = 10_000.0;
/// The largest memory for many users, divided by that for a part of them.
const FLAT: f64 = 1.25;
const BACKUP: (&str, f64) = ("p99 of GET /profile during a backup ÷ quiet", 2.0);

/// How many users go over, and how many for comparison.
#[derive(Clone, Copy, Debug)]
struct Counts {
    many: u32,
    few: u32,
}

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    // Fewer would still be filling the buffers that all of it goes through.
    let few = 100_000;
    let many = if bench.is_quick { 2 * few } else { 10 * few };
    let counts = Counts { many, few };
    report.note(format!("moving: {many} users with a bcrypt hash each, and one event each once they are in"));
    if let Err(error) = go_over(bench, report, counts) {
        report.missing("moving", format!("≥ {SQLITE}/s, ≥ {POSTGRES}/s on PostgreSQL"), &error);
    }
    bench.runner.check()?;
    if let Err(error) = back_up(bench, report, many) {
        report.missing(BACKUP.0, format!("≤ {}", BACKUP.1), &error);
    }
    bench.runner.check()
}

/// What many users take, and what a part of them does.
fn go_over(bench: &Bench<'_>, report: &mut Report, counts: Counts) -> Result<()> {
    let folder = Scratch::inside(&bench.runner.target())?;
    let place = Place { bench, folder: folder.path() };
    let (few, many) = (place.people(counts.few)?, place.people(counts.many)?);
    let (few_lite, lite) = (place.sqlite("few"), place.sqlite("many"));
    let mut tell = |what: &str, limit, many, few| tell(report, counts, (what, limit), (many, few));

    let first = place.import(&few, &few_lite)?;
    tell("import into SQLite", SQLITE, place.import(&many, &lite)?, first);
    let first = place.export(&few_lite)?;
    tell("export from SQLite", SQLITE, place.export(&lite)?, first);

    // A measurement installs nothing.
    let programs = Programs::find().context("PostgreSQL is not installed")?;
    let server = || Postgres::start(bench.runner, &programs);
    {
        let (few_server, server) = (server()?, server()?);
        let (few_post, post) = (few_server.plain_url(), server.plain_url());
        let first = place.import(&few, &few_post)?;
        tell("import into PostgreSQL", POSTGRES, place.import(&many, &post)?, first);
        let first = place.export(&few_post)?;
        tell("export from PostgreSQL", POSTGRES, place.export(&post)?, first);
        let first = place.move_over(&few_post, &place.sqlite("few-back"))?;
        tell("move to SQLite", SQLITE, place.move_over(&post, &place.sqlite("back"))?, first);
    }
    let (few_server, server) = (server()?, server()?);
    let first = place.move_over(&few_lite, &few_server.plain_url())?;
    tell("move to PostgreSQL", POSTGRES, place.move_over(&lite, &server.plain_url())?, first);
    Ok(())
}

fn tell(report: &mut Report, counts: Counts, (what, limit): (&str, f64), (many, few): (Watched, Watched)) {
    let rate = Series::from_iter([f64::from(counts.many) / many.seconds]);
    report.at_least((what, limit), &rate, 0, " users/s");
    let [many_mb, few_mb] = [many, few].map(|watched| size::megabytes(watched.peak));
    let growth = Series::from_iter([many_mb / few_mb]);
    let memory = format!("{what}: memory for {} ÷ {} users", counts.many, counts.few);
    report.at_most((&memory, FLAT), &growth, 2, "");
    report.note(format!(
        "{what}: {:.1} s, at most {many_mb:.1} MB; {few_mb:.1} MB for {} users",
        many.seconds, counts.few
    ));
}

/// Where files are, and what works on them.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    bench: &'a Bench<'a>,
    folder: &'a Path,
}

impl Place<'_> {
    fn people(&self, count: u32) -> Result<PathBuf> {
        let file = self.folder.join(format!("{count}.jsonl"));
        people::write(&file, count)?;
        Ok(file)
    }

    fn sqlite(&self, name: &str) -> String {
        format!("sqlite:{}", self.folder.join(format!("{name}.db")).display())
    }

    fn program(&self, words: &[&str]) -> Command {
        let mut command = Command::new(self.bench.bienvenue());
        command.args(words).current_dir(self.folder).stdout(Stdio::null());
        command
    }

    fn import(&self, file: &Path, url: &str) -> Result<Watched> {
        self.bench.runner.success(&mut self.program(&["migrate", "--database", url]))?;
        let mut import = self.program(&["import", "--database", url]);
        Watched::run(self.bench.runner, import.arg(file))
    }

    /// Of three the one that took the most memory: half a second is often over before every buffer was full.
    fn export(&self, url: &str) -> Result<Watched> {
        let mut most: Option<Watched> = None;
        for _ in 0..3 {
            let mut export = self.program(&["export", "--database", url, "--to", "out.jsonl"]);
            let watched = Watched::run(self.bench.runner, &mut export);
            std::fs::remove_file(self.folder.join("out.jsonl"))?;
            let watched = watched?;
            most = Some(most.map_or(watched, |most| if watched.peak > most.peak { watched } else { most }));
        }
        most.context("nothing was exported")
    }

    fn move_over(&self, from: &str, to: &str) -> Result<Watched> {
        Watched::run(self.bench.runner, &mut self.program(&["database", "move", "--from", from, "--to", to]))
    }
}

/// Session checks without and with a backup beside them, in turn. Each round is a backup of its own, and all of what is measured lies
/// within it.
fn back_up(bench: &Bench<'_>, report: &mut Report, users: u32) -> Result<()> {
    let folder = Scratch::inside(&bench.runner.target())?;
    let (file, cookies) = (folder.path().join("users.db"), folder.path().join("cookies"));
    println!("Seeding {users} users");
    let mut seed = Command::new(bench.example("seed"));
    bench.runner.success(seed.arg(&file).arg(users.to_string()).arg(&cookies).arg("1000"))?;
    let url = format!("sqlite:{}", file.display());
    let serving = Serving { database: Some(&url), ..Serving::default() };
    let service = Service::serve(bench.runner, &bench.bienvenue(), serving)?;
    let checks = Load::get(service.address(), "/profile", CONNECTIONS, bench.seconds()).cookies(&cookies);
    checks.run_without_errors(bench)?;

    let place = Place { bench, folder: folder.path() };
    let (mut quiet, mut busy) = (Series::default(), Series::default());
    let mut rates = [Series::default(), Series::default()];
    for round in 0..bench.long_rounds() {
        let alone = checks.run_without_errors(bench)?.summary;
        let name = format!("{round}.backup");
        let mut backup = Process::start(&mut place.program(&["backup", "--database", &url, "--to", &name]))?;
        let beside = checks.run_without_errors(bench)?.summary;
        ensure!(backup.try_wait()?.is_none(), "the backup was over before its measure");
        let done = watched::until_its_end(bench.runner, &mut backup)?;
        ensure!(done.status.success(), "the backup ended with {}", done.status);
        std::fs::remove_file(folder.path().join(name))?;
        for (series, summary) in [&mut quiet, &mut busy].into_iter().zip([alone, beside]) {
            series.push(f64::from(summary.p99) / 1_000.0);
        }
        for (series, summary) in rates.iter_mut().zip([alone, beside]) {
            series.push(summary.rps);
        }
    }
    let [quiet_rate, busy_rate] = rates;
    report.at_most(BACKUP, &busy.over(&quiet), 2, "");
    report.note(format!(
        "GET /profile, {users} users: p99 {} and {} quiet, {} and {} during a backup",
        quiet.text(2, " ms"),
        quiet_rate.text(0, "/s"),
        busy.text(2, " ms"),
        busy_rate.text(0, "/s")
    ));
    Ok(())
}
