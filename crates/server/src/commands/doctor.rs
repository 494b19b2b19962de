//! `bienvenue doctor`: what is wrong with an installation, and how to mend it.
//!
//! Every check is bounded in time and they run beside each other, so that a dead mail server and a lost database together
//! are known within two seconds. No mail is sent, and nothing is changed but what every command does that opens a SQLite
//! file: one that others can open is closed to them.

mod certificate;
mod clock;
mod database;
mod files;
mod finding;
mod mail;
mod proxy;
mod public_url;

use std::path::{Path, PathBuf};
use std::time::Duration;

use bienvenue::http::Origin;

use self::clock::Hand;
use self::finding::{Finding, Report};
use super::serve::Start;
use crate::config::{self, DEFAULT_PATH, Environment, Settings};
use crate::process::command_runtime;
use crate::stop::Stop;

/// How long anybody else may take to answer.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Check an installation of `serve`, and say what is wrong with it
#[derive(Debug, clap::Args)]
#[command(
    before_help = "  $ bienvenue doctor\n  $ bienvenue doctor --config /etc/bienvenue/bienvenue.toml --json"
)]
pub(crate) struct Doctor {
    /// The configuration file [else bienvenue.toml, if it is there]
    #[arg(long, value_name = "PATH")]
    config: Option<PathBuf>,
    /// As a JSON array, one finding on each line
    #[arg(long)]
    json: bool,
}

impl Doctor {
    /// Looks at everything, and ends with code 1 if something is wrong.
    pub(crate) fn run(self) -> Result<(), Stop> {
        let runtime = command_runtime()?;
        let report = runtime.block_on(examine(self.config.as_deref()));
        // A name that is still looked up is not waited for.
        runtime.shutdown_background();
        report.print(self.json)
    }
}

async fn examine(config: Option<&Path>) -> Report {
    let mut report = Report::default();
    let settings = match config::load(config, &Environment::of_process()) {
        Ok(settings) => settings,
        Err(stop) => {
            report.add(Finding::wrong("configuration", stop.to_string(), stop.advice()));
            return report;
        }
    };
    report.add(configuration(config));
    report.add(files::configuration(config.unwrap_or(Path::new(DEFAULT_PATH))));
    report.add_all(files::key(&settings));
    report.add_all(certificate::check(&settings));
    report.add(proxy::check(&settings));
    let (database, mail, public_url) =
        tokio::join!(database::check(&settings), mail::check(&settings), public_url::check(&settings));
    let hands: Vec<Hand> = database.clock.into_iter().chain(public_url.clock).collect();
    report.add_all(database.findings);
    report.add(clock::check(&hands));
    report.add(mail);
    report.add_all(public_url.findings);
    report
}

/// Whether `serve` could start with what is written, files that it names included.
fn configuration(config: Option<&Path>) -> Finding {
    match Start::read(config) {
        Ok(_) => Finding::good("configuration", "every setting is good"),
        Err(stop) => Finding::wrong("configuration", stop.to_string(), stop.advice()),
    }
}

/// Whether TLS begins here, or in something in front.
fn is_behind_a_proxy(settings: &Settings) -> bool {
    settings.tls.is_none() && settings.public_url.as_ref().is_some_and(Origin::is_https)
}
