//! What it takes to stand apps behind real proxies: nginx, Caddy, a Python with Flask, and the example app in axum.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use super::browser::in_path;
use crate::apt;
use crate::runner::Runner;

/// The part of the walks that takes it.
pub(crate) const PART: &str = "proxies";

const MISSING: &str = "\
no nginx, Caddy or Python with Flask, and they could not be installed. Install
  Debian, Ubuntu:  apt-get install nginx caddy python3-flask
  Fedora, RHEL:    dnf install nginx caddy python3-flask
  Arch:            pacman -S nginx caddy python-flask
  Alpine:          apk add nginx caddy py3-flask
  macOS:           brew install nginx caddy, and pip install flask";

/// The programs, each as the walks are told of it.
pub(super) fn prepare(runner: &Runner) -> Result<Vec<(&'static str, OsString)>> {
    runner.success(&mut runner.cargo("build --quiet --package bienvenue --example protected"))?;
    if let Some(found) = find(runner) {
        return Ok(found);
    }
    if apt::is_possible() {
        apt::install(runner, &["nginx", "caddy", "python3-flask"])?;
    }
    match find(runner) {
        Some(found) => Ok(found),
        None => bail!(MISSING),
    }
}

fn find(runner: &Runner) -> Option<Vec<(&'static str, OsString)>> {
    // Where only root looks for programs.
    let nginx =
        in_path("nginx").or_else(|| Some(PathBuf::from("/usr/sbin/nginx")).filter(|path| path.is_file()));
    // Debian's first: one in a home cannot be run by anybody else, and the app runs as nobody where that is possible.
    let pythons = [PathBuf::from("/usr/bin/python3"), PathBuf::from("python3")];
    let flask = pythons.into_iter().find(|python| has_flask(runner, python));
    Some(vec![
        ("BIENVENUE_BROWSER_NGINX", nginx?.into()),
        ("BIENVENUE_BROWSER_CADDY", in_path("caddy")?.into()),
        ("BIENVENUE_BROWSER_FLASK", flask?.into()),
        ("BIENVENUE_BROWSER_AXUM", runner.target().join("debug/examples/protected").into()),
    ])
}

fn has_flask(runner: &Runner, python: &Path) -> bool {
    let mut asked = Command::new(python);
    asked.args(["-c", "import flask"]).stdout(Stdio::null()).stderr(Stdio::null());
    runner.status(&mut asked).is_ok_and(|status| status.success())
}
