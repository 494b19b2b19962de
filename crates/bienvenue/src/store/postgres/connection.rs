//! One PostgreSQL connection: its prepared statements, how values cross, and what its errors mean.

use std::collections::HashMap;
use std::error::Error;

use postgres::error::{DbError, Severity, SqlState};
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};
use uuid::Uuid;

use crate::fault::Fault;
use crate::store::engine::{Connection, EngineFacts, Failure, Row, Value};
use crate::store::open::OpenError;

/// Everybody waits behind a statement that waits for a table, so it gives up soon; once it has the table, it may take its time.
const BEGIN_MIGRATION: &str = "BEGIN; SET LOCAL lock_timeout = 250; SET LOCAL statement_timeout = 3600000";

/// An open connection with the statements that it has prepared, by their text.
pub(super) struct PostgresConnection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
    is_lost: bool,
}

impl PostgresConnection {
    pub(super) fn new(client: Client) -> Self {
        Self { client, statements: HashMap::new(), is_lost: false }
    }

    /// Whether the connection cannot be used again.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost || self.client.is_closed()
    }

    /// Checks that a commit is on disk when it is answered.
    pub(super) fn require_durable_commits(&mut self) -> Result<(), OpenError> {
        let row =
            self.client.query_one("SHOW synchronous_commit", &[]).map_err(|error| connect_error(&error))?;
        if row.get::<_, &str>(0) == "off" { Err(OpenError::NotDurable) } else { Ok(()) }
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, Failure> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|error| self.failure(error))?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    /// What an error of PostgreSQL means for the caller and for this connection.
    fn failure(&mut self, error: postgres::Error) -> Failure {
        let Some(state) = error.code().cloned() else {
            // No word from the server: the connection broke, unless we sent what cannot be sent.
            self.is_lost = self.client.is_closed() || is_from_network(&error);
            let fault = Fault::unavailable(error);
            return if self.is_lost { Failure::Again(fault) } else { Failure::Final(fault) };
        };
        // A fatal error is the server's goodbye; 25006 is a server that has become a stand-by.
        let severity = error.as_db_error().and_then(DbError::parsed_severity);
        let is_goodbye = matches!(severity, Some(Severity::Fatal | Severity::Panic))
            || state == SqlState::READ_ONLY_SQL_TRANSACTION;
        if is_goodbye {
            self.is_lost = true;
            return Failure::Again(Fault::unavailable(error));
        }
        match state {
            SqlState::T_R_SERIALIZATION_FAILURE
            | SqlState::T_R_DEADLOCK_DETECTED
            | SqlState::LOCK_NOT_AVAILABLE => Failure::Again(Fault::unavailable(error)),
            // "cached plan must not change result type": a migration ran beside us.
            SqlState::FEATURE_NOT_SUPPORTED | SqlState::INVALID_SQL_STATEMENT_NAME => {
                self.statements.clear();
                Failure::Again(Fault::unavailable(error))
            }
            // The last two are what `IF NOT EXISTS` may say of a table that somebody else makes at the same moment.
            SqlState::UNIQUE_VIOLATION | SqlState::DUPLICATE_TABLE | SqlState::DUPLICATE_OBJECT => {
                Failure::Duplicate(Fault::internal(error))
            }
            SqlState::QUERY_CANCELED | SqlState::DISK_FULL | SqlState::TOO_MANY_CONNECTIONS => {
                Failure::Final(Fault::unavailable(error))
            }
            _ => Failure::Final(Fault::internal(error)),
        }
    }
}

/// What the operator is told when a first connection fails: the server's words, or the network's.
pub(super) fn connect_error(error: &postgres::Error) -> OpenError {
    let cause = error.as_db_error().map(ToString::to_string);
    let cause = cause.or_else(|| error.source().map(ToString::to_string));
    OpenError::Connect(cause.unwrap_or_else(|| error.to_string()))
}

fn is_from_network(error: &postgres::Error) -> bool {
    error.source().is_some_and(<dyn Error>::is::<std::io::Error>)
}

impl Connection for PostgresConnection {
    fn begin(&mut self) -> Result<(), Failure> {
        self.run_script("BEGIN")
    }

