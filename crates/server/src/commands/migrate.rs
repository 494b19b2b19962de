//! `bienvenue migrate`: the schema, up to date.

use bienvenue::Schema;

use crate::database::{DatabaseArgs, shown};
use crate::output::Output;
use crate::stop::Stop;

/// Bring the database's schema up to date
///
/// A SQLite file that does not exist is made. `dev` and `serve` do the same when they start.
#[derive(Debug, clap::Args)]
#[command(before_help = "  $ bienvenue migrate --database sqlite:bienvenue.db")]
pub(crate) struct Migrate {
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Migrate {
    /// Opens the database, which applies what is missing, and tells what that was.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        let opened = self.database.open(Schema::Migrate).await?;
        let mut output = Output::new();
        let place = shown(&opened.url);
        match opened.store.migrated() {
            [] => output.line(format!("{place} is up to date; nothing was to do"))?,
            applied => {
                for name in applied {
                    output.line(format!("applied {name}"))?;
                }
                output.line(format!("{place} is up to date"))?;
            }
        }
        output.finish()
    }
}
