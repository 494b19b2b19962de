//! `cargo xtask lint`: all that can be said about the code without running it.

use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::asvs;
use crate::lock;
use crate::runner::Runner;
use crate::test::FEATURES;
use crate::tools::CARGO_DENY;

/// How one step came out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    LeftOut,
}

/// Runs every step whatever fails, then sums up; false if one failed.
pub(crate) fn run(runner: &Runner) -> Result<bool> {
    let mut outcomes = Vec::new();
    for (name, mut command) in commands(runner) {
        println!("\n== {name}");
        let passed = runner.status(&mut command)?.success();
        outcomes.push((name, if passed { Outcome::Passed } else { Outcome::Failed }));
    }
    println!("\n== lock file");
    outcomes.push(("lock file".to_owned(), check_lock(runner)?));
    println!("\n== security requirements");
    outcomes.push(("security requirements".to_owned(), check_requirements(runner)?));
    println!("\n== cargo deny");
    outcomes.push(("cargo deny".to_owned(), deny(runner)?));

    println!("\nSummary");
    for (name, outcome) in &outcomes {
        let word = match outcome {
            Outcome::Passed => "ok",
            Outcome::Failed => "FAILED",
            Outcome::LeftOut => "left out",
        };
        println!("  {word:<8}  {name}");
    }
    Ok(outcomes.iter().all(|(_, outcome)| *outcome != Outcome::Failed))
}

fn commands(runner: &Runner) -> Vec<(String, Command)> {
    let mut documentation = runner.cargo("doc --workspace --no-deps --all-features");
    documentation.env("RUSTDOCFLAGS", "-D warnings");
    let mut commands = vec![
        ("formatting".to_owned(), runner.cargo("fmt --all -- --check")),
        ("clippy".to_owned(), runner.cargo("clippy --workspace --all-targets --all-features -- -D warnings")),
    ];
    for feature in FEATURES {
        let mut command = runner.cargo("clippy --package bienvenue --no-default-features --features");
        command.args([feature, "--", "-D", "warnings"]);
        commands.push((format!("clippy, library with `{feature}` alone"), command));
    }
    commands.push(("documentation".to_owned(), documentation));
    commands
}

fn check_lock(runner: &Runner) -> Result<Outcome> {
    let path = runner.root().join("Cargo.lock");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let packages = lock::packages(&text);
    let mut problems = lock::problems(&packages);
    if lock::has(&packages, "ring") {
        // A lock file also lists what an optional dependency would bring; what counts is what is built.
        let mut tree = runner.cargo("tree --workspace --all-features --invert ring");
        let (users, _) = runner.capture(tree.stderr(Stdio::null()))?;
        if !users.trim().is_empty() {
            problems.push(format!("ring is built beside aws-lc-rs:\n{users}"));
        }
    }
    for problem in &problems {
        println!("Cargo.lock: {problem}");
    }
    println!("{} packages of at most {}", packages.len(), lock::MOST_PACKAGES);
    Ok(if problems.is_empty() { Outcome::Passed } else { Outcome::Failed })
}

fn check_requirements(runner: &Runner) -> Result<Outcome> {
    let problems = asvs::check(runner.root())?;
    for problem in &problems {
        println!("{problem}");
    }
    Ok(if problems.is_empty() { Outcome::Passed } else { Outcome::Failed })
}

fn deny(runner: &Runner) -> Result<Outcome> {
    let cargo_deny = match CARGO_DENY.install(runner) {
        Ok(program) => program,
        Err(cause) => {
            runner.check()?;
            println!("left out: {cause:#}");
            return Ok(Outcome::LeftOut);
        }
    };
    let mut check = Command::new(cargo_deny);
    check.current_dir(runner.root());
    check.args(["--workspace", "--all-features", "check", "bans", "licenses", "sources"]);
    Ok(if runner.status(&mut check)?.success() { Outcome::Passed } else { Outcome::Failed })
}
