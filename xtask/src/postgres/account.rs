//! The user that PostgreSQL runs as: it refuses to run as root, which is who one is in most containers.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// In this order: the package's own user, then the one that owns nothing.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// Whom the server's files and processes belong to.
#[derive(Debug)]
pub(crate) enum Account {
    /// The person who started this program.
    Own,
    /// Somebody else, because that person is root.
    Other { user: u32, group: u32 },
}

impl Account {
    /// An account that PostgreSQL accepts.
    pub(crate) fn unprivileged() -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Own);
        }
        for name in CANDIDATES {
            if let (Some(user), Some(group)) = (id("-u", name)?, id("-g", name)?) {
                return Ok(Self::Other { user, group });
            }
        }
        bail!("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as")
    }

    /// Makes a file or folder belong to the account.
    pub(crate) fn give(&self, path: &Path) -> Result<()> {
        match *self {
            Self::Own => Ok(()),
            Self::Other { user, group } => chown(path, Some(user), Some(group))
                .with_context(|| format!("cannot give {} to PostgreSQL's user", path.display())),
        }
    }

    /// A command that runs as the account in a folder that the account can enter.
    pub(crate) fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder);
        if let Self::Other { user, group } = *self {
            command.uid(user).gid(group);
        }
        command
    }
}

fn id(what: &str, name: &str) -> Result<Option<u32>> {
    let output = Command::new("id").args([what, name]).output().context("cannot run `id`")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}
