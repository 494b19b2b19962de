//! `bienvenue user delete`

use super::{UserArgs, count_sessions, no_such_user};
use crate::confirm::confirm;
use crate::output::{counted, say};
use crate::stop::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Delete {
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    user: UserArgs,
}

impl Delete {
    pub(super) async fn run(self) -> Result<(), Stop> {
        let (opened, user) = self.user.open().await?;
        if !self.yes {
            let sessions = count_sessions(&opened.store, user.id).await?;
            let what = format!("{} (id {}) with {}", user.email, user.id, counted(sessions, "session"));
            confirm(&format!("This deletes {what}, for ever"), &format!("{what} would be lost"))?;
        }
        if super::auth_that_tells(opened)?.delete_user(user.id).await? {
            say(format!("{} is deleted", user.email))
        } else {
            Err(no_such_user(user.email.as_str()))
        }
    }
}
