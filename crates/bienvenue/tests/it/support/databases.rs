//! Fresh databases: a SQLite file each time, and a PostgreSQL database where a server is configured.
//!
//! This file uses nothing else of the tests, so that others can take it as it is.

#[cfg(feature = "postgres")]
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
#[cfg(feature = "postgres")]
use std::sync::Once;

use tempfile::TempDir;

#[cfg(feature = "postgres")]
use self::server::ServerDatabase;

/// A database that nobody else uses. It is gone when this is dropped.
pub(crate) enum Database {
    /// A file in a folder of its own.
    Sqlite(TempDir),
    /// A database on the configured server.
    #[cfg(feature = "postgres")]
    Postgres(ServerDatabase),
}

impl Database {
    /// A SQLite file that does not exist yet.
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    /// An empty database on the server that `BIENVENUE_TEST_POSTGRES` names, if it does.
    #[cfg(feature = "postgres")]
    pub(crate) fn postgres() -> Option<Self> {
        let database = ServerDatabase::create();
        if database.is_none() {
            // Once, and past the capture of what a passing test prints.
            static ONCE: Once = Once::new();
            ONCE.call_once(|| {
                let _ =
                    writeln!(io::stderr(), "not tested on PostgreSQL: BIENVENUE_TEST_POSTGRES is not set");
            });
        }
        database.map(Self::Postgres)
    }

