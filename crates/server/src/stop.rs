//! Why a command ends early: what is wrong, what to do next, and the exit code.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::process::ExitCode;

use bienvenue::{AdminError, BuildError, Fault};

/// The exit codes; `bienvenue --help` and docs/configuration.md list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is done. A stop with this code is silent: whoever read the output has seen enough.
    Done = 0,
    /// It could not be done: the database is not available, the address is in use.
    Failed = 1,
    /// The command line is wrong. Mostly clap says so.
    Usage = 2,
    /// The configuration is wrong, or something is missing from it.
    Configuration = 3,
    /// There is no such user, session or database.
    NotFound = 4,
    /// It is not to be done: already registered, password not acceptable, not confirmed.
    Refused = 5,
}

/// A command that ends early.
#[derive(Debug)]
pub(crate) struct Stop {
    exit: Exit,
    message: String,
    next: String,
}

impl Stop {
    /// Ends with this code and says why, in words that begin in lower case.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), next: String::new() }
    }

    /// Adds what to do about it.
    pub(crate) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }

    /// What to do about it, in words.
    pub(crate) fn advice(&self) -> String {
        self.next.clone()
    }

    /// A failure with everything below it.
    pub(crate) fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
        Self::new(Exit::Failed, with_causes(error))
    }

    /// What is wrong, on one line.
    pub(crate) fn message(&self) -> String {
        self.message.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Tells standard error and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        if self.exit != Exit::Done {
            let mut text = format!("error: {}\n", self.message);
            if !self.next.is_empty() {
                let _ = writeln!(text, "\n{}", self.next);
            }
            let _ = std::io::stderr().lock().write_all(text.as_bytes());
        }
        ExitCode::from(self.exit as u8)
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// An error and its causes on one line. A cause that its error has quoted already is not told twice.
pub(crate) fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let told = error.to_string();
        if !text.contains(&told) {
            let _ = write!(text, ": {told}");
        }
        cause = error.source();
    }
    text
}

/// Nobody reads on (`bienvenue user list | head`): that is no failure.
impl From<std::io::Error> for Stop {
    fn from(cause: std::io::Error) -> Self {
        if cause.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Done, "");
        }
        Self::new(Exit::Failed, format!("input or output failed: {cause}"))
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::failed(&fault)
    }
}

/// For what no operator is refused.
impl From<AdminError> for Stop {
    fn from(error: AdminError) -> Self {
        Self::failed(&error)
    }
}

impl From<BuildError> for Stop {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Scheme(rejected) => Self::new(Exit::Configuration, rejected.to_string()),
            BuildError::Fault(fault) => fault.into(),
        }
    }
}
