//! Other services with the same task: the original as a Flask server, fastapi-users and better-auth.
//!
//! Their packages come from Python's and Node's own installers into a folder of the build; where that fails they are
//! left out, because what is measured of them is for comparison.

mod install;

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use self::install::Language;
use super::Bench;
use super::contender::Contender;
use super::dialect::Dialect;
use super::report::Report;
use super::service::{Service, Serving};

const OURS: &str = "Bienvenue, SQLite";
const LIMIT: (&str, f64) = ("GET /profile ÷ the Flask original, requests/s", 30.0);

/// Another service.
#[derive(Debug)]
struct Peer {
    name: &'static str,
    /// Its folder in `bench/peers`.
    folder: &'static str,
    language: Language,
    dialect: Dialect,
}

const PEERS: [Peer; 3] = [
    Peer {
        name: "the original: Flask, gunicorn, SQLite",
        folder: "flask",
        language: Language::Python,
        dialect: Dialect::CLASSIC,
    },
    Peer {
        name: "fastapi-users: uvicorn, SQLite",
        folder: "fastapi_users",
        language: Language::Python,
        dialect: Dialect::FASTAPI_USERS,
    },
    Peer {
        name: "better-auth: Node, SQLite",
        folder: "better_auth",
        language: Language::Node,
        dialect: Dialect::BETTER_AUTH,
    },
];

pub(super) fn measure(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    if let Err(error) = compete(bench, report) {
        report.missing(LIMIT.0, format!("≥ {}", LIMIT.1), &error);
    }
    bench.runner.check()
}

fn compete(bench: &Bench<'_>, report: &mut Report) -> Result<()> {
    let service = Service::serve(bench.runner, &bench.bienvenue(), Serving::default())?;
    let mut contenders = vec![Contender::with_session(OURS, service, Dialect::INTERNET)?];
    for peer in PEERS {
        match peer.start(bench) {
            Ok(contender) => contenders.push(contender),
            Err(error) => report.note(format!("{} is left out: {error:#}", peer.name)),
        }
        bench.runner.check()?;
    }
    for _ in 0..bench.rounds() {
        for contender in &mut contenders {
            contender.run(bench, bench.seconds())?;
        }
    }
    if let [ours, original, ..] = contenders.as_slice()
        && original.name == PEERS[0].name
    {
        report.at_least(LIMIT, &ours.rounds.rates.over(&original.rounds.rates), 1, "");
    }
    // The part `profile` tells of ours.
    for contender in contenders.into_iter().skip(1) {
        contender.tell(report);
    }
    Ok(())
}

impl Peer {
    /// Installs and starts it, and opens a session.
    fn start(&self, bench: &Bench<'_>) -> Result<Contender> {
        let source = bench.runner.root().join("bench/peers").join(self.folder);
        let home = bench.runner.target().join("bench-peers").join(self.folder);
        install::install(bench.runner, self.language, &source, &home)?;
        let service = Service::command(bench.runner, |address, folder| {
            Ok(self.command(&source, &home, address, folder))
        })?;
        Contender::with_session(self.name, service, self.dialect)
    }

    /// Both languages' servers take their port and their database from the environment.
    fn command(&self, source: &Path, home: &Path, address: SocketAddr, folder: &Path) -> Command {
        let mut command = match self.language {
            Language::Python => Command::new(home.join("bin/python")),
            Language::Node => Command::new("node"),
        };
        match self.language {
            Language::Python => command.arg(source.join("serve.py")),
            Language::Node => command.arg(home.join("serve.mjs")),
        };
        command.env("PORT", address.port().to_string()).env("DATABASE", folder.join("peer.db"));
        // Else Python leaves compiled files in the repository.
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }
}
