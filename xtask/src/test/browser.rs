//! Walks the pages with the machine's own Chromium: whole journeys in `dev` and in `serve` behind TLS, each page as everybody
//! may look at it, what other sites try, and other apps behind real proxies. The walks are in `tests/browser`; they start the program themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::proxies;
use crate::apt;
use crate::runner::Runner;
use crate::tally::Tally;

/// What it is called on one system and on another.
const CHROMIUMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

const MISSING: &str = "\
no Chromium, Node.js (18 or newer) or npm, and they could not be installed. Install
  Debian:          apt-get install chromium nodejs npm
  Fedora, RHEL:    dnf install chromium nodejs npm
  Arch:            pacman -S chromium nodejs npm
  Alpine:          apk add chromium nodejs npm
  macOS:           brew install chromium node";

/// The programs that it takes.
struct Programs {
    node: PathBuf,
    npm: PathBuf,
    chromium: PathBuf,
}

/// Runs it and counts its tests; arguments name parts of it. The step's name when it broke otherwise than by a failed test.
pub(crate) fn run(runner: &Runner, arguments: &[String], tally: &mut Tally) -> Result<Option<String>> {
    walk(runner, "main.js", arguments, tally)
}

/// Makes the pictures in `docs/pages`.
pub(crate) fn take_pictures(runner: &Runner) -> Result<Option<String>> {
    walk(runner, "pictures.js", &["../../docs/pages".to_owned()], &mut Tally::default())
}

fn walk(runner: &Runner, script: &str, arguments: &[String], tally: &mut Tally) -> Result<Option<String>> {
    let folder = runner.root().join("tests/browser");
    let programs = Programs::find_or_install(runner)?;
    install_packages(runner, &programs, &folder)?;
    runner.success(&mut runner.cargo("build --quiet --package bienvenue-server"))?;
    let takes_proxies = arguments.is_empty() || arguments.iter().any(|part| part == proxies::PART);
    let proxies = if takes_proxies { proxies::prepare(runner)? } else { Vec::new() };
    println!("Walking the pages with a browser");
    let mut command = Command::new(&programs.node);
    command
        .args(["--test-reporter=spec", script])
        .args(arguments)
        .current_dir(&folder)
        .env("BIENVENUE_BROWSER_PROGRAM", runner.target().join("debug/bienvenue"))
        .env("BIENVENUE_BROWSER_CHROMIUM", &programs.chromium)
        .envs(proxies);
    let mut found = Tally::default();
    let status = runner.lines(&mut command, |line| {
        println!("{line}");
        found.read_of_node(line);
    })?;
    tally.add(found);
    Ok((!status.success() && found.failed == 0).then(|| format!("tests/browser/{script}")))
}

/// Installs what the lock file names, once: to the letter, and without running what a package brings along.
fn install_packages(runner: &Runner, programs: &Programs, folder: &Path) -> Result<()> {
    /// The lock file that was installed; written last.
    const STAMP: &str = "node_modules/installed.json";
    let wanted = fs::read_to_string(folder.join("package-lock.json"))?;
    if fs::read_to_string(folder.join(STAMP)).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("Installing what {} names", folder.join("package-lock.json").display());
    let mut install = Command::new(&programs.npm);
    install.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder);
    runner.success(&mut install)?;
    Ok(fs::write(folder.join(STAMP), wanted)?)
}

impl Programs {
    fn find_or_install(runner: &Runner) -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        if apt::is_possible() {
            apt::install(runner, &["chromium", "nodejs", "npm"])?;
        }
        match Self::find() {
            Some(found) => Ok(found),
            None => bail!(MISSING),
        }
    }

    fn find() -> Option<Self> {
        Some(Self {
            node: in_path("node")?,
            npm: in_path("npm")?,
            chromium: CHROMIUMS.into_iter().find_map(in_path)?,
        })
    }
}

pub(super) fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}
