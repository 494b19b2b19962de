//! `bienvenue user disable` and `bienvenue user enable`

use bienvenue::{UpdateUserError, UserChanges};

use super::{UserArgs, no_such_user};
use crate::output::say;
use crate::stop::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Access {
    #[command(flatten)]
    user: UserArgs,
}

impl Access {
    pub(super) async fn run(self, disabled: bool) -> Result<(), Stop> {
        let (opened, user) = self.user.open().await?;
        let auth = super::auth_that_tells(opened)?;
        match auth.update_user(user.id, UserChanges::default().disabled(disabled)).await {
            Ok(user) if disabled => {
                say(format!("{} is disabled; every session of the user has ended", user.email))
            }
            Ok(user) => say(format!("{} may log in", user.email)),
            Err(UpdateUserError::NoSuchUser | UpdateUserError::EmailTaken) => {
                Err(no_such_user(user.email.as_str()))
            }
            Err(UpdateUserError::Fault(fault)) => Err(fault.into()),
        }
    }
}
