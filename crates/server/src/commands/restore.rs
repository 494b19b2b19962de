//! `bienvenue restore`: a backup into an empty database, of either kind.

use std::path::PathBuf;

use bienvenue::{CopyScope, Schema, StoreOptions};

use super::backup::PARTIAL;
use crate::copying::copy;
use crate::database::{DatabaseArgs, open, shown};
use crate::output::Output;
use crate::stop::{Exit, Stop};

/// A backup into an empty database
///
/// Nothing that was handed out before the backup opens anything afterwards: sessions, API keys,
/// links from mails, remembered devices and mails that waited are left out.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "  $ bienvenue restore bienvenue-friday.backup --database sqlite:restored.db",
    verbatim_doc_comment
)]
pub(crate) struct Restore {
    /// What `bienvenue backup` wrote
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Restore {
    /// Copies the accounts and what happened to them.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        let name = self.file.display().to_string();
        if !self.file.is_file() {
            return Err(Stop::new(Exit::NotFound, format!("there is no file {name}")));
        }
        // Whole tables may be missing from it, and nobody would notice.
        if self.file.extension().is_some_and(|extension| extension == PARTIAL) {
            return Err(Stop::new(Exit::Refused, format!("{name} is what an interrupted backup has left")));
        }
        let options = StoreOptions { schema: Schema::MustBeCurrent, ..StoreOptions::default() };
        let url = format!("sqlite:{name}");
        let from = open(&url, options).await.map_err(|stop| {
            stop.next(format!("A backup of an earlier release: `bienvenue migrate --database {url}` first."))
        })?;
        let to = self.database.open(Schema::Migrate).await?;
        let place = shown(&to.url);
        copy(&from, &to.store, CopyScope::Accounts, &place).await?.print(&place)?;
        let mut output = Output::new();
        output.line(format!("{place} holds the accounts of {name}."))?;
        output
            .line("Everybody signs in again: no session, key or link from before opens anything, no mail")?;
        output.line("that waited is sent, and every device is a new one.")?;
        output.finish()
    }
}
