//! A Python that has `requests`, for the end-to-end client.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

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
