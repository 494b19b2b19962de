//! A PostgreSQL database for one test, where the environment names a server to make it on.

use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, NoTls};

use super::test_variable;

/// The variable with the URL of a server on which databases may be made.
const VARIABLE: &str = "BIENVENUE_TEST_POSTGRES";

/// A database that is dropped with this value.
pub(crate) struct PostgresDatabase {
    server: String,
    name: String,
    url: String,
}

impl PostgresDatabase {
    /// Makes an empty database, or says that there is no server and the test is skipped.
    pub(crate) fn make() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Some(server) = test_variable(VARIABLE) else {
            println!("skipped: {VARIABLE} names no PostgreSQL server");
            return None;
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("bienvenue_program_{}_{number}", std::process::id());
        execute(&server, &format!("CREATE DATABASE {name}"));
        let url = with_database(&server, &name);
        Some(Self { server, name, url })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Puts a password into the address, unless it has one, and tells which. A server that trusts this machine takes any.
    pub(crate) fn protect(&mut self) -> String {
        let (scheme, rest) = self.url.split_once("://").unwrap();
        let (user, place) = rest.split_once('@').unwrap();
        if let Some((_, password)) = user.split_once(':') {
            return password.to_owned();
        }
        let password = "canary-of-the-database";
        self.url = format!("{scheme}://{user}:{password}@{place}");
        password.to_owned()
    }

    /// Every row of every table, as text.
    pub(crate) fn rows(&self) -> Vec<u8> {
        let mut client = Client::connect(&self.url, NoTls).unwrap();
        let tables =
            client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", &[]).unwrap();
        let mut rows = String::new();
        for table in tables {
            let table: String = table.get(0);
            for row in client.query(&format!("SELECT t::text FROM {table} t"), &[]).unwrap() {
                rows.push_str(row.get(0));
                rows.push('\n');
            }
        }
        rows.into_bytes()
    }

    /// Runs statements beside the program.
    pub(crate) fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }

    /// The texts that a query answers, one in each row.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        self.connect().query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect()
    }

    /// A connection to use beside the program.
    pub(crate) fn connect(&self) -> Client {
        Client::connect(&self.url, NoTls).unwrap()
    }

    /// The number that a query answers.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        self.connect().query_one(sql, &[]).unwrap().get(0)
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        execute(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn execute(server: &str, sql: &str) {
    Client::connect(server, NoTls).unwrap().batch_execute(sql).unwrap();
}

/// The server's URL with another database.
fn with_database(server: &str, name: &str) -> String {
    let (base, query) = server.split_once('?').map_or((server, None), |(base, query)| (base, Some(query)));
    let (scheme, rest) = base.split_once("://").unwrap();
    let authority = rest.split('/').next().unwrap();
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    format!("{scheme}://{authority}/{name}{query}")
}
