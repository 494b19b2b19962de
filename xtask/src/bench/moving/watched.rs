//! A command from its start to its end, and the most memory that it had.

use std::fs;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::bench::machine;
use crate::process::Process;
use crate::runner::Runner;

/// Often enough: the kernel keeps the largest value until the process ends.
const LOOK: Duration = Duration::from_millis(10);

/// What was seen of a command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watched {
    pub(super) seconds: f64,
    /// Resident memory in bytes.
    pub(super) peak: u64,
    pub(super) status: ExitStatus,
}

impl Watched {
    /// Runs a command that has to succeed.
    pub(super) fn run(runner: &Runner, command: &mut Command) -> Result<Self> {
        let watched = until_its_end(runner, &mut Process::start(command)?)?;
        ensure!(
            watched.status.success(),
            "{} ended with {}",
            command.get_program().display(),
            watched.status
        );
        Ok(watched)
    }
}

/// Looks at a process until it ends.
pub(super) fn until_its_end(runner: &Runner, process: &mut Process) -> Result<Watched> {
    let (start, mut peak) = (Instant::now(), 0);
    loop {
        if let Some(status) = process.try_wait()? {
            return Ok(Watched { seconds: start.elapsed().as_secs_f64(), peak, status });
        }
        // A process that has just ended has no memory any more.
        let kernel = fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap_or_default();
        let most = machine::value(&kernel, "VmHWM")
            .and_then(|value| value.strip_suffix("kB")?.trim().parse::<u64>().ok());
        peak = most.map_or(peak, |kib| kib * 1_024);
        runner.pause(LOOK)?;
    }
}
