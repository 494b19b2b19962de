//! The project's own tools. They set up all they need, so that a fresh clone needs nothing by hand:
//!
//! - `cargo xtask lint` — formatting, clippy, documentation, dependencies;
//! - `cargo xtask test [-- ARGS]` — every test, with a temporary PostgreSQL beside SQLite;
//! - `cargo xtask api` — that step of it alone which asks the API what its document promises;
//! - `cargo xtask browser [PART …]` — that step of it alone which walks the pages with a browser; `--screenshots` makes the
//!   pictures in `docs/pages`;
//! - `cargo xtask asvs [--write]` — the security requirements and the tests that show them, as `docs/asvs.md`;
//! - `cargo xtask bench [--strict] [--quick] [--into FOLDER] [PART …]` — speed and size against their limits, into
//!   `bench/results.md`;
//! - `cargo xtask count [--strict] [--write]` — instructions of hot paths against `bench/instructions.md`;
//! - `cargo xtask fuzz [--seconds N] [TARGET …]` — inputs that nobody thought of, for each parser that strangers reach;
//! - `cargo xtask package [--profile NAME]` — the Debian package and the file system of the container, made and tried;
//! - `cargo xtask load --url URL …` — the load generator that the benchmark starts.
//!
//! Made for Linux and macOS (the benchmark: Linux). Only processes that these tools started are ever ended.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a console program: printing is its work")]
#![expect(
    clippy::disallowed_methods,
    reason = "a tool of developers reads its environment where it needs it"
)]

mod apt;
mod asvs;
mod bench;
mod count;
mod fuzz;
mod http;
mod interrupt;
mod lint;
mod load;
mod lock;
mod package;
mod port;
mod postgres;
mod process;
mod python;
mod random;
mod runner;
mod scratch;
mod tally;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::Result;

use crate::runner::Runner;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  lint                      formatting, clippy, documentation, dependencies
  test [-- ARGS]            every test, with a temporary PostgreSQL; ARGS go to `cargo test`
  api                       that step of it alone which asks the API what its OpenAPI document promises
  browser [PART …]          that step of it alone which walks the pages with a browser, or parts of that: journeys,
                            administration, doors, attacks, brand, weight, proxies, pages
  browser --screenshots     the pictures in docs/pages
  asvs [--write]            the security requirements and the tests that show them; --write: into docs/asvs.md
  bench [--strict] [--quick] [--into FOLDER] [PART …]
                            measure and write bench/results.md and plots; --strict: a limit that is not met is a
                            failure; --quick: one short round, nothing written; PART: that part alone, nothing written;
                            --into: write there, whatever was measured
  count [--strict] [--write]
                            instructions of hot paths against bench/instructions.md, by callgrind; more is a failure;
                            --strict: on another processor too; --write: store these
  fuzz [--seconds N] [TARGET …]
                            inputs that nobody thought of, for each parser that strangers reach, 60 s each; what they
                            find is a failure, and kept under target/fuzz/found
  package [--profile NAME]  the Debian package and the file system of the container, into target/package; both are tried
  load --url http://127.0.0.1:PORT/PATH [--connections N] [--seconds N] [--method M] [--body B] [--cookie NAME=VALUE]
                            send requests to this machine and print one line of JSON; more options are in
                            xtask/src/load/options.rs
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out one command; false when it ran to its end and found something wrong.
fn run(arguments: &[String]) -> Result<bool> {
    let Some((command, rest)) = arguments.split_first() else {
        print!("{HELP}");
        return Ok(false);
    };
    match command.as_str() {
        "lint" => lint::run(&Runner::new()?),
        "test" => test::run(&Runner::new()?, rest),
        "api" => Ok(test::api::run(&Runner::new()?)?.is_none()),
        "browser" => test::run_browser(&Runner::new()?, rest),
        "asvs" => asvs::run(&Runner::new()?, rest),
        "bench" => bench::run(&Runner::new()?, rest),
        "count" => count::run(&Runner::new()?, rest),
        "fuzz" => fuzz::run(&Runner::new()?, rest),
        "package" => package::run(&Runner::new()?, rest),
        "load" => load::run(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(true)
        }
        other => anyhow::bail!("no command `{other}`; `cargo xtask help` lists them"),
    }
}
