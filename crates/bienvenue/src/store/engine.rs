//! The seam between the store's methods and the database drivers.
//!
//! A store method is one plain function over [`Tx`], written once. Two engines run it: `sqlite` and `postgres`, the only
//! modules that name a driver. Both take the same SQL text with `$1`, `$2`, … as parameters.
//!
//! A method may be run more than once (PostgreSQL asks for a retry when two transactions collide), so it must not do
//! anything but speak to the database.

mod value;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub(crate) use self::value::{Row, Value, column};

use super::changes::Change;
use super::workload::StoreFigures;
use crate::fault::Fault;

/// What a database says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EngineFacts {
    /// Name and version: `SQLite 3.51.0`, `PostgreSQL 15.14`.
    pub version: String,
    /// Why what it acknowledged could be lost with the power, if it could.
    pub is_not_durable: Option<String>,
    /// Whether the way to it is encrypted; a file has no way.
    pub is_encrypted: Option<bool>,
}

/// One connection to a database.
pub(crate) trait Connection: Send {
    /// Opens a transaction that will write.
    fn begin(&mut self) -> Result<(), Failure>;
    /// Opens a transaction that may take a table for itself, and waits for that no longer than others can wait behind it.
    fn begin_migration(&mut self) -> Result<(), Failure> {
        self.begin()
    }
    /// Makes the transaction durable. After an error nobody knows whether it is.
    fn commit(&mut self) -> Result<(), Failure>;
    /// Gives the transaction up. Errors do not matter: a connection that cannot roll back is not used again.
    fn rollback(&mut self);
    /// Runs the statements of a migration.
    fn run_script(&mut self, sql: &str) -> Result<(), Failure>;
    /// Runs one statement and tells how many rows it changed.
    fn execute(&mut self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, Failure>;
    /// Runs one statement and shows each row of its answer to `each`.
    fn query(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), Fault>,
    ) -> Result<(), Failure>;
    /// Whether each statement is a journey to a server.
    fn is_remote(&self) -> bool {
        false
    }
    /// Opens a transaction that only looks, and sees one moment however long it takes.
    fn begin_snapshot(&mut self) -> Result<(), Failure>;
    /// What the database says of itself.
    fn facts(&mut self) -> Result<EngineFacts, Failure>;
    /// Checks a statement without running it.
    #[cfg(test)]
    fn check_statement(&mut self, sql: &str) -> Result<(), Failure>;
}

/// Why a statement failed, as far as the seam must know.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A unique value exists already.
    Duplicate(Fault),
    /// The transaction lost against another or its connection: run it again from the start.
    Again(Fault),
    /// Nothing will help.
    Final(Fault),
}

impl Failure {
    /// What a caller is told of it.
    pub(crate) fn into_fault(self) -> Fault {
        match self {
            Self::Duplicate(fault) | Self::Again(fault) | Self::Final(fault) => fault,
        }
    }
}

