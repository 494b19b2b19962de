//! Where new passwords are looked up that are known from breaches, as the configuration says.

use std::path::PathBuf;

use bienvenue::AuthBuilder;
use bienvenue::breaches::{BreachFilter, OnFailure, RangeApi};

use crate::stop::{Exit, Stop};

/// What the configuration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BreachSettings {
    pub(crate) filter: Option<PathBuf>,
    pub(crate) api: Option<String>,
    pub(crate) on_failure: OnFailure,
}

/// What was named, found whole and ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct BreachLists {
    filter: Option<BreachFilter>,
    api: Option<RangeApi>,
}

impl BreachSettings {
    /// Opens the filter. One that is not whole stops the start: a check that silently does nothing is worse than none.
    pub(crate) fn open(&self) -> Result<BreachLists, Stop> {
        let filter = self.filter.as_ref().map(|path| {
            BreachFilter::open(path).map_err(|error| {
                let message = format!("`password.breach_filter`: {} {error}", path.display());
                Stop::new(Exit::Configuration, message)
                    .next("`bienvenue breach build --from LIST --to FILE` makes one of a list.")
            })
        });
        let api = self.api.as_ref().map(|url| {
            RangeApi::new(url, self.on_failure)
                .map_err(|error| Stop::new(Exit::Configuration, format!("`password.breach_api` {error}")))
        });
        Ok(BreachLists { filter: filter.transpose()?, api: api.transpose()? })
    }
}

impl BreachLists {
    /// Has new passwords looked up.
    pub(crate) fn apply(self, auth: AuthBuilder) -> AuthBuilder {
        let auth = match self.filter {
            Some(filter) => auth.breach_filter(filter),
            None => auth,
        };
        match self.api {
            Some(api) => auth.breach_api(api),
            None => auth,
        }
    }

    /// What there is, for people.
    pub(crate) fn summary(&self) -> String {
        match (&self.filter, &self.api) {
            (None, None) => "not looked up".to_owned(),
            (Some(filter), None) => format!("{} hashes", filter.count()),
            (None, Some(_)) => "a range service".to_owned(),
            (Some(filter), Some(_)) => format!("{} hashes and a range service", filter.count()),
        }
    }
}
