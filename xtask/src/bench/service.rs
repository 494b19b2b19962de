//! A server under measurement: started in an empty folder, ready when it answers, stopped when dropped.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::machine;
use crate::http;
use crate::port::free_address;
use crate::process::Process;
use crate::runner::Runner;
use crate::scratch::Scratch;

const LIMIT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_micros(200);

/// A running server. The fields' order is their end's order: first the process, then its folder.
#[derive(Debug)]
pub(super) struct Service {
    process: Process,
    _folder: Scratch,
    address: SocketAddr,
    /// From its start to its first good answer.
    pub(super) ready_after: Duration,
}

impl Service {
    /// Starts a program whose arguments say where to listen, and waits until `GET /` gives 200.
    pub(super) fn start(
        runner: &Runner,
        program: &Path,
        arguments: impl FnOnce(SocketAddr) -> Vec<String>,
    ) -> Result<Self> {
        let folder = Scratch::new()?;
        let address = free_address()?;
        let mut command = Command::new(program);
        command
            .args(arguments(address))
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let start = Instant::now();
        let mut process = Process::start(&mut command)?;
        while TcpStream::connect(address).is_err() {
            if let Some(status) = process.try_wait()? {
                bail!("{} ended with {status}", program.display());
            }
            if start.elapsed() > LIMIT {
                bail!("{} does not listen on {address}", program.display());
            }
            runner.check()?;
            std::thread::sleep(POLL);
        }
        let answer = http::request(address, "GET", "/", "")?;
        let ready_after = start.elapsed();
        if answer.status != 200 {
            bail!("GET / gave {}", answer.status);
        }
        Ok(Self { process, _folder: folder, address, ready_after })
    }

    /// Starts the service as a learner does, or on another database.
    pub(super) fn dev(runner: &Runner, program: &Path, database: Option<&str>) -> Result<Self> {
        Self::start(runner, program, |address| {
            let mut words = vec!["dev".to_owned(), "--listen".to_owned(), address.to_string()];
            if let Some(url) = database {
                words.extend(["--database".to_owned(), url.to_owned()]);
            }
            words
        })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Resident memory in bytes.
    pub(super) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let kib: Option<u64> =
            machine::value(&status, "VmRSS").and_then(|value| value.strip_suffix("kB")?.trim().parse().ok());
        Ok(kib.context("no VmRSS")? * 1_024)
    }

    /// Processor time that it has used, in user and kernel mode.
    pub(super) fn processor_time(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        let ticks = ticks(&stat).context("cannot read /proc/PID/stat")?;
        Ok(Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second())?)
    }
}

/// utime + stime, fields 14 and 15. The second field is a name in parentheses that may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11).map(|field| field.parse::<u64>().ok());
    Some(times.next()?? + times.next()??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_times_behind_any_name() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 99 0 0 0 120 34 0 0 20 0 3 0 12345";
        assert_eq!(ticks(stat), Some(154));
        assert_eq!(ticks("42 (short) S 1"), None);
    }
}