/// What a store method works on: a connection, inside a transaction if it writes.
pub(crate) struct Tx<'c> {
    connection: &'c mut dyn Connection,
    /// The first failure, which forbids a commit even if the method went on after it.
    failure: Option<Failure>,
    /// What a session check rests on and this method has changed.
    changes: Vec<Change>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(connection: &'c mut dyn Connection) -> Self {
        Self { connection, failure: None, changes: Vec::new() }
    }

    /// Runs a method over a connection that wraps this one's. What it notes counts here.
    #[cfg(test)]
    pub(crate) fn over<'t, C: Connection + 't, T>(
        &'t mut self,
        wrap: impl FnOnce(&'t mut dyn Connection) -> C,
        method: impl FnOnce(&mut Tx<'_>) -> T,
    ) -> T {
        let mut connection = wrap(&mut *self.connection);
        let mut tx = Tx::new(&mut connection);
        let answer = method(&mut tx);
        let Tx { failure, changes, .. } = tx;
        self.failure = self.failure.take().or(failure);
        self.changes.extend(changes);
        answer
    }

    /// Does something to the connection that no method can.
    #[cfg(test)]
    pub(crate) fn over_itself(&mut self, act: impl FnOnce(&mut dyn Connection)) {
        act(&mut *self.connection);
    }

    /// Tells what the statement before has changed, for those who remember rows.
    pub(crate) fn note_change(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Whether each statement is a journey to a server.
    pub(crate) fn is_remote(&self) -> bool {
        self.connection.is_remote()
    }

    /// What the database says of itself.
    pub(crate) fn facts(&mut self) -> Result<EngineFacts, Fault> {
        self.connection.facts().map_err(|failure| self.note(failure))
    }

    fn note(&mut self, failure: Failure) -> Fault {
        let fault = match &failure {
            Failure::Duplicate(fault) | Failure::Again(fault) | Failure::Final(fault) => fault.clone(),
        };
        self.failure.get_or_insert(failure);
        fault
    }

    /// Runs one statement and tells how many rows it changed.
    pub(crate) fn execute(&mut self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, Fault> {
        self.connection.execute(sql, parameters).map_err(|failure| self.note(failure))
    }

    /// Like [`execute`](Self::execute), with nothing for an answer when a unique value exists already. The transaction
    /// is lost then, so the method must return an error.
    pub(crate) fn execute_unique(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
    ) -> Result<Option<u64>, Fault> {
        match self.connection.execute(sql, parameters) {
            Ok(changed) => Ok(Some(changed)),
            Err(failure @ Failure::Duplicate(_)) => {
                self.note(failure);
                Ok(None)
            }
            Err(failure) => Err(self.note(failure)),
        }
    }

    /// Every row of the answer, read by `read`.
    pub(crate) fn query<T>(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        mut read: impl FnMut(&dyn Row) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut rows = Vec::new();
        let mut each = |row: &dyn Row| {
            rows.push(read(row)?);
            Ok(())
        };
        self.connection.query(sql, parameters, &mut each).map_err(|failure| self.note(failure))?;
        Ok(rows)
    }

    /// The first row of the answer, if there is one.
    pub(crate) fn query_opt<T>(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        mut read: impl FnMut(&dyn Row) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let mut first = None;
        let mut each = |row: &dyn Row| {
            if first.is_none() {
                first = Some(read(row)?);
            }
            Ok(())
        };
        self.connection.query(sql, parameters, &mut each).map_err(|failure| self.note(failure))?;
        Ok(first)
    }
}

/// A store method with a caller who waits for its answer.
pub(crate) trait Job: Send {
    /// Runs the method. True asks for a commit, false for a rollback. May be called again.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Tells the caller what came of it: the method's own answer, or the fault that kept it from being in force.
    fn answer(self: Box<Self>, end: Result<(), Fault>);
}

/// What is to become of the transaction in which a job ran.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Commit, and answer when it is durable and these changes are known to those who remember rows.
    Keep(Vec<Change>),
    /// Roll back and answer: the job decided against its own changes, or it failed.
    Undo(Result<(), Fault>),
    /// Roll back and run the job again.
    Again(Fault),
}

/// Runs a job once. A panic in it is a fault for its caller alone.
pub(crate) fn run(job: &mut dyn Job, connection: &mut dyn Connection) -> Verdict {
    let mut tx = Tx::new(connection);
    let ran = catch_unwind(AssertUnwindSafe(|| job.run(&mut tx)));
    match (ran, tx.failure) {
        (Err(_panic), _) => Verdict::Undo(Err(Fault::internal("a store method panicked"))),
        (Ok(_), Some(Failure::Again(fault))) => Verdict::Again(fault),
        (Ok(false), Some(Failure::Duplicate(_)) | None) => Verdict::Undo(Ok(())),
        (Ok(_), Some(Failure::Final(fault) | Failure::Duplicate(fault))) => Verdict::Undo(Err(fault)),
        (Ok(true), None) => Verdict::Keep(tx.changes),
    }
}

/// A database that runs jobs, each at most once to its end, and always answers.
pub(crate) trait Engine: Send + Sync {
    /// Runs a job that only looks. Each of its statements sees what was committed before it began.
    fn read(&self, job: Box<dyn Job>);
    /// Runs a long job that only looks, aside from the caller's thread. All of its statements see the same moment.
    fn snapshot(&self, job: Box<dyn Job>);
    /// Runs a job in a transaction and answers it when the transaction is durable.
    fn write(&self, job: Box<dyn Job>);
    /// What there is to do, and what became of it.
    fn figures(&self) -> StoreFigures;
}
