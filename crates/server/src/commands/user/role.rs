//! `bienvenue user grant-admin` and `bienvenue user revoke-admin`

use bienvenue::RoleChange;

use super::{UserArgs, no_such_user};
use crate::output::say;
use crate::stop::{Exit, Stop};

#[derive(Debug, clap::Args)]
pub(crate) struct Role {
    #[command(flatten)]
    user: UserArgs,
}

impl Role {
    pub(super) async fn run(self, granted: bool) -> Result<(), Stop> {
        let (opened, user) = self.user.open().await?;
        let (store, email) = (opened.store, &user.email);
        let change =
            if granted { store.grant_admin(user.id).await? } else { store.revoke_admin(user.id).await? };
        match (change, granted) {
            (RoleChange::Done, true) => {
                say(format!("{email} is an administrator from now on, on the pages under /admin"))
            }
            (RoleChange::Done, false) => say(format!("{email} is no longer an administrator")),
            (RoleChange::NothingToDo, true) => say(format!("{email} is an administrator already")),
            (RoleChange::NothingToDo, false) => say(format!("{email} is no administrator")),
            (RoleChange::NoSuchUser, _) if user.disabled_at.is_some() => {
                Err(Stop::new(Exit::Refused, format!("{email} is disabled"))
                    .next(format!("`bienvenue user enable {email}` comes first.")))
            }
            (RoleChange::NoSuchUser, _) => Err(no_such_user(email.as_str())),
            (RoleChange::LastAdmin, _) => {
                Err(Stop::new(Exit::Refused, format!("{email} is the last administrator"))
                    .next("`bienvenue user grant-admin` makes somebody else one first."))
            }
        }
    }
}
