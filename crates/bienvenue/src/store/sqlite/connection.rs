//! One SQLite connection: its settings, how values cross, and what its errors mean.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags};

use crate::fault::Fault;
use crate::store::engine::{Connection, EngineFacts, Failure, Row, Value};

/// How long a statement waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// SQLite's number for `synchronous=FULL`.
const FULL: i64 = 2;
/// Prepared statements kept for each connection; there are fewer in the whole program.
const STATEMENTS_KEPT: usize = 64;
/// The names of parameters, by position. SQLite numbers `$n` by first appearance, so each is bound by its name.
const PARAMETERS: [&str; 19] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16",
    "$17", "$18", "$19",
];

/// An open connection.
pub(super) struct SqliteConnection(rusqlite::Connection);

impl SqliteConnection {
    /// Opens the file to write. Nothing may be acknowledged before [`make_durable`](Self::make_durable).
    pub(super) fn open_writer(path: &Path) -> rusqlite::Result<Self> {
        let connection = Self::open(path)?;
        // While a new file is made there is nothing in it to lose, so it is flushed once, at the end, and not seven times.
        let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
        connection.pragma_update(None, "synchronous", if pages == 0 { "OFF" } else { "FULL" })?;
        let journal: String =
            connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
        if journal != "wal" {
            return Err(refuse("the file system does not allow SQLite's WAL mode"));
        }
        Ok(Self(connection))
    }

    /// Flushes what was done so far, and from here on every commit before it is answered.
    pub(super) fn make_durable(&self) -> rusqlite::Result<()> {
        let synchronous = || self.0.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0));
        if synchronous()? != FULL {
            self.0.pragma_update(None, "synchronous", FULL)?;
            self.0.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        if synchronous()? == FULL { Ok(()) } else { Err(refuse("SQLite does not take synchronous=FULL")) }
    }

    /// Opens the file to read.
    pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Self> {
        let connection = Self::open(path)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self(connection))
    }

    fn open(path: &Path) -> rusqlite::Result<rusqlite::Connection> {
        // The file exists by now, with its mode set; SQLite must not make one of its own elsewhere.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        // Without this, SQLite plans a statement anew whenever a bound value changes: ten times the cost of a point read.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(connection)
    }

    /// Whether the transaction still stands: some errors end it.
    pub(super) fn is_in_transaction(&self) -> bool {
        !self.0.is_autocommit()
    }

    /// A number that changes when another connection commits.
    pub(super) fn data_version(&self) -> rusqlite::Result<i64> {
        self.0.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
    }

    /// Marks the point to which the next job can be undone.
    pub(super) fn savepoint(&self) -> Result<(), Failure> {
        self.run("SAVEPOINT job")
    }

    /// Keeps what happened since the savepoint.
    pub(super) fn release_savepoint(&self) -> Result<(), Failure> {
        self.run("RELEASE job")
    }

    /// Undoes what happened since the savepoint.
    pub(super) fn undo_savepoint(&self) -> Result<(), Failure> {
        self.run("ROLLBACK TO job")?;
        self.run("RELEASE job")
    }

    fn run(&self, sql: &str) -> Result<(), Failure> {
        self.0
            .prepare_cached(sql)
            .and_then(|mut statement| statement.raw_execute())
            .map(drop)
            .map_err(failure)
    }
}

impl Connection for SqliteConnection {
    fn begin(&mut self) -> Result<(), Failure> {
        self.run("BEGIN IMMEDIATE")
    }

    fn begin_snapshot(&mut self) -> Result<(), Failure> {
        self.run("BEGIN DEFERRED")
    }

    fn commit(&mut self) -> Result<(), Failure> {
        self.run("COMMIT")
    }

    fn rollback(&mut self) {
        if self.is_in_transaction()
            && let Err(failure) = self.run("ROLLBACK")
        {
            tracing::error!(cause = ?failure, "SQLite could not roll back");
        }
    }

    fn run_script(&mut self, sql: &str) -> Result<(), Failure> {
        self.0.execute_batch(sql).map_err(failure)
    }

