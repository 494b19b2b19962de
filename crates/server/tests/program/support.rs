//! A folder to start the program in, the program, and a client.

mod client;
mod database;
mod folder;
mod postgres;
mod server;
mod smtp;
mod terminal;

pub(crate) use client::{Client, Reply, request};
pub(crate) use database::{Database, every_engine};
pub(crate) use folder::{Folder, Ran};
pub(crate) use postgres::PostgresDatabase;
pub(crate) use server::Server;
pub(crate) use smtp::{Arrived, PASSWORD as SMTP_PASSWORD, SmtpServer};
pub(crate) use terminal::Terminal;

use std::time::Duration;

/// How long anything may take before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Waits, for what has no event to wait for.
pub(crate) fn pause(duration: Duration) {
    let (_keep, nothing) = std::sync::mpsc::channel::<()>();
    let _ = nothing.recv_timeout(duration);
}

/// A variable of the environment that says how to test.
pub(crate) fn test_variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the tests' one reader of the environment")]
    std::env::var(name).ok()
}
