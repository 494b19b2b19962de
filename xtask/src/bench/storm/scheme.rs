//! The hashes that storms are measured with, and what they cost alone.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bench::Bench;

/// A hash, and how long its logins are counted: the slower, the longer.
pub(super) const SCHEMES: [Scheme; 2] = [
    Scheme {
        name: "Argon2id",
        examples: ("argon2id", Some("argon2id-in-cache")),
        password: "scheme = \"argon2id\"",
        seconds: 6.0,
    },
    Scheme {
        name: "bcrypt 12",
        examples: ("bcrypt", None),
        password: "scheme = \"bcrypt\"\nbcrypt_cost = 12",
        seconds: 12.0,
    },
];

/// A hash.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scheme {
    pub(super) name: &'static str,
    /// What the library's example `hashes` calls it, and its like that shares no memory between cores.
    examples: (&'static str, Option<&'static str>),
    /// What the configuration says of it.
    pub(super) password: &'static str,
    pub(super) seconds: f64,
}

impl Scheme {
    /// What hashing alone costs.
    pub(super) fn measure(self, bench: &Bench<'_>) -> Result<Hashing> {
        let (example, alike) = self.examples;
        let (possible, together) = run(bench, example)?;
        let in_cache = match alike {
            Some(alike) => {
                let (possible, together) = run(bench, alike)?;
                Some(together / possible)
            }
            None => None,
        };
        Ok(Hashing { possible, together, in_cache })
    }
}

/// Hashing without a server around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hashing {
    /// Hashes per second if the cores shared nothing: cores ÷ time of one.
    pub(super) possible: f64,
    /// Hashes per second on all cores at once.
    pub(super) together: f64,
    /// What all cores at once reach of what is possible, where each has its memory for itself.
    pub(super) in_cache: Option<f64>,
}

/// Possible and together. The library's example `hashes` prints `hash MILLISECONDS` and `together RATE`.
fn run(bench: &Bench<'_>, example: &str) -> Result<(f64, f64)> {
    let (output, status) = bench.runner.capture(Command::new(bench.example("hashes")).arg(example))?;
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
