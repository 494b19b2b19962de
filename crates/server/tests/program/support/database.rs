//! A database of either engine, to look into beside the program.

use std::path::Path;
use std::time::Duration;

use super::PostgresDatabase;

/// A database that nobody else uses.
pub(crate) enum Database {
    /// A file in a folder of its own.
    Sqlite(tempfile::TempDir),
    /// A database on the server that the environment names.
    Postgres(PostgresDatabase),
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    /// Nothing, where there is no server.
    pub(crate) fn postgres() -> Option<Self> {
        PostgresDatabase::make().map(Self::Postgres)
    }

    /// How the program opens it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", file_in(folder.path())),
            Self::Postgres(database) => database.url().to_owned(),
        }
    }

    /// Has the program be given a password with the address of a server, and tells which.
    pub(crate) fn protect(&mut self) -> Option<String> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(database) => Some(database.protect()),
        }
    }

    /// All that it holds: the bytes of its files, or the rows of its tables as text.
    pub(crate) fn contents(&self) -> Vec<u8> {
        match self {
            Self::Sqlite(folder) => {
                let files = std::fs::read_dir(folder.path()).unwrap();
                files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
            }
            Self::Postgres(database) => database.rows(),
        }
    }

    /// How many mails are in the outbox.
    pub(crate) fn waiting_mails(&self) -> i64 {
        self.count("outbox")
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {table}"))
    }

    /// The number that a query answers.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        match self {
            Self::Sqlite(folder) => open(folder.path()).query_one(sql, [], |row| row.get(0)).unwrap(),
            Self::Postgres(database) => database.count(sql),
        }
    }

    /// The texts that a query answers, one in each row.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Sqlite(folder) => {
                let connection = open(folder.path());
                let mut statement = connection.prepare(sql).unwrap();
                let texts = statement.query_map([], |row| row.get(0)).unwrap();
                texts.collect::<Result<_, _>>().unwrap()
            }
            Self::Postgres(database) => database.texts(sql),
        }
    }

    /// Another one of its kind, empty.
    pub(crate) fn sibling(&self) -> Self {
        match self {
            Self::Sqlite(_) => Self::sqlite(),
            Self::Postgres(_) => Self::postgres().unwrap(),
        }
    }

    /// The name of the folder with its migrations.
    pub(crate) const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// What the passing of this time does to the mails in the outbox: pauses and claims run out.
    pub(crate) fn let_mails_wait(&self, time: Duration) {
        self.execute(&format!("UPDATE outbox SET due_at = due_at - {}", time.as_micros()));
    }

    /// Runs statements that both engines understand, beside the program.
    pub(crate) fn execute(&self, sql: &str) {
        match self {
            Self::Sqlite(folder) => open(folder.path()).execute_batch(sql).unwrap(),
            Self::Postgres(database) => database.execute(sql),
        }
    }
}

fn file_in(folder: &Path) -> String {
    folder.join("users.db").display().to_string()
}

fn open(folder: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(file_in(folder)).unwrap();
    connection.busy_timeout(super::PATIENCE).unwrap();
    connection
}

/// Runs each of the named `fn(Database)` as two tests, `name::sqlite` and `name::postgres`. The second passes at once where
/// no PostgreSQL is named.
macro_rules! every_engine {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use crate::support::Database;

            #[test]
            fn sqlite() {
                super::$name(Database::sqlite());
            }

            #[test]
            fn postgres() {
                Database::postgres().into_iter().for_each(super::$name);
            }
        }
    )+};
}
pub(crate) use every_engine;
