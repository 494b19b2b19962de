//! Tools for cargo that are not part of it: each of one version, built once and kept aside under `target/tools`.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::runner::Runner;

/// A tool as its package is called.
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Makes the Debian package.
pub(crate) const CARGO_DEB: Tool = Tool { name: "cargo-deb", version: "3.8.0" };
/// Says what may come into the build. Its own build takes a minute and a half.
pub(crate) const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

impl Tool {
    /// The program, which is built first unless it is there.
    pub(crate) fn install(&self, runner: &Runner) -> Result<PathBuf> {
        let tools = runner.target().join("tools");
        let Self { name, version } = self;
        let program = tools.join("bin").join(name);
        let mut ask = Command::new(&program);
        ask.arg("--version").stderr(Stdio::null());
        if !runner.capture(&mut ask).is_ok_and(|(printed, _)| printed.contains(version)) {
            let mut install =
                runner.cargo(&format!("install --locked --debug --version {version} {name} --root"));
            runner.success(install.arg(&tools))?;
        }
        Ok(program)
    }
}
