//! What it takes to run the samples of the documents: the tools that stand in them, and nginx.

use anyhow::{Result, bail};

use super::browser::in_path;
use crate::apt;
use crate::runner::Runner;

/// Each tool with the package of Debian that has it.
const TOOLS: [(&str, &str); 5] =
    [("bash", "bash"), ("curl", "curl"), ("jq", "jq"), ("openssl", "openssl"), ("nginx", "nginx")];
/// Where only root looks for programs.
const OF_ROOT: &str = "/usr/sbin";

/// Sees to it that all are there.
pub(super) fn prepare(runner: &Runner) -> Result<()> {
    let missing = || TOOLS.into_iter().filter(|(tool, _)| !is_there(tool)).map(|(_, package)| package);
    let packages: Vec<_> = missing().collect();
    if !packages.is_empty() && apt::is_possible() {
        apt::install(runner, &packages)?;
    }
    match missing().collect::<Vec<_>>().as_slice() {
        [] => Ok(()),
        packages => bail!("to run the samples of the documents, install {}", packages.join(" ")),
    }
}

fn is_there(tool: &str) -> bool {
    in_path(tool).is_some() || std::path::Path::new(OF_ROOT).join(tool).is_file()
}
