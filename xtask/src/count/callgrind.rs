//! The program that is counted, and callgrind around it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::runner::{Runner, describe};
use crate::scratch::Scratch;

const MISSING: &str = "\
no `valgrind`, and it could not be installed. Install it: the package is `valgrind` on Debian, Ubuntu, Fedora, Arch and
Alpine";

/// What a run starts from, and what it leaves behind.
const PREPARED: &str = "prepared";
const USED: &str = "used";

/// A program and a database, ready to be run.
#[derive(Debug)]
pub(super) struct Callgrind<'a> {
    runner: &'a Runner,
    program: PathBuf,
    folder: Scratch,
}

impl<'a> Callgrind<'a> {
    /// Finds valgrind, builds as it is shipped, and makes a database.
    pub(super) fn prepare(runner: &'a Runner) -> Result<Self> {
        find_or_install(runner)?;
        // Without PostgreSQL, which is not counted and takes its time to build.
        let features = "--no-default-features --features sqlite,http";
        runner.success(
            &mut runner.cargo(&format!("build --profile dist -p bienvenue {features} --example counted")),
        )?;
        let program = runner.target().join("dist/examples/counted");
        let folder = Scratch::new()?;
        let database = folder.path().join(PREPARED).with_extension("db");
        runner.success(Command::new(&program).arg(database).arg("prepare"))?;
        Ok(Self { runner, program, folder })
    }

    /// Instructions of a whole run, of all threads together, with its start.
    pub(super) fn total(&self, operation: &str, times: u32) -> Result<u64> {
        let database = self.fresh_database()?;
        let profile = self.folder.path().join("callgrind");
        let said = self.folder.path().join("said");
        let mut command = Command::new("valgrind");
        command
            .arg("--tool=callgrind")
            .arg(format!("--callgrind-out-file={}", profile.display()))
            .arg(&self.program)
            .args([database.as_os_str(), operation.as_ref(), times.to_string().as_ref()])
            .stdout(Stdio::null())
            .stderr(fs::File::create(&said)?);
        if !self.runner.status(&mut command)?.success() {
            bail!("{} failed:\n{}", describe(&command), fs::read_to_string(&said)?);
        }
        total(&fs::read_to_string(&profile)?).context("callgrind has written no total")
    }

    /// Every run begins with the same rows, and with a write-ahead log of its own.
    fn fresh_database(&self) -> Result<PathBuf> {
        let path = |name: &str, extension: &str| self.folder.path().join(name).with_extension(extension);
        for left in ["db-wal", "db-shm"] {
            remove_if_there(&path(USED, left))?;
        }
        for file in ["db", "secrets"] {
            fs::copy(path(PREPARED, file), path(USED, file)).context("cannot copy the prepared database")?;
        }
        Ok(path(USED, "db"))
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot delete {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// The line `totals: 123` of callgrind's file.
fn total(profile: &str) -> Option<u64> {
    profile.lines().find_map(|line| line.strip_prefix("totals:"))?.trim().parse().ok()
}

fn find_or_install(runner: &Runner) -> Result<()> {
    if !is_there(runner) && apt::is_possible() {
        apt::install(runner, &["valgrind"])?;
    }
    if !is_there(runner) {
        bail!(MISSING);
    }
    Ok(())
}

fn is_there(runner: &Runner) -> bool {
    let mut command = Command::new("valgrind");
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    runner.status(&mut command).is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_total_of_a_profile() {
        assert_eq!(total("# callgrind format\nevents: Ir\nsummary: 5\n\ntotals: 9166244\n"), Some(9_166_244));
        assert_eq!(total("events: Ir\n"), None);
    }
}
