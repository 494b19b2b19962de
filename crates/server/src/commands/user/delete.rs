//! `bienvenue user delete`

use std::io::{IsTerminal as _, Write as _};

use super::{UserArgs, count_sessions, no_such_user};
use crate::output::{counted, say};
use crate::stop::{Exit, Stop};

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
            confirm(&format!("{} (id {}) with {}", user.email, user.id, counted(sessions, "session")))?;
        }
        if super::auth_that_tells(opened)?.delete_user(user.id).await? {
            say(format!("{} is deleted", user.email))
        } else {
            Err(no_such_user(user.email.as_str()))
        }
    }
}

/// Only a person who has read what will be lost, or `--yes`, deletes.
fn confirm(what: &str) -> Result<(), Stop> {
    let refused = |why: &str| {
        Err(Stop::new(Exit::Refused, format!("{why}: {what} would be lost"))
            .next("Nothing was deleted. `--yes` deletes without asking."))
    };
    let input = std::io::stdin();
    if !input.is_terminal() {
        return refused("nobody is here to confirm");
    }
    let mut prompt = std::io::stderr().lock();
    write!(prompt, "This deletes {what}, for ever. Type yes to go on: ")?;
    prompt.flush()?;
    let mut answer = String::new();
    input.read_line(&mut answer)?;
    if answer.trim() == "yes" { Ok(()) } else { refused("not confirmed") }
}
