//! `bienvenue breach`: lists of passwords that are known from breaches.

mod build;
mod list;

use crate::stop::Stop;

/// What can be done with a list.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum BreachCommand {
    /// Make a filter of a list, for the setting `password.breach_filter`
    ///
    /// A line of the list is the SHA-1 of a password in hexadecimal digits, alone or with a colon and
    /// a count behind it, in any order: the form in which Have I Been Pwned hands its list out. The
    /// filter takes about 3 bytes for each hash; while it is made, 64 MB of memory, and for a list of
    /// more than eight million 8 bytes of disk for each, beside the filter.
    #[command(verbatim_doc_comment)]
    Build(build::Build),
}

impl BreachCommand {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Stop> {
        let Self::Build(build) = self;
        build.run()
    }
}
