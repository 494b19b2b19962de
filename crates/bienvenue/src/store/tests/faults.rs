//! Faults on order: one statement of a store fails, or the commit after the last one, and everything else works.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

use crate::fault::Fault;
use crate::store::Store;
use crate::store::engine::{Connection, EngineFacts, Failure, Row, Tx, Value};

/// What every planned fault says of its cause.
pub(crate) const PLANNED: &str = "a planned fault";

/// How a statement fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum When {
    /// It is not run.
    Before,
    /// It is run, and the answer is lost.
    After,
}

/// Which step of a store fails. Steps are statements, and the commit of each method that writes.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    steps_left: AtomicI64,
    is_after: AtomicU8,
}

impl Faults {
    /// Has the `number`th step from now fail, counted from 1.
    pub(crate) fn plan(&self, number: i64, when: When) {
        self.is_after.store(when as u8, Ordering::SeqCst);
        self.steps_left.store(number, Ordering::SeqCst);
    }

    /// Plans nothing any more; whether the planned fault has happened.
    pub(crate) fn end(&self) -> bool {
        self.steps_left.swap(0, Ordering::SeqCst) <= 0
    }

    /// Counts a step; true when it is the one that fails.
    fn is_next(&self) -> bool {
        self.steps_left.fetch_sub(1, Ordering::SeqCst) == 1
    }

    fn is_after(&self) -> bool {
        self.is_after.load(Ordering::SeqCst) == When::After as u8
    }
}

impl Store {
    /// This store with faults on order. On PostgreSQL a commit fails by a key that is checked as late as that.
    pub(crate) async fn with_faults(self) -> (Self, Arc<Faults>) {
        let late = |tx: &mut Tx<'_>| {
            let keys = "ALTER TABLE one_time_tokens ALTER CONSTRAINT one_time_tokens_user_id_fkey \
                        DEFERRABLE INITIALLY DEFERRED";
            tx.execute(keys, &[]).map(drop)
        };
        // SQLite has no such statement, and needs none.
        let _ = self.write(late).await;
        let faults = Arc::new(Faults::default());
        (Self { faults: Some(Arc::clone(&faults)), ..self }, faults)
    }
}

/// A method whose statements can fail.
pub(in crate::store) fn exposed<T, E, F>(
    faults: Option<Arc<Faults>>,
    writes: bool,
    mut method: F,
) -> impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    move |tx| {
        let Some(faults) = &faults else { return method(tx) };
        let answer = tx.over(|connection| Faulty { connection, faults }, &mut method);
        if writes && answer.is_ok() && faults.is_next() {
            break_commit(tx);
        }
        answer
    }
}

/// Inserts what no commit can keep: a token of nobody.
fn break_commit(tx: &mut Tx<'_>) {
    let insert = "INSERT INTO one_time_tokens (user_id, purpose, digest, email_canonical, created_at, expires_at) \
                  VALUES ($1, 'none', $2, '', 0, 0)";
    let parameters = [Value::Uuid(uuid::Uuid::nil()), Value::Bytes(&[0; 32])];
    tx.over_itself(|connection| {
        // SQLite checks keys at each statement unless told; PostgreSQL was told before.
        let _ = connection.run_script("SAVEPOINT late");
        if connection.run_script("PRAGMA defer_foreign_keys = ON").is_err() {
            connection.run_script("ROLLBACK TO SAVEPOINT late").unwrap();
        }
        connection.run_script("RELEASE SAVEPOINT late").unwrap();
        connection.execute(insert, &parameters).unwrap();
    });
}

/// A connection on which a planned statement fails.
struct Faulty<'c> {
    connection: &'c mut dyn Connection,
    faults: &'c Faults,
}

impl Faulty<'_> {
    fn guarded<T>(
        &mut self,
        mut run: impl FnMut(&mut dyn Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if !self.faults.is_next() {
            return run(self.connection);
        }
        if self.faults.is_after() {
            run(self.connection)?;
        }
        Err(Failure::Final(Fault::unavailable(PLANNED)))
    }
}

impl Connection for Faulty<'_> {
    fn is_remote(&self) -> bool {
        self.connection.is_remote()
    }

    fn begin_snapshot(&mut self) -> Result<(), Failure> {
        self.connection.begin_snapshot()
    }

    fn begin(&mut self) -> Result<(), Failure> {
        self.connection.begin()
    }

    fn commit(&mut self) -> Result<(), Failure> {
        self.connection.commit()
    }

    fn rollback(&mut self) {
        self.connection.rollback();
    }

    fn run_script(&mut self, sql: &str) -> Result<(), Failure> {
        self.connection.run_script(sql)
    }

    fn execute(&mut self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, Failure> {
        self.guarded(|connection| connection.execute(sql, parameters))
    }

    fn query(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), Fault>,
    ) -> Result<(), Failure> {
        self.guarded(|connection| connection.query(sql, parameters, each))
    }

    fn facts(&mut self) -> Result<EngineFacts, Failure> {
        self.connection.facts()
    }

    fn check_statement(&mut self, sql: &str) -> Result<(), Failure> {
        self.connection.check_statement(sql)
    }
}
