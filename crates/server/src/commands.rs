//! The commands, one file for each.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod breach;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod database;
pub(crate) mod dev;
pub(crate) mod doctor;
pub(crate) mod export;
pub(crate) mod hash;
pub(crate) mod import;
pub(crate) mod key;
pub(crate) mod migrate;
pub(crate) mod reference;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod session;
pub(crate) mod throttle;
pub(crate) mod top;
pub(crate) mod user;

use crate::cli::Command;
use crate::process::{command_runtime, server_runtime};
use crate::stop::Stop;
use crate::telemetry;

/// Runs a command to its end.
pub(crate) fn run(command: Command) -> Result<(), Stop> {
    if !matches!(command, Command::Dev(_) | Command::Serve(_)) {
        telemetry::for_commands();
    }
    match command {
        Command::Dev(dev) => server_runtime()?.block_on(dev.run()),
        Command::Serve(serve) => {
            let start = serve.prepare()?;
            server_runtime()?.block_on(start.run())
        }
        Command::User(user) => command_runtime()?.block_on(user.run()),
        Command::Session(session) => command_runtime()?.block_on(session.run()),
        Command::Key(key) => command_runtime()?.block_on(key.run()),
        Command::Throttle(throttle) => command_runtime()?.block_on(throttle.run()),
        Command::Audit(audit) => command_runtime()?.block_on(audit.run()),
        Command::Import(import) => command_runtime()?.block_on(import.run()),
        Command::Export(export) => command_runtime()?.block_on(export.run()),
        Command::Database(database) => command_runtime()?.block_on(database.run()),
        Command::Backup(backup) => command_runtime()?.block_on(backup.run()),
        Command::Restore(restore) => command_runtime()?.block_on(restore.run()),
        Command::Migrate(migrate) => command_runtime()?.block_on(migrate.run()),
        Command::Config(config) => config.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Top(top) => command_runtime()?.block_on(top.run()),
        Command::Hash(hash) => hash.run(),
        Command::Breach(breach) => breach.run(),
        Command::Reference(reference) => reference.run(),
        Command::Completions(completions) => completions.run(),
    }
}
