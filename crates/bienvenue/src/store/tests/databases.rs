//! Raw connections to fresh databases, for tests that go below the store.

use std::any::Any;

use bienvenue_core::time::Timestamp;

use crate::store::Store;
use crate::store::engine::Connection;
use crate::store::migrate::{Migration, SchemaError, prepare};
use crate::store::open::{Schema, StoreOptions};

/// The moment of every migration in these tests.
pub(crate) const NOW: Timestamp = Timestamp::from_micros(1);

/// A connection to a database without tables, and what keeps the database alive.
pub(crate) struct Fresh {
    pub(crate) url: String,
    pub(crate) connection: Box<dyn Connection>,
    pub(crate) migrations: &'static [Migration],
    open: fn(&str) -> Box<dyn Connection>,
    _keep: Box<dyn Any>,
}

impl Fresh {
    /// Another connection to the same database.
    pub(crate) fn connect(&self) -> Box<dyn Connection> {
        (self.open)(&self.url)
    }

    pub(crate) fn migrate(&mut self) -> Result<Vec<&'static str>, SchemaError> {
        self.migrate_to(self.migrations)
    }

    /// Brings it to what a program with these migrations knows, and tells the names of what was applied.
    pub(crate) fn migrate_to(&mut self, migrations: &[Migration]) -> Result<Vec<&'static str>, SchemaError> {
        prepare(self.connection.as_mut(), migrations, Schema::Migrate, NOW).map(|prepared| prepared.applied)
    }
}

/// Runs a test of the store on a database, on a runtime of its own. The database outlives the runtime: its driver brings
/// one too, which cannot be dropped inside another.
pub(crate) fn on_store(fresh: Option<Fresh>, test: impl AsyncFn(Store)) {
    let Some(fresh) = fresh else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let options = StoreOptions { connections: 4, ..StoreOptions::default() };
    runtime.block_on(async { test(Store::open_with(&fresh.url, options).await.unwrap()).await });
    drop(runtime);
}

/// Runs a test of the store on each engine.
pub(crate) fn on_each_store(test: impl AsyncFn(Store)) {
    on_store(fresh_sqlite(), &test);
    on_store(fresh_postgres(), &test);
}

/// A fresh database on every engine that can be had: SQLite always, PostgreSQL where the tests are given a server.
pub(crate) fn each() -> Vec<Fresh> {
    [fresh_sqlite(), fresh_postgres()].into_iter().flatten().collect()
}

#[cfg(not(feature = "sqlite"))]
pub(crate) fn fresh_sqlite() -> Option<Fresh> {
    None
}

#[cfg(not(feature = "postgres"))]
pub(crate) fn fresh_postgres() -> Option<Fresh> {
    None
}

#[cfg(feature = "sqlite")]
#[expect(clippy::unnecessary_wraps, reason = "its twin without the feature has none")]
pub(crate) fn fresh_sqlite() -> Option<Fresh> {
    use crate::store::{migrate::MIGRATIONS_SQLITE, sqlite};

    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/test.db", folder.path().display());
    let connection = sqlite::connect_for_tests(&url);
    let (migrations, open) = (MIGRATIONS_SQLITE, sqlite::connect_for_tests);
    Some(Fresh { url, connection, migrations, open, _keep: Box::new(folder) })
}

#[cfg(feature = "postgres")]
pub(crate) fn fresh_postgres() -> Option<Fresh> {
    use std::sync::atomic::{AtomicU32, Ordering};

    use crate::store::{migrate::MIGRATIONS_POSTGRES, postgres};

    /// Drops the database that a test worked in.
    struct DropDatabase {
        server: String,
        name: String,
    }

    impl Drop for DropDatabase {
        fn drop(&mut self) {
            let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            let dropped = postgres::connect_for_tests(&self.server).run_script(&sql);
            assert!(dropped.is_ok(), "the test database {} could not be dropped", self.name);
        }
    }

    static NUMBER: AtomicU32 = AtomicU32::new(0);
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where a server is")]
    let Ok(server) = std::env::var("BIENVENUE_TEST_POSTGRES") else {
        eprintln!("PostgreSQL is left out: BIENVENUE_TEST_POSTGRES names no server");
        return None;
    };
    let name = format!("bienvenue_unit_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    postgres::connect_for_tests(&server).run_script(&format!("CREATE DATABASE {name}")).unwrap();
    let (base, query) = server.split_once('?').unwrap_or((&server, ""));
    let (host, _) = base.rsplit_once('/').unwrap();
    let url = format!("{host}/{name}?{query}");
    let connection = postgres::connect_for_tests(&url);
    let (migrations, open) = (MIGRATIONS_POSTGRES, postgres::connect_for_tests);
    Some(Fresh { url, connection, migrations, open, _keep: Box::new(DropDatabase { server, name }) })
}
