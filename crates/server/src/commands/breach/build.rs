//! `bienvenue breach build`

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use bienvenue::breaches::FilterBuilder;

use super::list::{Form, List};
use crate::output::{counted, say};
use crate::progress::Pace;
use crate::stop::{Exit, Stop};

const NOW_AND_THEN: u64 = 1 << 14;

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
        let mut pace = Pace::new("reading", "line", length);
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
            // The clock is looked at now and then only: a line takes less time than that.
            if list.lines().is_multiple_of(NOW_AND_THEN) {
                pace.tell(list.lines(), list.bytes());
            }
        }
        let lines = list.lines();
        let writing = |done, total: u64| {
            pace.say(&format!("writing: {} % of {total} hashes", done * 100 / total.max(1)));
        };
        let count = builder.finish(writing).map_err(unwritten)?;
        drop(pace);
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
