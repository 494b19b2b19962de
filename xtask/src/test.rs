//! `cargo xtask test`: every test there is, on both databases, the API against its document, the pages in a browser, and each
//! feature of the library alone.

pub(crate) mod api;
pub(crate) mod browser;
mod proxies;
mod samples;

use std::path::Path;

use anyhow::Result;

use crate::postgres::{Postgres, Programs};
use crate::python;
use crate::runner::{Runner, describe};
use crate::tally::Tally;

/// The library's features, each of which has to build without the others.
pub(crate) const FEATURES: [&str; 5] = ["sqlite", "postgres", "http", "mail", "breach-api"];

/// Sets up, tests, tidies up; its last line is the count of all tests.
pub(crate) fn run(runner: &Runner, arguments: &[String]) -> Result<bool> {
    let arguments = match arguments.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => arguments,
    };
    let mut tally = Tally::default();
    let mut broken: Vec<String> = Vec::new();
    {
        let python = python::with_requests(runner)?;
        samples::prepare(runner)?;
        let prometheus = runner.target().join("prometheus");
        python::with_packages(runner, &runner.root().join("tests/metrics/requirements.txt"), &prometheus)?;
        let pythons = [python.as_path(), &prometheus.join("bin/python")];
        let postgres = Postgres::start(runner, &Programs::find_or_install(runner)?)?;
        if let Some(step) = run_tests(runner, arguments, &postgres, pythons, &mut tally)? {
            broken.push(step);
        }
    }
    // Who asks for some of the tests by name does not wait for this.
    if arguments.is_empty() {
        broken.extend(api::run(runner)?);
        broken.extend(browser::run(runner, &[], &mut tally)?);
    }
    for feature in FEATURES {
        let mut check = runner.cargo("check --package bienvenue --no-default-features --features");
        println!("Checking the library with `{feature}` alone");
        if !runner.status(check.arg(feature))?.success() {
            broken.push(describe(&check));
        }
    }
    report(tally, &broken);
    Ok(broken.is_empty() && tally.failed == 0 && tally.passed > 0)
}

/// Runs cargo test; the step's name when it broke otherwise than by a failed test.
fn run_tests(
    runner: &Runner,
    arguments: &[String],
    postgres: &Postgres,
    [python, prometheus]: [&Path; 2],
    tally: &mut Tally,
) -> Result<Option<String>> {
    // All test programs run, so that the count is of all tests whatever fails.
    let mut command = runner.cargo("test --workspace --all-features --no-fail-fast");
    command
        .args(arguments)
        .env("BIENVENUE_TEST_POSTGRES", postgres.plain_url())
        .env("BIENVENUE_TEST_POSTGRES_TLS", postgres.url())
        .env("BIENVENUE_TEST_TLS", runner.root().join("tests/tls"))
        .env("BIENVENUE_TEST_PYTHON", python)
        // Samples whose tools are missing are no reason to pass.
        .env("BIENVENUE_TEST_SAMPLES", "all")
        .env("BIENVENUE_TEST_PROMETHEUS", prometheus);
    let status = runner.lines(&mut command, |line| {
        println!("{line}");
        tally.read(line);
    })?;
    Ok((!status.success() && tally.failed == 0).then(|| describe(&command)))
}

/// `cargo xtask browser`: the pages in a browser alone, or the pictures of them.
pub(crate) fn run_browser(runner: &Runner, arguments: &[String]) -> Result<bool> {
    if let [only] = arguments
        && only == "--screenshots"
    {
        return Ok(browser::take_pictures(runner)?.is_none());
    }
    let mut tally = Tally::default();
    let broken = browser::run(runner, arguments, &mut tally)?;
    report(tally, broken.as_slice());
    Ok(broken.is_none() && tally.failed == 0 && tally.passed > 0)
}

/// A step that broke counts as one failure, so that the last line never looks better than the run was.
fn report(tally: Tally, broken: &[String]) {
    println!();
    for step in broken {
        println!("failed: {step}");
    }
    if tally.passed + tally.failed == 0 {
        println!("no test ran");
    }
    let failed = tally.failed + broken.len() as u64;
    println!("{}", Tally { failed, ..tally });
}
