//! `cargo xtask fuzz`: has each parser that strangers reach read inputs that nobody thought of.
//!
//! The programs in `fuzz/` are built as `cargo fuzz` builds them, but without a sanitizer: our code has no `unsafe` that one
//! would watch, and so the compiler of this workspace will do, with one for C++ beside it. libFuzzer begins with the inputs in
//! `fuzz/corpus` and keeps what it finds under `target/fuzz`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::runner::Runner;
use crate::scratch::Scratch;

/// Counters for each branch and comparison, and the checks of a debug build.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Ccodegen-units=1";
/// How long each target runs unless told, in seconds.
const SECONDS: u32 = 60;
/// An input that takes longer is a finding, in seconds.
const MOST_SECONDS_AN_INPUT: u32 = 10;

/// How long to fuzz what.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    seconds: u32,
    targets: Vec<String>,
}

/// Runs each target, or those that are named; false if one found something.
pub(crate) fn run(runner: &Runner, arguments: &[String]) -> Result<bool> {
    let options = options(arguments)?;
    let known = targets(&runner.root().join("fuzz/fuzz_targets"))?;
    if let Some(unknown) = options.targets.iter().find(|target| !known.contains(target)) {
        bail!("there is no target `{unknown}`; these are: {}", known.join(", "));
    }
    let programs = build(runner)?;
    let chosen = if options.targets.is_empty() { known } else { options.targets };
    let mut is_sound = true;
    for target in chosen {
        is_sound &= fuzz(runner, &programs, &target, options.seconds)?;
    }
    Ok(is_sound)
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options { seconds: SECONDS, targets: Vec::new() };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => {
                let number = arguments.next().context("--seconds is followed by a number")?;
                options.seconds = number.parse().context("--seconds is followed by a number")?;
            }
            option if option.starts_with('-') => bail!("fuzz has no option `{option}`"),
            target => options.targets.push(target.to_owned()),
        }
    }
    Ok(options)
}

/// The names of the programs.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry?.path().file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Builds them all; the folder where they are.
fn build(runner: &Runner) -> Result<PathBuf> {
    // libFuzzer is C++.
    let mut compiler = Command::new("c++");
    compiler.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    if !runner.status(&mut compiler).is_ok_and(|status| status.success()) && apt::is_possible() {
        apt::install(runner, &["g++"])?;
    }
    let (root, target) = (runner.root(), runner.target().join("fuzz"));
    // What is fuzzed is what is built: the same versions, and libFuzzer besides.
    fs::copy(root.join("Cargo.lock"), root.join("fuzz/Cargo.lock")).context("cannot copy Cargo.lock")?;
    let (about, _) = runner.capture(Command::new("rustc").arg("-vV").current_dir(root))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let mut build = runner.cargo("build --release --bins --manifest-path fuzz/Cargo.toml --target");
    // Named even though it is this machine's, so that build scripts do without the counters.
    build.arg(host).arg("--target-dir").arg(&target).env("RUSTFLAGS", FLAGS);
    runner.success(&mut build)?;
    Ok(target.join(host).join("release"))
}

/// Runs one; false if it found something.
fn fuzz(runner: &Runner, programs: &Path, target: &str, seconds: u32) -> Result<bool> {
    let home = runner.target().join("fuzz");
    let (kept, found, log) = (home.join("corpus").join(target), home.join("found"), home.join("log"));
    for folder in [&kept, &found, &log] {
        fs::create_dir_all(folder)?;
    }
    // A database in memory, where the system has a folder for that, is fuzzed ten times as fast.
    let memory = Some(PathBuf::from("/dev/shm")).filter(|folder| folder.is_dir());
    let scratch = Scratch::inside(&memory.unwrap_or_else(std::env::temp_dir))?;
    let log = log.join(format!("{target}.txt"));
    println!("Fuzzing {target} for {seconds} s");
    let mut program = Command::new(programs.join(target));
    program
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={MOST_SECONDS_AN_INPUT}"))
        .arg(format!("-artifact_prefix={}/{target}-", found.display()))
        .arg(format!("-dict={}", runner.root().join("fuzz/words.dict").display()))
        .arg("-print_final_stats=1")
        .arg(&kept)
        .arg(runner.root().join("fuzz/corpus").join(target))
        .env("TMPDIR", scratch.path())
        .current_dir(scratch.path())
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log)?);
    let is_sound = runner.status(&mut program)?.success();
    let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    let runs = text.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let runs = runs.map_or("an unknown number of", str::trim);
    if is_sound {
        println!("  {runs} inputs, nothing found");
    } else {
        let last: Vec<&str> = text.lines().rev().take(40).collect();
        println!("{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
        println!(
            "  FOUND after {runs} inputs; the input is in {}, the rest in {}",
            found.display(),
            log.display()
        );
    }
    Ok(is_sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Option<Options> {
        options(&words.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn options_are_read() {
        assert_eq!(read(""), Some(Options { seconds: 60, targets: Vec::new() }));
        let some = Options { seconds: 5, targets: vec!["form".to_owned(), "json".to_owned()] };
        assert_eq!(read("form --seconds 5 json"), Some(some));
        for wrong in ["--seconds", "--seconds x", "--fast"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn targets_are_found() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/fuzz_targets"));
        assert!(targets(folder).unwrap().contains(&"form".to_owned()));
    }
}