    fn execute(&mut self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, Failure> {
        let mut statement = self.0.prepare_cached(sql).map_err(failure)?;
        bind(&mut statement, parameters).map_err(failure)?;
        statement.raw_execute().map(|changed| changed as u64).map_err(failure)
    }

    fn query(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), Fault>,
    ) -> Result<(), Failure> {
        let mut statement = self.0.prepare_cached(sql).map_err(failure)?;
        bind(&mut statement, parameters).map_err(failure)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(failure)? {
            each(row).map_err(Failure::Final)?;
        }
        Ok(())
    }

    fn facts(&mut self) -> Result<EngineFacts, Failure> {
        let journal = self.0.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
        let synchronous = self.0.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0));
        let (journal, synchronous) = (journal.map_err(failure)?, synchronous.map_err(failure)?);
        let is_durable = journal == "wal" && synchronous == FULL;
        let why = || format!("journal_mode is {journal}, synchronous is {synchronous}");
        let version = format!("SQLite {}", rusqlite::version());
        Ok(EngineFacts { version, is_not_durable: (!is_durable).then(why), is_encrypted: None })
    }

    #[cfg(test)]
    fn check_statement(&mut self, sql: &str) -> Result<(), Failure> {
        self.0.prepare(sql).map(drop).map_err(failure)
    }
}

fn bind(statement: &mut rusqlite::Statement<'_>, parameters: &[Value<'_>]) -> rusqlite::Result<()> {
    for (name, value) in PARAMETERS.iter().zip(parameters) {
        let index = statement
            .parameter_index(name)?
            .ok_or_else(|| rusqlite::Error::InvalidParameterName((*name).to_owned()))?;
        statement.raw_bind_parameter(index, value)?;
    }
    if statement.parameter_count() == parameters.len() {
        Ok(())
    } else {
        Err(rusqlite::Error::InvalidParameterCount(parameters.len(), statement.parameter_count()))
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Owned(rusqlite::types::Value::Null),
            Value::Integer(number) => ToSqlOutput::Owned(rusqlite::types::Value::Integer(*number)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Uuid(uuid) => ToSqlOutput::Borrowed(ValueRef::Blob(uuid.as_bytes())),
        })
    }
}

impl Row for rusqlite::Row<'_> {
    fn value(&self, column: usize) -> Result<Value<'_>, Fault> {
        Ok(match self.get_ref(column).map_err(Fault::internal)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Text(text) => Value::Text(std::str::from_utf8(text).map_err(Fault::internal)?),
            ValueRef::Blob(bytes) => Value::Bytes(bytes),
            ValueRef::Real(_) => return Err(Fault::internal("no column of ours holds a fraction")),
        })
    }
}

/// What an error of SQLite means for the caller.
fn failure(error: rusqlite::Error) -> Failure {
    let code = error.sqlite_error_code();
    let is_duplicate = error.sqlite_error().is_some_and(|error| {
        matches!(
            error.extended_code,
            rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        )
    });
    match code {
        _ if is_duplicate => Failure::Duplicate(Fault::internal(error)),
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::OutOfMemory,
        ) => Failure::Final(Fault::unavailable(error)),
        _ => Failure::Final(Fault::internal(error)),
    }
}

fn refuse(why: &str) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN),
        Some(why.to_owned()),
    )
}

#[cfg(test)]
mod tests {
    use bienvenue_core::random::OsRandomness;
    use bienvenue_core::time::Timestamp;
    use bienvenue_core::token::PlainToken;
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::engine::Tx;
    use crate::store::migrate::{MIGRATIONS_SQLITE, prepare};
    use crate::store::open::Schema;
    use crate::store::sessions;

    #[test]
    fn another_value_does_not_make_another_plan() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        std::fs::File::create(&path).unwrap();
        let mut connection = SqliteConnection::open_writer(&path).unwrap();
        prepare(&mut connection, MIGRATIONS_SQLITE, Schema::Migrate, Timestamp::from_micros(0)).unwrap();
        for moment in 0..10 {
            let digest = PlainToken::generate(&OsRandomness).unwrap().digest();
            let mut tx = Tx::new(&mut connection);
            assert!(sessions::find_live(&mut tx, &digest, Timestamp::from_micros(moment)).unwrap().is_none());
        }
        let statement = connection.0.prepare_cached(sessions::FIND_LIVE).unwrap();
        assert!(statement.get_status(StatementStatus::Run) >= 10, "the statement was not kept");
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
