//! Puts a peer's packages into a folder of its own, once.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::python;
use crate::runner::Runner;

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
    match language {
        Language::Python => python::with_packages(runner, &source.join("requirements.txt"), home),
        Language::Node => install_node(runner, source, home),
    }
}

fn install_node(runner: &Runner, source: &Path, home: &Path) -> Result<()> {
    const LIST: &str = "package.json";
    let wanted = fs::read_to_string(source.join(LIST)).with_context(|| format!("no {LIST}"))?;
    fs::create_dir_all(home)?;
    fs::copy(source.join("serve.mjs"), home.join("serve.mjs"))?;
    if fs::read_to_string(home.join(STAMP)).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("Installing {} into {}", source.display(), home.display());
    fs::write(home.join(LIST), &wanted)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
    runner.success(npm.current_dir(home))?;
    Ok(fs::write(home.join(STAMP), wanted)?)
}
