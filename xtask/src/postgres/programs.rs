//! Finds PostgreSQL's server programs, which most systems keep out of PATH.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::apt;
use crate::runner::Runner;

/// Where packages put the programs of each major version; `*` stands for the version.
const PLACES: [&str; 4] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
];

const MISSING: &str = "\
PostgreSQL's server programs `initdb` and `postgres` are neither in PATH nor where packages put them. Install
  Debian, Ubuntu:  apt-get install postgresql
  Fedora, RHEL:    dnf install postgresql-server
  Arch:            pacman -S postgresql
  Alpine:          apk add postgresql
  macOS:           brew install postgresql@17
No cluster has to be set up or running: the tests make their own.";

/// While this file is there, Debian's package sets up and starts no cluster of its own.
const NO_CLUSTER: &str = "/etc/postgresql-common/createcluster.d/bienvenue-tests.conf";

/// The folder of one installation.
#[derive(Debug)]
pub(crate) struct Programs(PathBuf);

impl Programs {
    /// What [`Self::find`] finds; installed first if there is nothing and apt can do it without a question.
    pub(crate) fn find_or_install(runner: &Runner) -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        if apt::is_possible() {
            install(runner)?;
        }
        match Self::find() {
            Some(found) => Ok(found),
            None => bail!(MISSING),
        }
    }

    /// The newest installation, if there is one.
    pub(crate) fn find() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let in_path = std::env::split_paths(&path).collect::<Vec<_>>();
        let in_places = PLACES.iter().flat_map(|place| versions_of(place));
        in_path.into_iter().chain(in_places).find(|folder| is_complete(folder)).map(Self)
    }

    /// Where the programs are.
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// The program that makes a cluster.
    pub(crate) fn initdb(&self) -> PathBuf {
        self.0.join("initdb")
    }

    /// The server.
    pub(crate) fn postgres(&self) -> PathBuf {
        self.0.join("postgres")
    }
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file())
}

/// The folders that match `before*after`, newest version first.
fn versions_of(place: &str) -> Vec<PathBuf> {
    let Some((before, after)) = place.split_once('*') else { return Vec::new() };
    let Some((parent, prefix)) = before.rsplit_once('/') else { return Vec::new() };
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let mut versions: Vec<u32> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_prefix(prefix)?.parse().ok())
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.into_iter().map(|version| PathBuf::from(format!("{before}{version}{after}"))).collect()
}

fn install(runner: &Runner) -> Result<()> {
    let file = Path::new(NO_CLUSTER);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, "create_main_cluster = false\n")?;
    let installed = apt::install(runner, &["postgresql"]);
    fs::remove_file(file)?;
    installed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn the_newest_version_comes_first() {
        let scratch = Scratch::new().unwrap();
        for name in ["9", "15", "100", "extra"] {
            fs::create_dir(scratch.path().join(name)).unwrap();
        }
        let root = scratch.path().display();
        let found = versions_of(&format!("{root}/*/bin"));
        let expected: Vec<PathBuf> =
            ["100", "15", "9"].iter().map(|version| format!("{root}/{version}/bin").into()).collect();
        assert_eq!(found, expected);
    }
}
