//! `bienvenue key revoke`

use bienvenue::Schema;
use bienvenue::core::id::KeyId;

use crate::database::DatabaseArgs;
use crate::output::{Output, counted};
use crate::stop::{Exit, Stop};

#[derive(Debug, clap::Args)]
pub(crate) struct Revoke {
    /// The key's id, from `bienvenue key list`
    #[arg(value_name = "KEY_ID")]
    key: KeyId,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Revoke {
    pub(super) async fn run(self) -> Result<(), Stop> {
        let auth = self.database.open(Schema::MustBeCurrent).await?.auth()?;
        let revoked = auth.revoke_key(self.key).await?;
        if revoked.is_empty() {
            return Err(Stop::new(Exit::NotFound, format!("there is no live key {}", self.key))
                .next("`bienvenue key list` shows which there are."));
        }
        let mut output = Output::new();
        output.line(format!("{} revoked", counted(revoked.len() as u64, "key")))?;
        for id in revoked {
            output.line(format!("  {id}"))?;
        }
        output.finish()
    }
}
