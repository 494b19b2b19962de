//! Python with the packages that something needs, set up aside where the system's will not do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::runner::Runner;

const MISSING: &str = "\
no Python with the package `requests`, and none could be set up. Install
  Debian, Ubuntu:  apt-get install python3-requests   (or python3-venv, to let this program install it aside)
  Fedora, RHEL:    dnf install python3-requests
  Arch:            pacman -S python-requests
  Alpine:          apk add py3-requests
  macOS:           brew install python";

/// The system's Python if it will do, else one in a virtual environment under `target/`, else Debian's package.
pub(crate) fn with_requests(runner: &Runner) -> Result<PathBuf> {
    let system = PathBuf::from("python3");
    if has_requests(runner, &system) {
        return Ok(system);
    }
    let environment = runner.target().join("python");
    let aside = environment.join("bin/python3");
    if has_requests(runner, &aside) || make_environment(runner, &system, &environment) {
        return Ok(aside);
    }
    if apt::is_possible() {
        apt::install(runner, &["python3", "python3-requests"])?;
        // Debian's own, whatever other `python3` comes first in PATH.
        let debian = PathBuf::from("/usr/bin/python3");
        if has_requests(runner, &debian) {
            return Ok(debian);
        }
    }
    bail!(MISSING)
}

/// Sets up a virtual environment in `home` with what a list of packages asks for, once.
pub(crate) fn with_packages(runner: &Runner, list: &Path, home: &Path) -> Result<()> {
    /// The list that was installed; written last.
    const STAMP: &str = "installed.txt";
    let wanted = fs::read_to_string(list).with_context(|| format!("no {}", list.display()))?;
    if fs::read_to_string(home.join(STAMP)).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("Installing {} into {}", list.display(), home.display());
    let mut make = Command::new("python3");
    make.args(["-m", "venv", "--clear"]).arg(home);
    if !quiet(runner, &mut make) {
        // Debian keeps a part of Python in a package of its own.
        apt::install(runner, &["python3", "python3-venv"])?;
        runner.success(&mut make)?;
    }
    let mut pip = Command::new(home.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
    runner.success(pip.arg(list))?;
    Ok(fs::write(home.join(STAMP), wanted)?)
}

fn has_requests(runner: &Runner, python: &Path) -> bool {
    quiet(runner, Command::new(python).args(["-c", "import requests"]).stderr(Stdio::null()))
}

fn make_environment(runner: &Runner, system: &Path, environment: &Path) -> bool {
    println!("Setting up Python's `requests` in {}", environment.display());
    let pip = environment.join("bin/pip");
    quiet(runner, Command::new(system).args(["-m", "venv", "--clear"]).arg(environment))
        && quiet(
            runner,
            Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", "requests"]),
        )
}

fn quiet(runner: &Runner, command: &mut Command) -> bool {
    runner.status(command.stdout(Stdio::null())).is_ok_and(|status| status.success())
}
