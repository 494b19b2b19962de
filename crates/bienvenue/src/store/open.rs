//! Opening a database by its URL.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bienvenue_core::time::Timestamp;

use super::changes::Changes;
use super::engine::Engine;
use super::migrate::{Prepared, SchemaError};

/// What opening may do to the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Bring it up to date, and create the database if it is a SQLite file that does not exist.
    Migrate,
    /// Change nothing: the database must exist and be up to date.
    ///
    /// Up to date is also a database that a later release has changed, as long as that release says that this one can work with
    /// it.
    MustBeCurrent,
}

/// How a database is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreOptions {
    /// What opening may do to the schema; [`Schema::Migrate`] unless told.
    pub schema: Schema,
    /// Connections to PostgreSQL, one worker thread each; 16 unless told. SQLite needs no number.
    pub connections: usize,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { schema: Schema::Migrate, connections: 16 }
    }
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names no kind of database that we know.
    #[error("a database URL starts with `sqlite:` or `postgres://`, such as sqlite:bienvenue.db")]
    UnknownScheme,
    /// The URL is of a known kind, but wrong in itself.
    #[error("the database URL is wrong: {0}")]
    InvalidUrl(String),
    /// The library was built without the feature for this kind of database.
    #[error("this program was built without the `{0}` feature")]
    NotBuilt(&'static str),
    /// There is no such file, and none was to be created.
    #[error("there is no database at {}", path.display())]
    NoDatabase {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file cannot be used.
    #[error("cannot open the database file {}: {cause}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the operating system or SQLite says.
        cause: String,
    },
    /// The server does not let us in.
    #[error("cannot connect to PostgreSQL: {0}")]
    Connect(String),
    /// The server would lose acknowledged writes.
    #[error(
        "PostgreSQL runs with synchronous_commit=off: it would lose what it has acknowledged; set it to on"
    )]
    NotDurable,
    /// No thread could be started.
    #[error("cannot start a thread for the database")]
    Thread {
        /// What the operating system says.
        #[source]
        cause: io::Error,
    },
    /// The schema is not one that this program can work with.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// A database that was opened.
pub(super) struct Opened {
    /// What it tells of changes.
    pub(super) changes: Arc<Changes>,
    pub(super) engine: Box<dyn Engine>,
    /// What was done to its schema.
    pub(super) schema: Prepared,
}

/// Opens the database that `url` names. Blocks on the disk or the network.
pub(super) fn open(url: &str, options: StoreOptions, now: Timestamp) -> Result<Opened, OpenError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        return open_sqlite(path, options, now);
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return open_postgres(url, options, now);
    }
    Err(OpenError::UnknownScheme)
}

#[cfg(feature = "sqlite")]
fn open_sqlite(path: &str, options: StoreOptions, now: Timestamp) -> Result<Opened, OpenError> {
    // `sqlite://` with an absolute path is how some tools spell it.
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path.starts_with(':') || path.contains(['?', '\0']) {
        return Err(OpenError::InvalidUrl("`sqlite:` is followed by the path of a file".to_owned()));
    }
    super::sqlite::open(std::path::Path::new(path), options.schema, now)
}

#[cfg(not(feature = "sqlite"))]
fn open_sqlite(_path: &str, _options: StoreOptions, _now: Timestamp) -> Result<Opened, OpenError> {
    Err(OpenError::NotBuilt("sqlite"))
}

#[cfg(feature = "postgres")]
fn open_postgres(url: &str, options: StoreOptions, now: Timestamp) -> Result<Opened, OpenError> {
    super::postgres::open(url, options, now)
}

#[cfg(not(feature = "postgres"))]
fn open_postgres(_url: &str, _options: StoreOptions, _now: Timestamp) -> Result<Opened, OpenError> {
    Err(OpenError::NotBuilt("postgres"))
}
