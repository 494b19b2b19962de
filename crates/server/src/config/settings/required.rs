//! What `bienvenue serve` does not start without.

use bienvenue::Verification;
use bienvenue::http::Origin;
use bienvenue::mail::{Sender, SmtpSettings};

use super::Settings;
use crate::config::key;
use crate::config::problem::report_missing;
use crate::stop::Stop;

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Required {
    pub(crate) public_url: Origin,
    pub(crate) database_url: String,
    /// How the service appears in its mails.
    pub(crate) sender: Sender,
    /// How mails are sent, if they are.
    pub(crate) mail: Option<SmtpSettings>,
}

impl Settings {
    /// What safety depends on, or all of it that is missing.
    pub(crate) fn required(&self) -> Result<Required, Stop> {
        let needs_mail = self.accounts.verification == Verification::Required && self.mail.is_none();
        match (&self.public_url, &self.database_url) {
            (Some(public_url), Some(database_url)) if !needs_mail => Ok(Required {
                public_url: public_url.clone(),
                database_url: database_url.clone(),
                sender: self.sender_at(public_url),
                mail: self.mail.clone(),
            }),
            (public_url, database_url) => {
                let lacks = [
                    ("public_url", public_url.is_none()),
                    ("database.url", database_url.is_none()),
                    ("mail.url", needs_mail),
                    ("mail.from", needs_mail),
                ];
                let missing = lacks.iter().filter(|(_, is_missing)| *is_missing);
                Err(report_missing(&missing.filter_map(|(name, _)| key::find(name)).collect::<Vec<_>>()))
            }
        }
    }
}
