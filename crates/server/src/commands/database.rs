//! `bienvenue database move`: from one database to another, of either kind.

use std::path::{Path, PathBuf};

use bienvenue::{CopyScope, Schema, StoreOptions};

use crate::copying::copy;
use crate::database::{open, shown};
use crate::output::say;
use crate::stop::{Exit, Stop};

/// Whole databases.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum DatabaseCommand {
    /// Copy everything into another database, of the other kind or the same
    ///
    /// Stop the service first: what it writes meanwhile is noticed, and stays behind. The new database
    /// is empty, or holds part of the same move, which goes on then. Its schema is made. Sessions stay
    /// valid. The old database stays as it is.
    #[command(
        before_help = "  $ bienvenue database move --from sqlite:bienvenue.db --to postgres://bienvenue@localhost/bienvenue",
        verbatim_doc_comment
    )]
    Move(Move),
}

impl DatabaseCommand {
    /// Does it.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        let Self::Move(moving) = self;
        moving.run().await
    }
}

/// From where to where.
#[derive(Debug, clap::Args)]
pub(crate) struct Move {
    /// The database that there is
    #[arg(long, value_name = "URL", required_unless_present = "from_file")]
    from: Option<String>,
    /// A file with its URL: what stands on a command line, all users of the machine can see
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    from_file: Option<PathBuf>,
    /// The database to move into
    #[arg(long, value_name = "URL", required_unless_present = "to_file")]
    to: Option<String>,
    /// A file with its URL
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    to_file: Option<PathBuf>,
}

/// The URL that was given, or the first line of the file.
fn url(given: Option<String>, file: Option<&Path>) -> Result<String, Stop> {
    let Some(file) = file else { return Ok(given.unwrap_or_default()) };
    let text = std::fs::read_to_string(file)
        .map_err(|cause| Stop::new(Exit::NotFound, format!("{} cannot be read: {cause}", file.display())))?;
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}

impl Move {
    async fn run(self) -> Result<(), Stop> {
        let options = |schema| StoreOptions { schema, ..StoreOptions::default() };
        let (from_url, to_url) =
            (url(self.from, self.from_file.as_deref())?, url(self.to, self.to_file.as_deref())?);
        if from_url == to_url {
            return Err(Stop::new(Exit::Usage, "--from and --to are the same database"));
        }
        let from = open(&from_url, options(Schema::MustBeCurrent)).await?;
        let to = open(&to_url, options(Schema::Migrate)).await?;
        let (old, new) = (shown(&from_url), shown(&to_url));
        let scope = CopyScope::Everything;
        let copied = copy(&from, &to, scope, &new).await?;
        copied.print(&new)?;
        let changed = copied.changed_since(&from, scope).await?;
        if !changed.is_empty() {
            return Err(Stop::new(
                Exit::Failed,
                format!("{old} has changed while it was copied: {}", changed.join(", ")),
            )
            .next(
                "Stop what uses it and run this again; if it is refused then, begin with an empty database.",
            ));
        }
        say(format!(
            "{new} holds the same as {old}. Sessions stay valid: point `database.url` to it and start."
        ))
    }
}
