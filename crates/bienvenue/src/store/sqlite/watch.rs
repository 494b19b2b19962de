//! Seeing that another process has changed the file: the command line beside a running service.

use std::sync::Arc;
use std::time::Instant;

use super::connection::SqliteConnection;
use crate::store::changes::{Change, Changes};

/// Looks again and again whether anybody else has written.
pub(super) struct Watch {
    changes: Arc<Changes>,
    last_version: Option<i64>,
}

impl Watch {
    pub(super) const fn new(changes: Arc<Changes>) -> Self {
        Self { changes, last_version: None }
    }

    pub(super) fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Looks once. SQLite's `data_version` changes with every commit of any connection but the one that asks, which is
    /// the only one that writes in this process. A look that fails extends no lease, so nothing remembered is trusted.
    pub(super) fn look(&mut self, connection: &SqliteConnection) {
        let moment = Instant::now();
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
}
