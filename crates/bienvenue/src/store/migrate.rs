//! Brings a database to the schema that this program knows, forward only.
//!
//! Both engines have the same migrations under the same numbers and names. What was applied is written down with a
//! checksum of its text: a text that changed afterwards stops the start.
//!
//! Programs of two releases run side by side while replicas are replaced one by one. So a migration says which programs can go
//! on working with what it leaves, and that is written down too: a program that finds a schema newer than its own asks the
//! database, and starts if every migration that it does not know allows it. A program that runs is never asked again.

use bienvenue_core::time::Timestamp;
use sha2::{Digest as _, Sha256};

use self::apply::apply_next;
use self::history::{History, Known};
use super::engine::{Connection, Failure};
use super::open::Schema;
use crate::fault::Fault;

pub(super) mod apply;
mod history;

/// One step of the schema.
#[derive(Clone, Copy)]
pub(crate) struct Migration {
    pub(super) version: i64,
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
    /// The schema of the oldest program that can work with what this leaves: its own number, unless it says otherwise.
    pub(super) oldest: i64,
}

impl Migration {
    fn checksum(&self) -> String {
        Sha256::digest(self.sql.as_bytes())
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    }
}

/// The migrations of one engine: one list for both, so numbers and names cannot differ. `expands 12` behind a migration
/// says that programs go on with it which know no more than schema 12. Without that no earlier program starts any more.
macro_rules! migrations {
    ($engine:literal: $($version:literal $file:literal $(expands $oldest:literal)?),+ $(,)?) => {
        &[$(Migration {
            version: $version,
            name: name_of($file),
            sql: include_str!(concat!("../../migrations/", $engine, "/", $file, ".sql")),
            oldest: oldest!($version $($oldest)?),
        }),+]
    };
}

macro_rules! oldest {
    ($version:literal) => {
        $version
    };
    ($version:literal $oldest:literal) => {
        $oldest
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
    /// A later release has changed the schema, and this program cannot work with it.
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

/// What opening has done to a schema, and found.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    /// The names of what was applied.
    pub(super) applied: Vec<&'static str>,
    /// Whether a later release has changed the schema, in a way that this program can live with.
    pub(super) is_ahead: bool,
}

/// Applies what is missing, or checks that nothing is.
pub(super) fn prepare(
    connection: &mut dyn Connection,
    migrations: &[Migration],
    schema: Schema,
    now: Timestamp,
) -> Result<Prepared, SchemaError> {
    let known = migrations.last().map_or(0, |migration| migration.version);
    let mut applied = Vec::new();
    // Each round ends with one migration more in place, by us or by another process.
    loop {
        let history = History::read_if_any(connection)?;
        let found = history.newest();
        match history.compare(migrations)? {
            Known::Some([]) => return Ok(Prepared { applied, is_ahead: false }),
            Known::Some(_) if schema == Schema::MustBeCurrent => {
                return Err(SchemaError::Older { found, known });
            }
            Known::Some(_) => applied.extend(apply_next(connection, migrations, now)?),
            Known::AllAndMore if history::allows(connection, known)? => {
                tracing::warn!(
                    found,
                    known,
                    "a later release has changed the schema; this one goes on with it"
                );
                return Ok(Prepared { applied, is_ahead: true });
            }
            Known::AllAndMore => return Err(SchemaError::Newer { found, known }),
        }
    }
}