    /// How the store opens it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", file_in(folder.path()).display()),
            #[cfg(feature = "postgres")]
            Self::Postgres(database) => database.url(),
        }
    }

    /// The SQLite file; nothing on a server.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite(folder) => Some(file_in(folder.path())),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => None,
        }
    }

    /// Runs statements beside the store, as another program would.
    pub(crate) fn run_script(&self, sql: &str) {
        match self {
            Self::Sqlite(folder) => {
                rusqlite::Connection::open(file_in(folder.path())).unwrap().execute_batch(sql).unwrap();
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(database) => database.run_script(sql),
        }
    }

    /// Whether what the database holds, on disk or in its tables, has this text or these bytes in it anywhere.
    pub(crate) fn holds(&self, needle: &[u8]) -> bool {
        match self {
            Self::Sqlite(folder) => {
                let files = std::fs::read_dir(folder.path()).unwrap();
                let contents = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
                contents.into_iter().any(|bytes| has(&bytes, needle))
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(database) => {
                let dump = database.dump();
                let hex = needle.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
                has(&dump, needle) || has(&dump, hex.as_bytes())
            }
        }
    }

    /// Whether any row of any table has this text or these bytes in it.
    pub(crate) fn rows_hold(&self, needle: &[u8]) -> bool {
        match self {
            Self::Sqlite(folder) => has(&sqlite_rows(&file_in(folder.path())), needle),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => self.holds(needle),
        }
    }

    /// Has every write wait until what this gives is dropped.
    pub(crate) fn hold_writes(&self) -> Held {
        match self {
            Self::Sqlite(folder) => {
                let connection = rusqlite::Connection::open(file_in(folder.path())).unwrap();
                connection.execute_batch("BEGIN IMMEDIATE").unwrap();
                Held::Sqlite(connection)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(database) => Held::Postgres(database.hold_writes()),
        }
    }

    /// Takes the database away from under whoever uses it. Only a server can.
    #[cfg(feature = "postgres")]
    pub(crate) fn drop_now(&self) {
        if let Self::Postgres(database) = self {
            database.drop_now();
        }
    }
}

/// A hold on the writes of a database, which its drop undoes.
#[expect(dead_code, reason = "it is held, and not looked at")]
pub(crate) enum Held {
    /// A transaction that nobody commits.
    Sqlite(rusqlite::Connection),
    /// The end of a channel, for whose other end a connection waits with its lock.
    #[cfg(feature = "postgres")]
    Postgres(std::sync::mpsc::Sender<()>),
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("test.db")
}

/// Every row of every table, as text.
fn sqlite_rows(file: &Path) -> Vec<u8> {
    let connection = rusqlite::Connection::open(file).unwrap();
    let mut rows = Vec::new();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let mut names = connection.prepare(tables).unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for name in names {
        let mut statement = connection.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            for column in 0..columns {
                rows.extend(row.get_ref(column).unwrap().as_str().unwrap_or_default().bytes());
                rows.push(b' ');
            }
        }
    }
    rows
}

fn has(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Runs a test on a database, if there is one, in a runtime of its own.
pub(crate) fn run<F: Future<Output = ()>>(database: Option<Database>, test: impl FnOnce(Database) -> F) {
    let Some(database) = database else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test(database));
}

#[cfg(feature = "postgres")]
mod server {
    use std::hash::{BuildHasher as _, RandomState};
    use std::sync::mpsc::{Sender, channel};
    use std::thread;

    use postgres::{Client, NoTls, SimpleQueryMessage};

    /// One database on the configured server, dropped when this is.
    pub(crate) struct ServerDatabase {
        /// The configured URL.
        server: String,
        name: String,
    }

    impl ServerDatabase {
        pub(super) fn create() -> Option<Self> {
            #[expect(clippy::disallowed_methods, reason = "tests have no configuration but this variable")]
            let server = std::env::var("BIENVENUE_TEST_POSTGRES").ok()?;
            // Several test programs may run at once, and one may be repeated.
            let random = RandomState::new().hash_one(thread::current().id());
            let name = format!("bienvenue_test_{}_{random:016x}", std::process::id());
            let database = Self { server, name };
            database.on_server(&format!("CREATE DATABASE {}", database.name));
            Some(database)
        }

        pub(super) fn url(&self) -> String {
            let (base, query) = self.server.split_once('?').unwrap_or((&self.server, "sslmode=disable"));
            let (server, _) = base.rsplit_once('/').unwrap();
            format!("{server}/{}?{query}", self.name)
        }

        pub(super) fn drop_now(&self) {
            self.on_server(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }

        pub(super) fn run_script(&self, sql: &str) {
            with_client(&self.url(), |client| client.batch_execute(sql).unwrap());
        }

        /// A lock that only reads pass, until the other end of the channel is gone.
        pub(super) fn hold_writes(&self) -> Sender<()> {
            let (held, end) = channel::<()>();
            let (told, is_locked) = channel();
            let url = self.url();
            thread::spawn(move || {
                let mut client = Client::connect(&url, NoTls).unwrap();
                client.batch_execute("BEGIN; LOCK TABLE sessions, users IN EXCLUSIVE MODE").unwrap();
                told.send(()).unwrap();
                let _ = end.recv();
            });
            is_locked.recv().unwrap();
            held
        }

        /// Every row of every table, as text.
        pub(super) fn dump(&self) -> Vec<u8> {
            with_client(&self.url(), |client| {
                let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
                let mut dump = Vec::new();
                for table in texts(client, tables) {
                    dump.extend(texts(client, &format!("SELECT t::text FROM {table} t")));
                }
                dump.join("\n").into_bytes()
            })
        }

        fn on_server(&self, sql: &str) {
            with_client(&self.server, |client| client.batch_execute(sql).unwrap());
        }
    }

    impl Drop for ServerDatabase {
        fn drop(&mut self) {
            self.drop_now();
        }
    }

    fn texts(client: &mut Client, sql: &str) -> Vec<String> {
        let messages = client.simple_query(sql).unwrap();
        let rows = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        rows.collect()
    }

    /// On a thread of its own: the driver refuses to block inside an async runtime.
    fn with_client<T: Send>(url: &str, work: impl FnOnce(&mut Client) -> T + Send) -> T {
        thread::scope(|scope| {
            let worker = scope.spawn(|| work(&mut Client::connect(url, NoTls).unwrap()));
            worker.join().unwrap()
        })
    }
}
