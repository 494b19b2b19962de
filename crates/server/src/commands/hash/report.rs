//! A calibration as a table with settings to copy, and as JSON.

use std::time::Duration;

use bienvenue::core::password::hash::HashScheme;
use serde::Serialize;

use super::measure::Measured;
use super::suggest::Suggestion;
use super::{Calibration, Machine};
use crate::output::{Output, counted, json, say};
use crate::stop::Stop;

/// Prints a table, and what to write into bienvenue.toml.
pub(super) fn print_text(found: &Calibration) -> Result<(), Stop> {
    let mut output = Output::new();
    let cores = counted(found.machine.cores.get() as u64, "core");
    output.line(format!("Hashing on {cores}, as many hashes at once when all are busy.\n"))?;
    output.line("SCHEME                             ALONE   ALL BUSY   LOGINS/S     MEMORY")?;
    for measured in rows(found) {
        output.line(row(&measured))?;
    }
    let target = shown(found.target);
    output.line(format!("\nFor a hash in {target} while every core hashes, write into bienvenue.toml"))?;
    for (index, suggestion) in [&found.argon2id, &found.bcrypt].into_iter().enumerate() {
        let or = if index == 0 { "" } else { "or\n\n" };
        output.line(format!("\n{or}{}", settings(&suggestion.measured.scheme)))?;
        if suggestion.is_floor {
            let took = shown(suggestion.measured.busy);
            output.line(format!("# It takes {took} here. What takes {target} would be too weak."))?;
        }
    }
    output.finish()
}

/// Each scheme once, in the order in which it was measured.
fn rows(found: &Calibration) -> Vec<Measured> {
    let [argon2id, bcrypt] = found.usual;
    let mut rows = vec![argon2id, found.argon2id.measured, bcrypt, found.bcrypt.measured];
    rows.dedup_by_key(|measured| measured.scheme);
    rows
}

fn row(measured: &Measured) -> String {
    let memory = match measured.memory_kib() {
        0 => "-".to_owned(),
        kib => format!("{} MiB", kib.div_ceil(1_024)),
    };
    format!(
        "{:<29} {:>10} {:>10} {:>10.1} {:>10}",
        describe(&measured.scheme),
        shown(measured.alone),
        shown(measured.busy),
        measured.logins_per_second(),
        memory
    )
}

/// A scheme in a few words.
pub(super) fn describe(scheme: &HashScheme) -> String {
    match scheme {
        HashScheme::Argon2id { memory_kib, iterations, .. } => {
            format!("argon2id {memory_kib} KiB, {}", passes(*iterations))
        }
        HashScheme::Bcrypt { cost } => format!("bcrypt cost {cost}"),
    }
}

fn passes(count: u32) -> String {
    format!("{count} pass{}", if count == 1 { "" } else { "es" })
}

/// A time in milliseconds with three digits.
fn shown(time: Duration) -> String {
    let millis = milliseconds(time);
    let digits = if millis < 10.0 { 2 } else { usize::from(millis < 100.0) };
    format!("{millis:.digits$} ms")
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The lines of bienvenue.toml that set a scheme.
fn settings(scheme: &HashScheme) -> String {
    match scheme {
        HashScheme::Argon2id { memory_kib, iterations, parallelism } => format!(
            "[password]\nscheme = \"argon2id\"\nargon2_memory_kib = {memory_kib}\nargon2_iterations = {iterations}\n\
             argon2_parallelism = {parallelism}"
        ),
        HashScheme::Bcrypt { cost } => format!("[password]\nscheme = \"bcrypt\"\nbcrypt_cost = {cost}"),
    }
}

/// Prints one object on one line.
pub(super) fn print_json(found: &Calibration) -> Result<(), Stop> {
    let Machine { cores, .. } = found.machine;
    say(json(&CalibrationJson {
        cores: cores.get(),
        target_ms: milliseconds(found.target),
        measured: rows(found).iter().map(MeasuredJson::of).collect(),
        suggested: [&found.argon2id, &found.bcrypt].map(SuggestionJson::of),
    })?)
}

#[derive(Serialize)]
struct CalibrationJson {
    cores: usize,
    target_ms: f64,
    measured: Vec<MeasuredJson>,
    suggested: [SuggestionJson; 2],
}

#[derive(Serialize)]
struct MeasuredJson {
    #[serde(flatten)]
    scheme: SchemeJson,
    alone_ms: f64,
    busy_ms: f64,
    logins_per_second: f64,
    memory_of_all_kib: u64,
}

#[derive(Serialize)]
#[serde(tag = "scheme", rename_all = "lowercase")]
enum SchemeJson {
    Argon2id { memory_kib: u32, iterations: u32, parallelism: u32 },
    Bcrypt { cost: u32 },
}

#[derive(Serialize)]
struct SuggestionJson {
    #[serde(flatten)]
    measured: MeasuredJson,
    is_floor: bool,
    toml: String,
}

impl MeasuredJson {
    fn of(measured: &Measured) -> Self {
        Self {
            scheme: SchemeJson::of(&measured.scheme),
            alone_ms: milliseconds(measured.alone),
            busy_ms: milliseconds(measured.busy),
            logins_per_second: measured.logins_per_second(),
            memory_of_all_kib: measured.memory_kib(),
        }
    }
}

impl SchemeJson {
    fn of(scheme: &HashScheme) -> Self {
        match *scheme {
            HashScheme::Argon2id { memory_kib, iterations, parallelism } => {
                Self::Argon2id { memory_kib, iterations, parallelism }
            }
            HashScheme::Bcrypt { cost } => Self::Bcrypt { cost },
        }
    }
}

impl SuggestionJson {
    fn of(suggestion: &Suggestion) -> Self {
        Self {
            measured: MeasuredJson::of(&suggestion.measured),
            is_floor: suggestion.is_floor,
            toml: settings(&suggestion.measured.scheme),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        let told = [1_234_u64, 12_345, 123_456, 1_234_567].map(|micros| shown(Duration::from_micros(micros)));
        assert_eq!(told, ["1.23 ms", "12.3 ms", "123 ms", "1235 ms"]);
    }
}
