//! `bienvenue user add`

use bienvenue::core::email::EmailAddress;
use bienvenue::{RegisterError, Schema, UserBy};

use crate::database::DatabaseArgs;
use crate::output::say;
use crate::password_input::read_new_password;
use crate::stop::{Exit, Stop};

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// The new user's address
    email: EmailAddress,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Add {
    pub(super) async fn run(self) -> Result<(), Stop> {
        let opened = self.database.open(Schema::MustBeCurrent).await?;
        // Nobody types a password twice to hear afterwards that it was for nothing.
        if opened.store.find_user_by(UserBy::Email(self.email.clone())).await?.is_some() {
            return Err(already_registered(&self.email));
        }
        let password = read_new_password()?;
        let auth = super::auth(opened)?;
        match auth.register_user(self.email.as_str(), &password).await {
            Ok(user) => say(format!("{} is added, id {}", user.email, user.id)),
            Err(RegisterError::AlreadyExists(email)) => Err(already_registered(&email)),
            Err(RegisterError::Email(rejected)) => Err(Stop::new(Exit::Usage, rejected.to_string())),
            Err(RegisterError::Password(rejected)) => {
                Err(Stop::new(Exit::Refused, rejected.to_string()).next("Nobody was added."))
            }
            Err(RegisterError::Fault(fault)) => Err(fault.into()),
        }
    }
}

fn already_registered(email: &EmailAddress) -> Stop {
    Stop::new(Exit::Refused, format!("{email} is registered already"))
        .next(format!("`bienvenue user set-password {email}` sets another password."))
}
