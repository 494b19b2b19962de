//! `bienvenue`: the service and its command line.
//!
//! `cli` says what can be typed, `commands` does it, one file for each. `config` is the one reader of the environment.

mod brand;
mod breach_lists;
mod cli;
mod commands;
mod config;
mod confirm;
mod copying;
mod database;
mod first_admin;
mod housekeeping;
mod moment;
mod output;
mod password_input;
mod process;
mod progress;
mod reload;
mod serving;
mod signals;
mod stop;
mod telemetry;

use std::process::ExitCode;

use clap::Parser as _;

/// Gives memory back after a burst of requests, and asks for no huge pages, of which an idle process would hold half-used
/// ones.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    process::log_where_a_panic_was();
    // Wrong usage ends here: clap says what is wrong, with code 2.
    let cli = cli::Cli::parse();
    match commands::run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => stop.report(),
    }
}
