//! Brings a database to the schema that this program knows, forward only.
//!
//! Both engines have the same migrations under the same numbers and names. What was applied is written down with a
//! checksum of its text: a text that changed afterwards stops the start, as does a schema newer than the program's.
//!
//! All that is missing is applied in one transaction that first takes the lock row, so of two processes that start at
//! once one waits and then finds nothing to do. A row, because a distributed SQL engine may know no other lock.

use bienvenue_core::time::Timestamp;
use sha2::{Digest as _, Sha256};

use super::engine::{Connection, Failure, column};
use super::open::Schema;
use crate::fault::Fault;

/// One step of the schema.
#[derive(Clone, Copy)]
pub(crate) struct Migration {
    pub(super) version: i64,
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
}

impl Migration {
    fn checksum(&self) -> String {
        Sha256::digest(self.sql.as_bytes())
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    }
}

/// The migrations of one engine: one list for both, so numbers and names cannot differ.
macro_rules! migrations {
    ($engine:literal: $($version:literal $file:literal),+ $(,)?) => {
        &[$(Migration {
            version: $version,
            name: name_of($file),
            sql: include_str!(concat!("../../migrations/", $engine, "/", $file, ".sql")),
        }),+]
    };
}

/// What stands behind the number of a file's name.
const fn name_of(file: &'static str) -> &'static str {
    file.split_at("0001_".len()).1
}

macro_rules! migrations_of {
    ($engine:literal) => {
        migrations!(
            $engine:
            1 "0001_users",
            2 "0002_sessions",
            3 "0003_one_time_tokens",
            4 "0004_account_life",
            5 "0005_mail",
            6 "0006_events",
            7 "0007_throttles",
            8 "0008_hash_kinds",
            9 "0009_one_waiting_link",
            10 "0010_administration",
            11 "0011_registrations",
            12 "0012_api_keys",
        )
    };
}

#[cfg(feature = "sqlite")]
pub(super) const MIGRATIONS_SQLITE: &[Migration] = migrations_of!("sqlite");
#[cfg(feature = "postgres")]
pub(super) const MIGRATIONS_POSTGRES: &[Migration] = migrations_of!("postgres");

/// Why a database's schema cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// A later release has changed the schema.
    #[error(
        "the database is at schema {found}, newer than the {known} that this program knows; use a later release"
    )]
    Newer {
        /// The database's version.
        found: i64,
        /// The last version that this program knows.
        known: i64,
    },
    /// The database lacks migrations, and was not to be changed.
    #[error("the database is at schema {found}, this program needs {known}; run `bienvenue migrate`")]
    Older {
        /// The database's version, 0 for an empty database.
        found: i64,
        /// The last version that this program knows.
        known: i64,
    },
    /// A migration that was applied is not the one that this program knows under its number.
    #[error(
        "migration {version} of the database is not the one that this program knows; it was changed after it ran"
    )]
    Changed {
        /// The number of the migration.
        version: i64,
    },
    /// The database refused a statement.
    #[error("the database could not be migrated")]
    Refused(#[source] Fault),
}

impl From<Failure> for SchemaError {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure.into_fault())
    }
}

impl From<Fault> for SchemaError {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault)
    }
}

/// What a database says was applied to it: versions in order, each with the checksum of its text.
type History = Vec<(i64, String)>;

/// How often two processes that create the first table at once try again.
const ATTEMPTS: u32 = 5;

/// Applies what is missing, or checks that nothing is, and tells the names of what was applied.
pub(super) fn prepare(
    connection: &mut dyn Connection,
    migrations: &[Migration],
    schema: Schema,
    now: Timestamp,
) -> Result<Vec<&'static str>, SchemaError> {
    let known = migrations.last().map_or(0, |migration| migration.version);
    let history = history_if_any(connection)?;
    let lacks = missing(&history, migrations)?;
    match schema {
        _ if lacks.is_empty() => Ok(Vec::new()),
        Schema::MustBeCurrent => Err(SchemaError::Older { found: newest(&history), known }),
        Schema::Migrate => apply(connection, migrations, now),
    }
}

fn apply(
    connection: &mut dyn Connection,
    migrations: &[Migration],
    now: Timestamp,
) -> Result<Vec<&'static str>, SchemaError> {
    let mut attempt = 1;
    loop {
        match try_apply(connection, migrations, now) {
            Err(Stop::Race) if attempt < ATTEMPTS => connection.rollback(),
            Err(Stop::Race) => {
                return Err(Fault::unavailable("other processes kept changing the schema").into());
            }
            Err(Stop::Error(error)) => {
                connection.rollback();
                return Err(error);
            }
            Ok(applied) => return Ok(applied),
        }
        attempt += 1;
    }
}

/// Why one attempt ended early.
enum Stop {
    /// Another process did the same thing at the same time.
    Race,
    Error(SchemaError),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Duplicate(_) | Failure::Again(_) => Self::Race,
            Failure::Final(fault) => Self::Error(fault.into()),
        }
    }
}

impl From<SchemaError> for Stop {
    fn from(error: SchemaError) -> Self {
        Self::Error(error)
    }
}

fn try_apply(
    connection: &mut dyn Connection,
    migrations: &[Migration],
    now: Timestamp,
) -> Result<Vec<&'static str>, Stop> {
    connection.begin()?;
    connection.run_script(
        "CREATE TABLE IF NOT EXISTS schema_migrations (
            version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL
        )",
    )?;
    // Whoever inserts or updates the lock row first goes on; the others wait here until that transaction has ended.
    connection.execute(
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (0, 'lock', '', $1)
         ON CONFLICT (version) DO UPDATE SET applied_at = excluded.applied_at",
        &[now.into()],
    )?;
    let history = read_history(connection)?;
    let mut applied = Vec::new();
    for migration in missing(&history, migrations)? {
        connection.run_script(migration.sql)?;
        connection.execute(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            &[
                migration.version.into(),
                migration.name.into(),
                migration.checksum().as_str().into(),
                now.into(),
            ],
        )?;
        applied.push(migration.name);
    }
    connection.commit()?;
    Ok(applied)
}

/// The history, empty for a database without one.
fn history_if_any(connection: &mut dyn Connection) -> Result<History, SchemaError> {
    match read_history(connection).map_err(Failure::into_fault) {
        // No such table: what a database answers to a statement it does not understand.
        Err(Fault::Internal(_)) => Ok(Vec::new()),
        history => Ok(history?),
    }
}

fn read_history(connection: &mut dyn Connection) -> Result<History, Failure> {
    let mut history = Vec::new();
    connection.query(
        "SELECT version, checksum FROM schema_migrations WHERE version > 0 ORDER BY version",
        &[],
        &mut |row| {
            history.push((column(row, 0)?, column(row, 1)?));
            Ok(())
        },
    )?;
    Ok(history)
}

/// The migrations that a database still lacks, if what it has is what this program knows.
fn missing<'m>(history: &History, migrations: &'m [Migration]) -> Result<&'m [Migration], SchemaError> {
    for ((version, checksum), migration) in history.iter().zip(migrations) {
        if *version != migration.version || *checksum != migration.checksum() {
            return Err(SchemaError::Changed { version: *version });
        }
    }
    migrations.get(history.len()..).ok_or_else(|| SchemaError::Newer {
        found: newest(history),
        known: migrations.last().map_or(0, |migration| migration.version),
    })
}

fn newest(history: &History) -> i64 {
    history.last().map_or(0, |(version, _)| *version)
}
