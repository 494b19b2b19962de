//! The load generator as a process of its own, and what it tells.

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Bench;
use crate::load::{Interval, Summary};

/// A run of the generator, put together word by word.
#[derive(Clone, Debug)]
pub(super) struct Load(Vec<String>);

/// What a run told.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) summary: Summary,
    pub(super) intervals: Vec<Interval>,
}

impl Load {
    /// `GET` on a path for some seconds.
    pub(super) fn get(address: SocketAddr, path: &str, connections: u32, seconds: f64) -> Self {
        Self(vec!["load".to_owned()])
            .with("--url", format!("http://{address}{path}").as_str())
            .with("--connections", connections)
            .with("--seconds", seconds)
    }

    /// `POST` of a form; `{n}` in it is the request's number.
    pub(super) fn post(address: SocketAddr, path: &str, connections: u32, seconds: f64, form: &str) -> Self {
        Self::get(address, path, connections, seconds).with("--method", "POST").with("--body", form)
    }

    /// The same with an option more.
    pub(super) fn with(mut self, name: &str, value: impl Display + Copy) -> Self {
        self.0.extend([name.to_owned(), value.to_string()]);
        self
    }

    /// With a session.
    pub(super) fn cookie(self, cookie: Option<&str>) -> Self {
        match cookie {
            Some(cookie) => self.with("--cookie", cookie),
            None => self,
        }
    }

    /// With the sessions of a file, in turn.
    pub(super) fn cookies(self, file: &Path) -> Self {
        self.with("--cookies", file.to_string_lossy().as_ref())
    }

    /// Runs it to its end.
    pub(super) fn run(&self, bench: &Bench<'_>) -> Result<Told> {
        let mut command = Command::new(bench.load());
        command.args(&self.0);
        let (output, status) = bench.runner.capture(&mut command)?;
        if output.is_empty() {
            bail!("the load generator ended with {status}");
        }
        let first = output.lines().next().context("the load generator said nothing")?;
        Ok(Told { summary: Summary::from_json(first)?, intervals: Interval::read_all(&output)? })
    }

    /// Runs it; a failed request is a failure of the measure.
    pub(super) fn run_without_errors(&self, bench: &Bench<'_>) -> Result<Told> {
        let told = self.run(bench)?;
        if told.summary.errors > 0 {
            bail!("{} connections of the load generator failed", told.summary.errors);
        }
        Ok(told)
    }
}
