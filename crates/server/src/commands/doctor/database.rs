//! The database: whether it is there, current, writable and durable, and whether there is room.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bienvenue::{EngineFacts, Examination, Fault, OpenError, Schema, SchemaError, Store, StoreOptions};
use tokio::time::timeout_at;

use super::clock::Hand;
use super::finding::Finding;
use super::{PATIENCE, files};
use crate::config::Settings;
use crate::database::shown;
use crate::moment;
use crate::stop::with_causes;

const CHECK: &str = "database";
/// Less room than this is gone in a day of a busy service.
const ROOM: u64 = 256 << 20;

/// What was found, and what time the database has.
#[derive(Debug, Default)]
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    pub(super) clock: Option<Hand>,
}

/// Opens the database as the service does, but changes nothing.
pub(super) async fn check(settings: &Settings) -> Examined {
    let Some(url) = &settings.database_url else {
        return Examined {
            findings: vec![Finding::skipped(CHECK, "`database.url` is not set")],
            clock: None,
        };
    };
    let path = url.strip_prefix("sqlite:").map(|path| PathBuf::from(path.strip_prefix("//").unwrap_or(path)));
    // Before it is opened, which would mend it.
    let mut findings: Vec<_> = path.iter().flat_map(|path| [files::database(path), room(path)]).collect();
    let (found, clock) = match look(url).await {
        Ok((examination, clock)) => (judge(url, &examination.engine), clock),
        Err(wrong) => (vec![wrong], None),
    };
    findings.extend(found);
    Examined { findings, clock }
}

async fn look(url: &str) -> Result<(Examination, Option<Hand>), Finding> {
    let options = StoreOptions { schema: Schema::MustBeCurrent, connections: 1 };
    let until = tokio::time::Instant::now() + PATIENCE;
    let opened = timeout_at(until, Store::open_with(url, options)).await.map_err(|_| late(url))?;
    let store = opened.map_err(|error| refused(url, &error))?;
    let asked = Instant::now();
    let Ok(examined) = timeout_at(until, store.examine()).await else {
        // To close it would wait for what it is at; the process ends anyway.
        std::mem::forget(store);
        return Err(late(url));
    };
    let examination = examined.map_err(|fault| not_written(&fault))?;
    // That of a file is this machine's.
    let said = moment::read(&examination.clock).filter(|_| !url.starts_with("sqlite:"));
    let clock = said.map(|said| Hand::read("the database", said, asked));
    Ok((examination, clock))
}

fn late(url: &str) -> Finding {
    let found = format!("{} did not answer within {} ms", shown(url), PATIENCE.as_millis());
    let mend = "Is the server up, and is this its address? On SQLite: is another program writing to the file for long?";
    Finding::wrong(CHECK, found, mend)
}

fn judge(url: &str, engine: &EngineFacts) -> Vec<Finding> {
    let opened = Finding::good(CHECK, format!("{}, {}, current and writable", shown(url), engine.version));
    let durability = match &engine.is_not_durable {
        None => Finding::good("durability", "what is answered is on disk"),
        Some(why) => Finding::wrong(
            "durability",
            format!("{why}: what was answered can be lost with the power"),
            "Set fsync and full_page_writes to on in postgresql.conf and reload the server.",
        ),
    };
    let is_open = engine.is_encrypted == Some(false) && !is_on_this_machine(url);
    let way = is_open.then(|| {
        let mend = "Take sslmode=disable out of `database.url`; the server needs a certificate (ssl = on).";
        Finding::wrong("database TLS", "the way to the database is not encrypted", mend)
    });
    [opened, durability].into_iter().chain(way).collect()
}

/// Without an address that can be read it counts as elsewhere.
fn is_on_this_machine(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    let host = place.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host).trim_matches(['[', ']']);
    host.is_empty()
        || host == "localhost"
        || host.starts_with("%2F")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn refused(url: &str, error: &OpenError) -> Finding {
    let found = with_causes(error);
    match error {
        OpenError::NoDatabase { .. } => {
            Finding::wrong(CHECK, found, "`bienvenue migrate` makes it, or `database.url` points elsewhere.")
        }
        OpenError::File { .. } => {
            let mend = "It must be a SQLite database on a local disk that the user of the service may read and write.";
            Finding::wrong(CHECK, found, mend)
        }
        OpenError::Connect(_) => {
            let mend = format!("Is the server up, and are address, user and password right? {}", shown(url));
            Finding::wrong(CHECK, found, mend)
        }
        OpenError::NotDurable => {
            let mend =
                "ALTER DATABASE … SET synchronous_commit = on; or in postgresql.conf, and reload the server.";
            Finding::wrong("durability", found, mend)
        }
        OpenError::Schema(SchemaError::Older { .. }) => Finding::wrong(
            "schema",
            found,
            "`bienvenue migrate` brings it up to date; so does `bienvenue serve`.",
        ),
        OpenError::Schema(_) => Finding::wrong(
            "schema",
            found,
            "Use the release that made it, or a later one; or restore a backup.",
        ),
        OpenError::UnknownScheme
        | OpenError::InvalidUrl(_)
        | OpenError::NotBuilt(_)
        | OpenError::Thread { .. } => {
            Finding::wrong(CHECK, found, "See `database.url` in docs/configuration.md.")
        }
    }
}

fn not_written(fault: &Fault) -> Finding {
    let mend = "The disk may be full, the file or its folder read-only, or the server a stand-by.";
    Finding::wrong(CHECK, format!("it cannot be written: {}", with_causes(fault)), mend)
}

/// Room for the database and its log.
fn room(path: &Path) -> Finding {
    const CHECK: &str = "disk";
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(disk) = rustix::fs::statvfs(folder) else {
        return Finding::skipped(CHECK, format!("{} is not there", folder.display()));
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let found = format!("{} MiB are free where the database is", free >> 20);
    if free >= ROOM {
        return Finding::good(CHECK, found);
    }
    Finding::wrong(
        CHECK,
        found,
        "Make room, or move the database (`bienvenue database move`). A full disk is 503 for everybody.",
    )
}

/// How long it may take in all; the checks beside it are as patient.
const _: () = assert!(PATIENCE.as_millis() < Duration::from_secs(2).as_millis());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_known_by_its_addresses() {
        for here in [
            "postgres://u:p@localhost/d",
            "postgres://127.0.0.1:5432/d",
            "postgres://u@[::1]:1/d",
            "postgres:///d",
            "postgres://%2Frun/d",
        ] {
            assert!(is_on_this_machine(here), "{here}");
        }
        for there in
            ["postgres://u:p@db.example.org/d", "postgres://10.0.0.7/d", "postgres://u:127.0.0.1@h/d"]
        {
            assert!(!is_on_this_machine(there), "{there}");
        }
    }
}
