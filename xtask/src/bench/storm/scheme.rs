//! The hashes that storms are measured with, and what they cost alone.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bench::Bench;

/// A hash, and how long its logins are counted: the slower, the longer.
pub(super) const SCHEMES: [Scheme; 2] = [
    Scheme { name: "Argon2id", example: "argon2id", password: "scheme = \"argon2id\"", seconds: 6.0 },
    Scheme {
        name: "bcrypt 12",
        example: "bcrypt",
        password: "scheme = \"bcrypt\"\nbcrypt_cost = 12",
        seconds: 12.0,
    },
];

/// A hash.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scheme {
    pub(super) name: &'static str,
    example: &'static str,
    /// What the configuration says of it.
    pub(super) password: &'static str,
    pub(super) seconds: f64,
}

impl Scheme {
    /// Logins per second if a login were nothing but its hash and the cores did not share a thing; and hashes per
    /// second on all cores at once. The library's example `hashes` prints `hash MILLISECONDS` and `together RATE`.
    pub(super) fn measure(self, bench: &Bench<'_>) -> Result<(f64, f64)> {
        let (output, status) =
            bench.runner.capture(Command::new(bench.example("hashes")).arg(self.example))?;
        if !status.success() {
            bail!("the example `hashes` ended with {status}");
        }
        let number = |name: &str| -> Result<f64> {
            let text = output.lines().find_map(|line| line.strip_prefix(name));
            Ok(text.with_context(|| format!("the example `hashes` printed no `{name}`"))?.trim().parse()?)
        };
        let cores = u32::try_from(std::thread::available_parallelism()?.get())?;
        Ok((f64::from(cores) * 1_000.0 / number("hash ")?, number("together ")?))
    }
}
