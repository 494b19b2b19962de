//! What every test stands on: a fresh database, a running service, and somebody who speaks to it.

pub(crate) mod app;
#[cfg(feature = "mail")]
pub(crate) mod browser;
pub(crate) mod client;
pub(crate) mod content;
pub(crate) mod databases;
#[cfg(feature = "mail")]
pub(crate) mod html;
pub(crate) mod log;
#[cfg(feature = "mail")]
pub(crate) mod mailed;
pub(crate) mod randomness;
#[cfg(feature = "mail")]
pub(crate) mod smtp;

pub(crate) use app::{App, Setup};
#[cfg(feature = "mail")]
pub(crate) use browser::Browser;
pub(crate) use client::{Connection, Reply};
pub(crate) use content::{Content, form, json, multipart, object};
pub(crate) use databases::Database;
#[cfg(feature = "mail")]
pub(crate) use mailed::Mailed;

/// Runs each of the named `async fn(Database)` as two tests, `name::sqlite` and `name::postgres`.
///
/// The second passes at once, with a line on stderr, where no PostgreSQL is configured.
macro_rules! every_engine {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use crate::support::databases::{Database, run};

            #[test]
            fn sqlite() {
                run(Some(Database::sqlite()), super::$name);
            }

            #[cfg(feature = "postgres")]
            #[test]
            fn postgres() {
                run(Database::postgres(), super::$name);
            }
        }
    )+};
}
pub(crate) use every_engine;

/// Runs each of the named `async fn(Database)` on SQLite: for what no database has a part in.
macro_rules! any_engine {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use crate::support::databases::{Database, run};

            #[test]
            fn sqlite() {
                run(Some(Database::sqlite()), super::$name);
            }
        }
    )+};
}
pub(crate) use any_engine;
