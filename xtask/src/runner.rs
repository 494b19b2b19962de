//! Runs commands to their end in the workspace's folder, and stops them when somebody presses Ctrl-C.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::interrupt::Interrupt;
use crate::process::Process;

const POLL: Duration = Duration::from_millis(20);
/// A grandchild that keeps the pipe open must not hold us up after the child has ended.
const AFTERMATH: Duration = Duration::from_secs(5);

/// Where and until when commands run.
#[derive(Debug)]
pub(crate) struct Runner {
    root: PathBuf,
    cargo: OsString,
    interrupt: Arc<Interrupt>,
}

impl Runner {
    /// A runner for the workspace that this program was started in.
    pub(crate) fn new() -> Result<Self> {
        let root = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(package) => Path::new(&package).parent().context("xtask has no parent folder")?.to_owned(),
            None => std::env::current_dir()?,
        };
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Ok(Self { root, cargo, interrupt: Interrupt::listen()? })
    }

    /// The workspace's folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |path| self.root.join(path))
    }

    /// Cargo, the one that runs us, with words separated by spaces as its arguments.
    pub(crate) fn cargo(&self, words: &str) -> Command {
        let mut command = Command::new(&self.cargo);
        command.args(words.split_whitespace()).current_dir(&self.root);
        // What cargo says of this program must not look like a setting of the next build.
        for (name, _) in std::env::vars_os() {
            if name
                .to_str()
                .is_some_and(|name| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR")
            {
                command.env_remove(name);
            }
        }
        command
    }

    /// Waits, and fails when somebody asked to stop.
    pub(crate) fn pause(&self, time: Duration) -> Result<()> {
        if self.interrupt.wait(time) {
            bail!("stopped on request");
        }
        Ok(())
    }

    /// Fails when somebody asked to stop.
    pub(crate) fn check(&self) -> Result<()> {
        self.pause(Duration::ZERO)
    }

    /// Runs a command with our output; how it ended.
    pub(crate) fn status(&self, command: &mut Command) -> Result<ExitStatus> {
        let mut process = Process::start(command)?;
        loop {
            if let Some(status) = process.try_wait()? {
                return Ok(status);
            }
            self.pause(POLL)?;
        }
    }

    /// Runs a command that has to succeed.
    pub(crate) fn success(&self, command: &mut Command) -> Result<()> {
        let status = self.status(command)?;
        if !status.success() {
            bail!("{} ended with {status}", describe(command));
        }
        Ok(())
    }

    /// Runs a command and hands over each line of its standard output as soon as it is there.
    pub(crate) fn lines(&self, command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<ExitStatus> {
        let mut process = Process::start(command.stdout(Stdio::piped()))?;
        let output = process.child_mut().stdout.take().context("no pipe")?;
        let lines = read_in_background(output);
        let mut ended: Option<(ExitStatus, Instant)> = None;
        loop {
            match lines.recv_timeout(POLL) {
                Ok(line) => on_line(&line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.check()?;
            if ended.is_none() {
                ended = process.try_wait()?.map(|status| (status, Instant::now()));
            }
            if ended.is_some_and(|(_, since)| since.elapsed() > AFTERMATH) {
                break;
            }
        }
        loop {
            if let Some(status) = ended.map(|(status, _)| status).or(process.try_wait()?) {
                return Ok(status);
            }
            self.pause(POLL)?;
        }
    }

    /// Runs a command; its standard output and how it ended.
    pub(crate) fn capture(&self, command: &mut Command) -> Result<(String, ExitStatus)> {
        let mut output = String::new();
        let status = self.lines(command, |line| {
            output.push_str(line);
            output.push('\n');
        })?;
        Ok((output, status))
    }
}

/// The command as a person would type it.
pub(crate) fn describe(command: &Command) -> String {
    let mut words = vec![Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy()];
    words.extend(command.get_args().map(|word| word.to_string_lossy()));
    words.join(" ")
}

fn read_in_background(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = sync_channel(1_024);
    std::thread::spawn(move || {
        let mut reader = BufReader::new(output);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
            let line = String::from_utf8_lossy(&bytes);
            if sender.send(line.trim_end_matches(['\n', '\r']).to_owned()).is_err() {
                return;
            }
            bytes.clear();
        }
    });
    receiver
}
