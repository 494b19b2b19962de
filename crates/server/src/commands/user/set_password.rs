//! `bienvenue user set-password`

use bienvenue::SetPasswordError;

use super::{UserArgs, no_such_user};
use crate::output::say;
use crate::password_input::read_new_password;
use crate::stop::{Exit, Stop};

#[derive(Debug, clap::Args)]
pub(crate) struct SetPassword {
    #[command(flatten)]
    user: UserArgs,
}

impl SetPassword {
    pub(super) async fn run(self) -> Result<(), Stop> {
        let (opened, user) = self.user.open().await?;
        let password = read_new_password()?;
        match super::auth_that_tells(opened)?.set_password(user.id, &password).await {
            Ok(()) => say(format!("{} has a new password; every session of the user has ended", user.email)),
            Err(SetPasswordError::NoSuchUser) => Err(no_such_user(user.email.as_str())),
            Err(SetPasswordError::Password(rejected)) => {
                Err(Stop::new(Exit::Refused, rejected.to_string()).next("The old password stays."))
            }
            Err(SetPasswordError::Fault(fault)) => Err(fault.into()),
        }
    }
}
