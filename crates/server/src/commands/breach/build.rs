//! `bienvenue breach build`

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bienvenue::breaches::FilterBuilder;

use super::list::{Form, List};
use crate::output::{counted, say};
use crate::progress::Progress;
use crate::stop::{Exit, Stop};

#[derive(Debug, clap::Args)]
#[command(before_help = "  $ bienvenue breach build --from hashes.txt --to breached.filter\n  \
                         $ bienvenue breach build --plaintext --from words.txt --to breached.filter")]
pub(crate) struct Build {
    /// The list; `-` is standard input
    #[arg(long, value_name = "LIST")]
    from: PathBuf,
    /// The filter to write; one that is there is replaced when the new one is complete
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Each line is a password and no hash
    #[arg(long)]
    plaintext: bool,
}

impl Build {
    pub(super) fn run(self) -> Result<(), Stop> {
        let form = if self.plaintext { Form::Plaintext } else { Form::Hashes };
        let (input, length) = open(&self.from)?;
        let mut list = List::new(BufReader::with_capacity(1 << 18, input), form);
        let mut report = Report::new(length);
        let mut builder = FilterBuilder::new(&self.to);
        let unwritten = |cause: std::io::Error| {
            Stop::new(Exit::Failed, format!("{} cannot be written: {cause}", self.to.display()))
        };
        loop {
            let next = list.next().map_err(|wrong| {
                Stop::new(Exit::Failed, format!("{}, {wrong}", self.from.display())).next(
                    "No filter was written. `--plaintext` takes lines that are passwords and no hashes.",
                )
            });
            let Some(hash) = next? else { break };
            builder.add(&hash).map_err(unwritten)?;
            report.reading(&list);
        }
        let lines = list.lines();
        let count = builder.finish(|done, total| report.writing(done, total)).map_err(unwritten)?;
        drop(report);
        say(format!("{} holds {} of {}", self.to.display(), hashes(count), counted(lines, "line")))
    }
}

fn hashes(count: u64) -> String {
    if count == 1 { "1 hash".to_owned() } else { format!("{count} hashes") }
}

/// The list, and how many bytes it has if that is known.
fn open(path: &Path) -> Result<(Box<dyn Read>, Option<u64>), Stop> {
    if path == Path::new("-") {
        return Ok((Box::new(std::io::stdin().lock()), None));
    }
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, file) = opened.map_err(|cause| {
        let is_missing = cause.kind() == std::io::ErrorKind::NotFound;
        let exit = if is_missing { Exit::NotFound } else { Exit::Failed };
        Stop::new(exit, format!("{} cannot be read: {cause}", path.display()))
    })?;
    Ok((Box::new(file), metadata.is_file().then_some(metadata.len())))
}

/// How far it is, a few times a second.
struct Report {
    progress: Progress,
    started: Instant,
    told: Instant,
    length: Option<u64>,
}

impl Report {
    fn new(length: Option<u64>) -> Self {
        let now = Instant::now();
        Self { progress: Progress::new(), started: now, told: now, length }
    }

    /// The clock is looked at now and then only: a line takes less time than that.
    fn reading(&mut self, list: &List<impl std::io::BufRead>) {
        const NOW_AND_THEN: u64 = 1 << 14;
        if !list.lines().is_multiple_of(NOW_AND_THEN) || self.told.elapsed() < Duration::from_millis(200) {
            return;
        }
        self.told = Instant::now();
        let elapsed = self.started.elapsed();
        let remaining = self.length.and_then(|length| remaining(elapsed, list.bytes(), length));
        let remaining = remaining.map_or_else(String::new, |time| format!(", {} s left", time.as_secs()));
        let rate = u128::from(list.lines()) * 1_000 / elapsed.as_millis().max(1);
        self.progress.tell(&format!("reading: {} lines, {rate} a second{remaining}", list.lines()));
    }

    fn writing(&mut self, done: u64, total: u64) {
        self.progress.tell(&format!("writing: {} % of {total} hashes", done * 100 / total.max(1)));
    }
}

/// How long the rest takes if it goes on as it went.
fn remaining(elapsed: Duration, done: u64, all: u64) -> Option<Duration> {
    let rest = u128::from(all.saturating_sub(done));
    let millis = elapsed.as_millis() * rest / u128::from(done.max(1));
    u64::try_from(millis).ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains_is_what_it_took_for_the_rest() {
        let second = Duration::from_secs(1);
        assert_eq!(remaining(second, 25, 100), Some(3 * second));
        assert_eq!(remaining(second, 100, 100), Some(Duration::ZERO));
        assert_eq!(remaining(second, 101, 100), Some(Duration::ZERO));
        assert_eq!(remaining(Duration::ZERO, 0, 100), Some(Duration::ZERO));
    }
}
