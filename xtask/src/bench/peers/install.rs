//! Puts a peer's packages into a folder of its own, once.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::runner::{Runner, describe};

/// What a peer is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// With `requirements.txt`.
    Python,
    /// With `package.json`.
    Node,
}

/// The list of packages that was installed; written last.
const STAMP: &str = "installed.txt";

/// Installs what `source` asks for into `home`, unless it is there.
pub(super) fn install(runner: &Runner, language: Language, source: &Path, home: &Path) -> Result<()> {
    let list = match language {
        Language::Python => "requirements.txt",
        Language::Node => "package.json",
    };
    let wanted = fs::read_to_string(source.join(list)).with_context(|| format!("no {list}"))?;
    fs::create_dir_all(home)?;
    if language == Language::Node {
        fs::copy(source.join("serve.mjs"), home.join("serve.mjs"))?;
    }
    if fs::read_to_string(home.join(STAMP)).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("Installing {} into {}", source.display(), home.display());
    match language {
        Language::Python => {
            run(runner, Command::new("python3").args(["-m", "venv", "--clear"]).arg(home))?;
            let mut pip = Command::new(home.join("bin/python"));
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
            run(runner, pip.arg(source.join(list)))?;
        }
        Language::Node => {
            fs::write(home.join(list), &wanted)?;
            let mut npm = Command::new("npm");
            npm.args(["install", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
            run(runner, npm.current_dir(home))?;
        }
    }
    fs::write(home.join(STAMP), wanted)?;
    Ok(())
}

fn run(runner: &Runner, command: &mut Command) -> Result<()> {
    let status = runner.status(command)?;
    if !status.success() {
        bail!("{} ended with {status}", describe(command));
    }
    Ok(())
}
