//! The store: users, sessions and one-time tokens, in SQLite or PostgreSQL.
//!
//! Each method is written once, as a function over a transaction next to its SQL (`users`, `sessions`,
//! `one_time_tokens`). Two doors lead to them from async code: `read` and `write`.

pub(crate) mod engine;

pub(crate) mod activity;
mod admin_methods;
pub(crate) mod admins;
pub(crate) mod api_keys;
mod call;
pub(crate) mod changes;
mod clean;
mod copy;
pub(crate) mod devices;
pub(crate) mod events;
mod examine;
pub(crate) mod hash_kinds;
mod import;
mod lists;
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    expect(unused_macros, reason = "without an engine there is nothing to migrate")
)]
mod migrate;
pub(crate) mod one_time_tokens;
mod open;
pub(crate) mod outbox;
#[cfg(feature = "postgres")]
mod postgres;
pub(crate) mod registrations;
pub(crate) mod sessions;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tables;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod throttles;
mod user_methods;
pub(crate) mod user_search;
pub(crate) mod users;
mod workload;

use std::fmt;
use std::sync::Arc;

use bienvenue_core::random::{OsRandomness, Randomness};
use bienvenue_core::time::{Clock, SystemClock, Timestamp};

pub use self::activity::Counts;
pub use self::admins::RoleChange;
pub use self::api_keys::KeyInfo;
use self::changes::Changes;
pub use self::clean::{Deleted, Retention};
pub use self::copy::{CopyError, CopyScope, TableSum};
pub use self::engine::EngineFacts;
use self::engine::{Engine, Tx};
pub use self::events::{Event, EventKind, EventQuery};
pub use self::examine::Examination;
pub use self::import::{ImportMode, Imported, ImportedUser};
pub use self::migrate::SchemaError;
pub use self::open::{OpenError, Schema, StoreOptions};
pub use self::sessions::{SessionInfo, SessionsOf};
#[cfg(feature = "sqlite")]
pub use self::sqlite::foreign::{ForeignRow, ForeignValue, read_foreign_sqlite};
pub use self::throttles::ThrottleCount;
pub use self::user_methods::{AddUserError, UpdateUserError, UserBy, UserChanges};
pub use self::users::User;
pub use self::workload::StoreFigures;
use crate::fault::Fault;

/// A handle to the database, cheap to clone. The database is closed when the last handle is dropped.
#[derive(Clone)]
pub struct Store {
    engine: Arc<dyn Engine>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    changes: Arc<Changes>,
    schema: Arc<migrate::Prepared>,
    #[cfg(test)]
    faults: Option<Arc<tests::faults::Faults>>,
}

impl Store {
    /// Opens the database that `url` names, creates it if it is a SQLite file that does not exist, and brings its
    /// schema up to date.
    ///
    /// `sqlite:PATH` or `postgres://user:password@host:port/database`. A PostgreSQL server beyond this machine is spoken
    /// to over verified TLS unless the URL says `sslmode=disable`; `sslrootcert=PATH` names an authority of your own.
    ///
    /// # Errors
    ///
    /// [`OpenError`] says what is wrong with the URL, the file, the server or the schema.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_with(url, StoreOptions::default()).await
    }

    /// Opens the database that `url` names as `options` say.
    ///
    /// # Errors
    ///
    /// As [`Store::open`]; with [`Schema::MustBeCurrent`] also when there is no database or its schema is older.
    pub async fn open_with(url: &str, options: StoreOptions) -> Result<Self, OpenError> {
        let url = url.to_owned();
        let (reply, answer) = tokio::sync::oneshot::channel();
        // A thread of its own: opening blocks, and the PostgreSQL driver refuses to run inside an async runtime.
        std::thread::Builder::new()
            .name("store-open".into())
            .spawn(move || {
                let _ = reply.send(open::open(&url, options, SystemClock.now()));
            })
            .map_err(|cause| OpenError::Thread { cause })?;
        let ended = |_| OpenError::Thread { cause: std::io::Error::other("it ended without an answer") };
        let opened = answer.await.map_err(ended)??;
        Ok(Self {
            engine: Arc::from(opened.engine),
            clock: Arc::new(SystemClock),
            randomness: Arc::new(OsRandomness),
            changes: opened.changes,
            schema: Arc::new(opened.schema),
            #[cfg(test)]
            faults: None,
        })
    }

    /// The names of the migrations that opening applied: all of them for a new database, none for a current one.
    pub fn migrated(&self) -> &[&'static str] {
        &self.schema.applied
    }

    /// Whether a later release has changed the schema: then there may be tables and columns that this one does not know.
    pub(crate) fn is_schema_ahead(&self) -> bool {
        self.schema.is_ahead
    }

    /// What the database has to do, and what became of it.
    pub fn workload(&self) -> StoreFigures {
        self.engine.figures()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// [`Fault`] when it does not.
    pub async fn ping(&self) -> Result<(), Fault> {
        self.read(|tx| tx.query("SELECT COUNT(*) FROM schema_migrations", &[], |_| Ok(())).map(drop)).await
    }

    pub(crate) fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    pub(crate) fn with_randomness(mut self, randomness: Arc<dyn Randomness>) -> Self {
        self.randomness = randomness;
        self
    }

    /// What tells whether a remembered row is still good.
    pub(crate) fn changes(&self) -> &Changes {
        &self.changes
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn randomness(&self) -> &dyn Randomness {
        self.randomness.as_ref()
    }

    pub(crate) fn shared_randomness(&self) -> Arc<dyn Randomness> {
        Arc::clone(&self.randomness)
    }

    /// Runs a method that only looks.
    pub(crate) async fn read<T, E, F>(&self, method: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        #[cfg(test)]
        let method = tests::faults::exposed(self.faults.clone(), false, method);
        let (job, answer) = call::job(method);
        self.engine.read(job);
        answer.await.unwrap_or_else(|_| Err(no_answer().into()))
    }

    /// Runs a method in a transaction: committed if it returns `Ok`, rolled back if it returns an error. The answer
    /// comes when it is durable.
    pub(crate) async fn write<T, E, F>(&self, method: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.start_write(method).await
    }

    /// Like [`write`](Self::write), and begins at once, whether anybody waits or not.
    pub(crate) fn start_write<T, E, F>(&self, method: F) -> impl Future<Output = Result<T, E>> + use<T, E, F>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        #[cfg(test)]
        let method = tests::faults::exposed(self.faults.clone(), true, method);
        let (job, answer) = call::job(method);
        self.engine.write(job);
        async { answer.await.unwrap_or_else(|_| Err(no_answer().into())) }
    }

    /// Runs a long method that only looks: begins at once, aside from this thread, and sees one moment of the database.
    pub(crate) fn snapshot<T, F>(&self, method: F) -> impl Future<Output = Result<T, Fault>> + use<T, F>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = call::job(method);
        self.engine.snapshot(job);
        async { answer.await.unwrap_or_else(|_| Err(no_answer())) }
    }

    /// Runs a method in a transaction that nobody waits for; a failure of it is logged and does no harm.
    pub(crate) fn write_later<F>(&self, method: F)
    where
        F: FnMut(&mut Tx<'_>) -> Result<(), Fault> + Send + 'static,
    {
        #[cfg(test)]
        let method = tests::faults::exposed(self.faults.clone(), true, method);
        let (job, _nobody_waits) = call::job(method);
        self.engine.write(job);
    }
}

/// The engine went away with the job: the process is ending.
fn no_answer() -> Fault {
    Fault::unavailable("the database was closed")
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store(…)")
    }
}
