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

const LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_micros(200);

/// A running server. The fields' order is their end's order: first the process, then its folder.
#[derive(Debug)]
pub(crate) struct Service {
    process: Process,
    _folder: Scratch,
    address: SocketAddr,
    /// From its start to its first good answer.
    pub(super) ready_after: Duration,
}

/// What `bienvenue serve` is told.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Serving<'a> {
    /// The database; none is a new file.
    pub(super) database: Option<&'a str>,
    /// Lines for the section `[password]`.
    pub(super) password: &'a str,
    /// Where figures are told.
    pub(super) metrics: Option<SocketAddr>,
}

impl Service {
    /// Starts a program whose arguments say where to listen, and waits until `GET /` gives 200.
    pub(super) fn start(
        runner: &Runner,
        program: &Path,
        arguments: impl FnOnce(SocketAddr) -> Vec<String>,
    ) -> Result<Self> {
        Self::command(runner, |address, _| {
            let mut command = Command::new(program);
            command.args(arguments(address));
            Ok(command)
        })
    }

    /// Starts any command, made for an address and an empty folder to work in, and waits until `GET /` gives 200.
    pub(crate) fn command(
        runner: &Runner,
        make: impl FnOnce(SocketAddr, &Path) -> Result<Command>,
    ) -> Result<Self> {
        // Beside the build, not in the folder for temporary files: that may be memory, and a database needs a disk.
        let folder = Scratch::inside(&runner.target())?;
        let address = free_address()?;
        let mut command = make(address, folder.path())?;
        command.current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let mut process = Process::start(&mut command)?;
        while TcpStream::connect(address).is_err() {
            let program = command.get_program().display();
            if let Some(status) = process.try_wait()? {
                bail!("{program} ended with {status}");
            }
            if start.elapsed() > LIMIT {
                bail!("{program} does not listen on {address}");
            }
            runner.check()?;
            std::thread::sleep(POLL);
        }
        let answer = http::request(address, "GET", "/", "", None)?;
        let ready_after = start.elapsed();
        if answer.status != 200 {
            bail!("GET / gave {}", answer.status);
        }
        Ok(Self { process, _folder: folder, address, ready_after })
    }

    /// Starts the service as on the internet, but for TLS and for throttles: all that is measured comes from one address.
    pub(super) fn serve(runner: &Runner, program: &Path, serving: Serving<'_>) -> Result<Self> {
        Self::command(runner, |address, folder| {
            let file = folder.join("bienvenue.toml");
            let own = format!("sqlite:{}", folder.join("bienvenue.db").display());
            let metrics =
                serving.metrics.map(|at| format!("metrics.listen = \"{at}\"\n")).unwrap_or_default();
            let text = format!(
                "{metrics}public_url = \"http://{address}\"\nlisten = \"{address}\"\n[database]\nurl = \"{}\"\n\
                 [registration]\nverification = \"optional\"\n[log]\nlevel = \"warn\"\n\
                 [throttle]\nmode = \"off\"\n[password]\n{}\n",
                serving.database.unwrap_or(&own),
                serving.password
            );
            fs::write(&file, text)?;
            let mut command = Command::new(program);
            command.args(["serve", "--config"]).arg(file);
            Ok(command)
        })
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

    /// Processor time that its processes have used, in user and kernel mode.
    pub(super) fn processor_time(&self) -> Result<Duration> {
        let mut ticks = 0;
        for entry in fs::read_dir("/proc")? {
            // A process may end while one looks; one that ended is not counted.
            let stat = fs::read_to_string(entry?.path().join("stat")).unwrap_or_default();
            let used = used(&stat).filter(|(group, _)| *group == self.process.id());
            ticks += used.map_or(0, |(_, ticks)| ticks);
        }
        Ok(Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second())?)
    }
}

/// The process group, field 5, and utime + stime, fields 14 and 15. The second field is a name in parentheses that
/// may hold anything.
fn used(stat: &str) -> Option<(u32, u64)> {
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some((fields.get(2)?.parse().ok()?, ticks(11)? + ticks(12)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_times_behind_any_name() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 99 0 0 0 120 34 0 0 20 0 3 0 12345";
        assert_eq!(used(stat), Some((42, 154)));
        assert_eq!(used("42 (short) S 1"), None);
    }
}
