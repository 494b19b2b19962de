//! Applies migrations: one at a time, by one process at a time, and never in the way of those who sign in meanwhile.
//!
//! Each is a transaction that first takes the lock row, so of two processes that start at once one waits and then finds it
//! done. A row, because a distributed SQL engine may know no other lock. A process that is killed leaves whole migrations.
//!
//! On PostgreSQL a statement that changes a table waits until nobody uses it, and everybody who comes later waits behind that
//! statement. So it waits for a quarter of a second at most, lets them pass, and tries again.

use std::time::Duration;

use bienvenue_core::time::Timestamp;

use super::history::{History, Known};
use super::{Migration, SchemaError};
use crate::fault::Fault;
use crate::store::engine::{Connection, Failure};

/// How often it is tried: for about five minutes.
const ATTEMPTS: u32 = 300;
/// The pause after the first attempt; each is twice as long as the one before, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The first migration that is missing, in place, and its name; nothing if another process was faster.
pub(super) fn apply_next(
    connection: &mut dyn Connection,
    migrations: &[Migration],
    now: Timestamp,
) -> Result<Option<&'static str>, SchemaError> {
    apply_patiently(connection, migrations, now, ATTEMPTS)
}

/// The same, tried so many times.
pub(in crate::store) fn apply_patiently(
    connection: &mut dyn Connection,
    migrations: &[Migration],
    now: Timestamp,
    attempts: u32,
) -> Result<Option<&'static str>, SchemaError> {
    let mut pause = FIRST_PAUSE;
    for _ in 0..attempts {
        match try_next(connection, migrations, now) {
            Ok(applied) => return Ok(applied),
            Err(Stop::Busy) => connection.rollback(),
            Err(Stop::Error(error)) => {
                connection.rollback();
                return Err(error);
            }
        }
        std::thread::park_timeout(pause);
        pause = LONGEST_PAUSE.min(pause * 2);
    }
    Err(Fault::unavailable("others kept the tables, or changed the schema, for too long; try again").into())
}

/// Why one attempt ended early.
enum Stop {
    /// Another process does the same, or uses the tables.
    Busy,
    Error(SchemaError),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Again(_) => Self::Busy,
            Failure::Duplicate(fault) | Failure::Final(fault) => Self::Error(fault.into()),
        }
    }
}

impl From<SchemaError> for Stop {
    fn from(error: SchemaError) -> Self {
        Self::Error(error)
    }
}

fn try_next(
    connection: &mut dyn Connection,
    migrations: &[Migration],
    now: Timestamp,
) -> Result<Option<&'static str>, Stop> {
    // A connection that cannot even begin is lost.
    connection.begin_migration().map_err(|failure| SchemaError::from(failure.into_fault()))?;
    take_lock(connection, now)?;
    let Known::Some([next, ..]) = History::read(connection)?.compare(migrations)? else {
        connection.rollback();
        return Ok(None);
    };
    connection.run_script(next.sql)?;
    note(connection, next, now)?;
    connection.commit()?;
    Ok(Some(next.name))
}

/// Makes the tables of the runner, and waits until nobody else migrates.
fn take_lock(connection: &mut dyn Connection, now: Timestamp) -> Result<(), Stop> {
    let tables = connection.run_script(
        "CREATE TABLE IF NOT EXISTS schema_migrations (
            version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL
        );
        CREATE TABLE IF NOT EXISTS schema_programs (version BIGINT NOT NULL PRIMARY KEY, oldest BIGINT NOT NULL)",
    );
    // Of two who make a table at once PostgreSQL tells one that it is a duplicate.
    tables
        .map_err(|failure| if let Failure::Duplicate(_) = failure { Stop::Busy } else { failure.into() })?;
    // Whoever inserts or updates the lock row first goes on; the others wait here until that transaction has ended.
    connection.execute(
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (0, 'lock', '', $1)
         ON CONFLICT (version) DO UPDATE SET applied_at = excluded.applied_at",
        &[now.into()],
    )?;
    Ok(())
}

/// Writes down that it was applied, and for which programs.
fn note(connection: &mut dyn Connection, migration: &Migration, now: Timestamp) -> Result<(), Failure> {
    connection.execute(
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
        &[migration.version.into(), migration.name.into(), migration.checksum().as_str().into(), now.into()],
    )?;
    connection.execute(
        "INSERT INTO schema_programs (version, oldest) VALUES ($1, $2)",
        &[migration.version.into(), migration.oldest.into()],
    )?;
    Ok(())
}
