//! Installing Debian packages, where that needs no question: as root on Debian, Ubuntu and their like.

use std::process::Command;

use anyhow::Result;

use crate::runner::Runner;

/// Whether [`install`] can work here.
pub(crate) fn is_possible() -> bool {
    rustix::process::geteuid().is_root()
        && std::env::var_os("PATH")
            .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("apt-get").is_file()))
}

/// Installs packages with their dependencies, showing apt's own progress.
pub(crate) fn install(runner: &Runner, packages: &[&str]) -> Result<()> {
    println!("Installing {} with apt-get", packages.join(", "));
    runner.success(apt_get().arg("update"))?;
    runner.success(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
