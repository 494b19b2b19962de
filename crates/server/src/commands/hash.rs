//! `bienvenue hash`: what hashing passwords costs on this machine.

mod machine;
mod measure;
mod report;
mod suggest;

use std::time::Duration;

use bienvenue::core::password::hash::{HashFailed, HashScheme};

use self::machine::Machine;
use self::measure::{Care, Measured, measure};
use self::suggest::{Suggestion, suggest_argon2id, suggest_bcrypt};
use crate::progress::Progress;
use crate::stop::{Exit, Stop};

/// What can be done about hashing.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum HashCommand {
    /// Measure this machine and suggest parameters
    ///
    /// Hashes with the code that hashes passwords, on one core and then on all at once, which is how a
    /// storm of logins runs. Suggests the strongest Argon2id and the strongest bcrypt of which one hash
    /// takes at most the target time while every core hashes. Nothing is written.
    #[command(verbatim_doc_comment)]
    Calibrate(Calibrate),
}

/// How to measure.
#[derive(Debug, clap::Args)]
#[command(before_help = "  $ bienvenue hash calibrate\n  $ bienvenue hash calibrate --target 100ms --json")]
pub(crate) struct Calibrate {
    /// How long one hash may take while every core hashes, 1ms to 5s
    #[arg(long, value_name = "TIME", default_value = "250ms", value_parser = parse_target)]
    target: Duration,
    /// As a JSON object, times in milliseconds
    #[arg(long)]
    json: bool,
}

/// All that was found out.
#[derive(Debug)]
struct Calibration {
    target: Duration,
    machine: Machine,
    /// What holds when nothing is configured, and bcrypt's usual cost.
    usual: [Measured; 2],
    argon2id: Suggestion,
    bcrypt: Suggestion,
}

impl HashCommand {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Stop> {
        let Self::Calibrate(calibrate) = self;
        let found = calibrate.measure()?;
        if calibrate.json { report::print_json(&found) } else { report::print_text(&found) }
    }
}

impl Calibrate {
    fn measure(&self) -> Result<Calibration, Stop> {
        let machine = Machine::this_one();
        let mut progress = Progress::new();
        let mut run = |scheme, care| {
            progress.tell(&format!("Hashing with {}", report::describe(&scheme)));
            measure(&scheme, machine.cores, care)
        };
        let usual = [run(HashScheme::ARGON2ID, Care::Thorough)?, run(HashScheme::BCRYPT, Care::Thorough)?];
        let [argon2id, bcrypt] = &usual;
        Ok(Calibration {
            target: self.target,
            argon2id: suggest_argon2id(self.target, machine.memory_kib_for_a_hash(), argon2id, &mut run)?,
            bcrypt: suggest_bcrypt(self.target, bcrypt, &mut run)?,
            machine,
            usual,
        })
    }
}

impl From<HashFailed> for Stop {
    fn from(failed: HashFailed) -> Self {
        Self::new(Exit::Failed, format!("the measurement ended: {failed}"))
    }
}

/// A time that a login may well take.
fn parse_target(text: &str) -> Result<Duration, String> {
    let range = Duration::from_millis(1)..=Duration::from_secs(5);
    let time = humantime::parse_duration(text).ok();
    time.filter(|time| range.contains(time))
        .ok_or_else(|| "write a time from 1ms to 5s, such as 250ms".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_time_that_a_login_may_take() {
        assert_eq!(parse_target("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse_target("1s"), Ok(Duration::from_secs(1)));
        for wrong in ["", "250", "0ms", "6s", "1h", "fast", "-1s"] {
            assert!(parse_target(wrong).is_err_and(|said| said.contains("such as 250ms")), "{wrong}");
        }
    }
}
