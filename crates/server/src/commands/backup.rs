//! `bienvenue backup`: the whole database, of either kind, as it is at one moment, in a file of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use bienvenue::{CopyScope, Schema, StoreOptions};

use crate::copying::copy;
use crate::database::{DatabaseArgs, open, shown};
use crate::output::say;
use crate::stop::{Exit, Stop};

/// What the name of a file ends in that is not whole yet.
pub(super) const PARTIAL: &str = "partial";

/// So much behind the service that runs on the same machine: a backup has time.
const NICENESS: i32 = 15;

/// The whole database as it is now, in one file
///
/// The service goes on meanwhile. The file is an SQLite database whatever the database is, and
/// complete from the moment at which it is there. `bienvenue restore` takes it.
#[derive(Debug, clap::Args)]
#[command(before_help = "  $ bienvenue backup --to bienvenue-friday.backup", verbatim_doc_comment)]
pub(crate) struct Backup {
    /// The file to write, for your eyes only; none is replaced
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Backup {
    /// Copies into a file beside it, which gets its name when it is whole.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        refuse_if_there(&self.to)?;
        // Threads that are started from here on inherit it. If the machine does not allow it, so be it.
        let _ = rustix::process::nice(NICENESS);
        let from = self.database.open(Schema::MustBeCurrent).await?;
        let name = self.to.display().to_string();
        let partial = Partial::new(&self.to);
        let url = format!("sqlite:{}", partial.path.display());
        let to = open(&url, StoreOptions::default()).await?;
        let copied = copy(&from.store, &to, CopyScope::Everything, &name).await?;
        // The last handle: what is still in the log goes into the file.
        drop(to);
        copied.print(&name)?;
        refuse_if_there(&self.to)?;
        partial.keep(&self.to)?;
        say(format!("{name} holds {} as it was when this began", shown(&from.url)))
    }
}

fn refuse_if_there(file: &Path) -> Result<(), Stop> {
    match file.try_exists() {
        Ok(false) => Ok(()),
        _ => Err(Stop::new(Exit::Refused, format!("{} is there already", file.display()))
            .next("Name a file that is not there yet.")),
    }
}

/// A file that is not whole yet. It is removed when this is dropped; what a killed backup has left, when the next begins.
struct Partial {
    path: PathBuf,
}

impl Partial {
    fn new(file: &Path) -> Self {
        let partial = Self { path: with_suffix(file, &format!(".{PARTIAL}")) };
        partial.remove();
        partial
    }

    /// Flushes it and gives it its name, for good.
    fn keep(self, file: &Path) -> Result<(), Stop> {
        File::open(&self.path)?.sync_all()?;
        fs::rename(&self.path, file)?;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        Ok(File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?)
    }

    fn remove(&self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(with_suffix(&self.path, suffix));
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        self.remove();
    }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
