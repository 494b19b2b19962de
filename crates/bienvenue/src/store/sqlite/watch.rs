//! Seeing what others do to the file: the command line beside a running service writes to it, and somebody may remove or
//! replace it. SQLite would go on with the file that is no longer there, and what it acknowledged would be lost with it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::connection::SqliteConnection;
use super::file;
use crate::store::changes::{Change, Changes};

/// Looks again and again what others have done.
pub(super) struct Watch {
    changes: Arc<Changes>,
    last_version: Option<i64>,
    path: PathBuf,
    identity: (u64, u64),
    is_gone: Arc<AtomicBool>,
}

impl Watch {
    /// Watches the file that this path leads to now.
    pub(super) fn new(changes: Arc<Changes>, path: PathBuf) -> io::Result<Self> {
        let identity = file::identity(&path)?;
        Ok(Self { changes, last_version: None, path, identity, is_gone: Arc::default() })
    }

    /// Turns true for good when the file is gone or is another one.
    pub(super) fn is_gone(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_gone)
    }

    pub(super) fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Looks once. SQLite's `data_version` changes with every commit of any connection but the one that asks, which is
    /// the only one that writes in this process. A look that fails extends no lease, so nothing remembered is trusted.
    pub(super) fn look(&mut self, connection: &SqliteConnection) {
        let moment = Instant::now();
        if !self.is_file_there() {
            return;
        }
        match connection.data_version() {
            Ok(version) => {
                if self.last_version.replace(version).is_some_and(|last| last != version) {
                    self.changes.note(&Change::Everything);
                }
                self.changes.seen_at(moment);
            }
            Err(cause) => tracing::error!(%cause, "SQLite does not tell whether its file has changed"),
        }
    }

    /// Whether the path still leads to the file that is open. Once it does not, it never does again.
    pub(super) fn is_file_there(&self) -> bool {
        let is_same = !self.is_gone.load(Ordering::SeqCst)
            && file::identity(&self.path).is_ok_and(|identity| identity == self.identity);
        if !is_same && !self.is_gone.swap(true, Ordering::SeqCst) {
            self.changes.note(&Change::Everything);
            tracing::error!("the database file was removed or replaced; nothing is answered until a restart");
        }
        is_same
    }
}
