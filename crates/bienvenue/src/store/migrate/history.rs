//! What a database says was applied to it, and which programs it is good for.

use super::{Migration, SchemaError};
use crate::fault::Fault;
use crate::store::engine::{Connection, Failure, column};

/// Versions in order, each with the checksum of its text.
pub(super) struct History(Vec<(i64, String)>);

/// How much of a history a program knows.
pub(super) enum Known<'m> {
    /// All of it; these migrations are still missing.
    Some(&'m [Migration]),
    /// A later release has added to it.
    AllAndMore,
}

impl History {
    /// The history, empty for a database without one.
    pub(super) fn read_if_any(connection: &mut dyn Connection) -> Result<Self, SchemaError> {
        match Self::read(connection).map_err(Failure::into_fault) {
            // No such table: what a database answers to a statement it does not understand.
            Err(Fault::Internal(_)) => Ok(Self(Vec::new())),
            history => Ok(history?),
        }
    }

    pub(super) fn read(connection: &mut dyn Connection) -> Result<Self, Failure> {
        let mut history = Vec::new();
        connection.query(
            "SELECT version, checksum FROM schema_migrations WHERE version > 0 ORDER BY version",
            &[],
            &mut |row| {
                history.push((column(row, 0)?, column(row, 1)?));
                Ok(())
            },
        )?;
        Ok(Self(history))
    }

    /// Holds it against what a program knows.
    pub(super) fn compare<'m>(&self, migrations: &'m [Migration]) -> Result<Known<'m>, SchemaError> {
        for ((version, checksum), migration) in self.0.iter().zip(migrations) {
            if *version != migration.version || *checksum != migration.checksum() {
                return Err(SchemaError::Changed { version: *version });
            }
        }
        Ok(migrations.get(self.0.len()..).map_or(Known::AllAndMore, Known::Some))
    }

    pub(super) fn newest(&self) -> i64 {
        self.0.last().map_or(0, |(version, _)| *version)
    }
}

/// Whether each migration that a program does not know says that programs of this schema can go on. One that says nothing
/// says no.
pub(super) fn allows(connection: &mut dyn Connection, known: i64) -> Result<bool, SchemaError> {
    let mut refusals = 0_i64;
    connection.query(
        "SELECT COUNT(*) FROM schema_migrations m LEFT JOIN schema_programs p ON p.version = m.version
         WHERE m.version > $1 AND (p.oldest IS NULL OR p.oldest > $1)",
        &[known.into()],
        &mut |row| {
            refusals = column(row, 0)?;
            Ok(())
        },
    )?;
    Ok(refusals == 0)
}