    fn begin_migration(&mut self) -> Result<(), Failure> {
        self.run_script(BEGIN_MIGRATION)
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn begin_snapshot(&mut self) -> Result<(), Failure> {
        self.run_script("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    }

    fn commit(&mut self) -> Result<(), Failure> {
        match self.run_script("COMMIT") {
            // The commit was sent and its answer lost. Running the job again could do it twice.
            Err(Failure::Again(fault)) if self.is_lost() => Err(Failure::Final(fault)),
            end => end,
        }
    }

    fn rollback(&mut self) {
        if !self.is_lost() && self.run_script("ROLLBACK").is_err() {
            self.is_lost = true;
        }
    }

    fn run_script(&mut self, sql: &str) -> Result<(), Failure> {
        self.client.batch_execute(sql).map_err(|error| self.failure(error))
    }

    fn execute(&mut self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, Failure> {
        let statement = self.prepared(sql)?;
        let parameters: Vec<&(dyn ToSql + Sync)> = parameters.iter().map(|value| value as _).collect();
        self.client.execute(&statement, &parameters).map_err(|error| self.failure(error))
    }

    fn query(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), Fault>,
    ) -> Result<(), Failure> {
        let statement = self.prepared(sql)?;
        let parameters: Vec<&(dyn ToSql + Sync)> = parameters.iter().map(|value| value as _).collect();
        let rows = self.client.query(&statement, &parameters).map_err(|error| self.failure(error))?;
        rows.iter().try_for_each(|row| each(row)).map_err(Failure::Final)
    }

    fn facts(&mut self) -> Result<EngineFacts, Failure> {
        let mut shown = |sql: &'static str| {
            self.client
                .query_one(sql, &[])
                .and_then(|row| row.try_get::<_, String>(0))
                .map_err(|error| self.failure(error))
        };
        let version = shown("SHOW server_version")?;
        let (fsync, pages) = (shown("SHOW fsync")?, shown("SHOW full_page_writes")?);
        let encrypted = self
            .client
            .query_opt("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[])
            .and_then(|row| row.map_or(Ok(false), |row| row.try_get(0)));
        let is_durable = fsync != "off" && pages != "off";
        Ok(EngineFacts {
            version: format!("PostgreSQL {version}"),
            is_not_durable: (!is_durable).then(|| format!("fsync is {fsync}, full_page_writes is {pages}")),
            // A server that speaks the protocol only may have no such view.
            is_encrypted: encrypted.ok(),
        })
    }

    #[cfg(test)]
    fn check_statement(&mut self, sql: &str) -> Result<(), Failure> {
        self.client.prepare(sql).map(drop).map_err(|error| self.failure(error))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Integer(number), &Type::INT8) => number.to_sql(ty, out),
            (Self::Text(text), &Type::TEXT) => text.to_sql(ty, out),
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            (Self::Uuid(uuid), &Type::UUID) => {
                out.extend_from_slice(uuid.as_bytes());
                Ok(IsNull::No)
            }
            _ => Err(format!("the statement takes {ty} where another type is given").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column as it came over the wire.
struct Wire<'w>(&'w [u8]);

impl<'w> FromSql<'w> for Wire<'w> {
    fn from_sql(_: &Type, wire: &'w [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(wire))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Row for postgres::Row {
    fn value(&self, column: usize) -> Result<Value<'_>, Fault> {
        let Some(Wire(wire)) = self.try_get(column).map_err(Fault::internal)? else { return Ok(Value::Null) };
        let ty = self.columns().get(column).map(postgres::Column::type_);
        match ty {
            Some(&Type::INT8) => {
                let bytes = wire.try_into().map_err(Fault::internal)?;
                Ok(Value::Integer(i64::from_be_bytes(bytes)))
            }
            Some(&Type::TEXT) => std::str::from_utf8(wire).map(Value::Text).map_err(Fault::internal),
            Some(&Type::BYTEA) => Ok(Value::Bytes(wire)),
            Some(&Type::UUID) => Uuid::from_slice(wire).map(Value::Uuid).map_err(Fault::internal),
            other => Err(Fault::internal(format!("no column of ours has the type {other:?}"))),
        }
    }
}
