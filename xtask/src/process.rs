//! A process that does not outlive the value that owns it: not after an error, a panic or Ctrl-C.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid};

/// How long a process may take to end by itself before it is killed.
const PATIENCE: Duration = Duration::from_secs(10);

/// A child process that leads a process group of its own. Dropping it ends the group.
///
/// The group keeps Ctrl-C away from it: only this program is asked, and it stops things in order.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    stop_signal: Signal,
    is_reaped: bool,
}

impl Process {
    /// Starts `command` without standard input. SIGTERM asks it to stop.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Self { child, stop_signal: Signal::TERM, is_reaped: false })
    }

    /// The same process, asked to stop by another signal.
    pub(crate) fn stopped_by(mut self, signal: Signal) -> Self {
        self.stop_signal = signal;
        self
    }

    /// The child, to take its pipes.
    pub(crate) fn child_mut(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub(crate) fn try_wait(&mut self) -> Result<Option<ExitStatus>> {
        let status = self.child.try_wait()?;
        self.is_reaped |= status.is_some();
        Ok(status)
    }

    /// Ends the process and its group; waits until it is gone.
    pub(crate) fn stop(&mut self) {
        if self.is_reaped {
            return;
        }
        let Some(pid) = Pid::from_raw(self.child.id().cast_signed()) else { return };
        // Until the child is reaped its id, and so the group's, cannot belong to anybody else.
        if self.stop_signal == Signal::TERM {
            let _ = kill_process_group(pid, Signal::TERM);
        } else {
            let _ = kill_process(pid, self.stop_signal);
        }
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end && !has_ended(pid) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = kill_process_group(pid, Signal::KILL);
        drop(self.child.wait());
        self.is_reaped = true;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Looks without reaping, so that the id stays ours.
fn has_ended(pid: Pid) -> bool {
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(waitid(WaitId::Pid(pid), look), Ok(None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_process_is_gone() {
        let process = Process::start(Command::new("sleep").arg("60")).unwrap();
        let pid = Pid::from_raw(process.id().cast_signed()).unwrap();
        assert!(!has_ended(pid));
        let start = Instant::now();
        drop(process);
        assert!(start.elapsed() < PATIENCE);
        assert!(rustix::process::test_kill_process(pid).is_err());
    }

    #[test]
    fn an_end_is_seen_once() {
        let mut process = Process::start(&mut Command::new("false")).unwrap();
        let status = loop {
            if let Some(status) = process.try_wait().unwrap() {
                break status;
            }
        };
        assert!(!status.success());
        process.stop();
    }
}
