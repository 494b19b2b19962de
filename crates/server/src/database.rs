//! Which database, and how it is named to people.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use bienvenue::{Auth, OpenError, Schema, SchemaError, Store, StoreOptions};

use crate::config::{self, Environment, Settings};
use crate::stop::{Exit, Stop};

/// The database of those who say nothing.
pub(crate) const DEFAULT_URL: &str = "sqlite:bienvenue.db";

/// Which database a command works on. `serve` and the commands agree when they are started in the same folder.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct DatabaseArgs {
    /// The database [else `DATABASE_URL`, `database.url`, sqlite:bienvenue.db]
    #[arg(long, value_name = "URL", global = true)]
    database: Option<String>,
    /// The configuration file [else bienvenue.toml, if it is there]
    #[arg(long, value_name = "PATH", global = true)]
    config: Option<PathBuf>,
}

/// An open database with the settings that go with it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) url: String,
}

impl Opened {
    /// The flows for acts that take no password. What is configured for people does not matter to them.
    pub(crate) fn auth(self) -> Result<Auth, Stop> {
        Ok(Auth::builder(self.store).hashing_threads(NonZeroUsize::MIN).build()?)
    }
}

impl DatabaseArgs {
    /// Reads the configuration and opens the database.
    pub(crate) async fn open(self, schema: Schema) -> Result<Opened, Stop> {
        let settings = config::load(self.config.as_deref(), &Environment::of_process())?;
        let url = self.database.or_else(|| settings.database_url.clone());
        let url = url.unwrap_or_else(|| DEFAULT_URL.to_owned());
        let store = open(&url, settings.store_options(schema)).await?;
        Ok(Opened { store, settings, url })
    }
}

/// Opens a database, or says why not and what to do.
pub(crate) async fn open(url: &str, options: StoreOptions) -> Result<Store, Stop> {
    Store::open_with(url, options).await.map_err(|error| {
        let stop = Stop::new(exit_of(&error), crate::stop::with_causes(&error));
        match error {
            OpenError::NoDatabase { .. } => stop.next(
                "That is where --database, DATABASE_URL or `database.url` of bienvenue.toml point, or the default.\n\
                 Name another with --database, or make a new one with `bienvenue migrate`.",
            ),
            OpenError::UnknownScheme | OpenError::InvalidUrl(_) => {
                stop.next("The URL comes from --database, DATABASE_URL or `database.url` of the configuration.")
            }
            OpenError::Connect(_) => stop.next(format!("Is the server up, and is this its address? {}", shown(url))),
            _ => stop,
        }
    })
}

fn exit_of(error: &OpenError) -> Exit {
    match error {
        OpenError::NoDatabase { .. } => Exit::NotFound,
        OpenError::UnknownScheme
        | OpenError::InvalidUrl(_)
        | OpenError::NotBuilt(_)
        | OpenError::NotDurable
        | OpenError::Schema(SchemaError::Newer { .. } | SchemaError::Changed { .. }) => Exit::Configuration,
        OpenError::File { .. }
        | OpenError::Connect(_)
        | OpenError::Thread { .. }
        | OpenError::Schema(SchemaError::Older { .. } | SchemaError::Refused(_)) => Exit::Failed,
    }
}

/// A database by its name, without password and parameters: `app.db (SQLite)`.
pub(crate) fn described(url: &str, store: &Store) -> String {
    let kind = if url.starts_with("sqlite:") { "SQLite" } else { "PostgreSQL" };
    // The first migration makes a database out of nothing.
    let is_new = store.migrated().contains(&"users");
    format!("{} ({kind}{})", shown(url), if is_new { ", new" } else { "" })
}

/// A database URL without its secrets.
pub(crate) fn shown(url: &str) -> String {
    if let Some(path) = url.strip_prefix("sqlite:") {
        return path.strip_prefix("//").unwrap_or(path).to_owned();
    }
    crate::config::masked(url).unwrap_or_else(|| "(not a database URL)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_secrets() {
        assert_eq!(shown("sqlite:app.db"), "app.db");
        assert_eq!(shown("sqlite:///var/lib/app.db"), "/var/lib/app.db");
        assert_eq!(shown("postgres://bob@db.example.org/app"), "postgres://bob@db.example.org/app");
        assert_eq!(shown("postgres://bob:s3cret@h:5432/app?x=s3cret"), "postgres://bob:***@h:5432/app");
        for url in [
            "postgres://bob:s3cret@h/app",
            "postgres://bob:x@s3cret@h/app",
            "postgres://bob:x/s3cret@h/app",
            "postgres://bob:x?s3cret@h/app",
            "postgres://:s3cret@h/app",
            "postgres:///app?user=bob&password=s3cret",
            "postgres://h/app?password=a@s3cret#x",
            "bob:s3cret@h",
        ] {
            let shown = shown(url);
            assert!(!shown.contains("s3cret"), "{url} is shown as {shown}");
        }
    }
}
