//! `bienvenue reference`: what is made of the program: documents for docs/, and the texts of the pages.

mod man;

use std::path::{Path, PathBuf};

use bienvenue::core::locale::Locale;
use bienvenue::http::{errors_reference, metrics_reference, openapi_document};

use crate::brand::texts_reference;
use crate::output::{Output, counted, say};
use crate::stop::{Exit, Stop};

/// What the API answers.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ReferenceCommand {
    /// Print every code of a refusal with its status and meaning, in Markdown
    #[command(before_help = "  $ bienvenue reference errors")]
    Errors,
    /// Print every figure with its kind and meaning, in Markdown
    #[command(before_help = "  $ bienvenue reference metrics")]
    Metrics,
    /// Print every route as an OpenAPI document, in JSON
    #[command(before_help = "  $ bienvenue reference openapi")]
    Openapi,
    /// Print every text of the pages with its name, in the form of a file that replaces some
    #[command(before_help = "  $ bienvenue reference texts --language fr > fr.toml")]
    Texts {
        /// `en` or `fr`
        #[arg(long, default_value = "en", value_parser = language)]
        language: Locale,
    },
    /// Write a manual page for each command into a folder
    #[command(before_help = "  $ bienvenue reference man --to /usr/local/share/man/man1")]
    Man {
        /// The folder, which must be there
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
}

fn language(tag: &str) -> Result<Locale, String> {
    let found = Locale::ALL.into_iter().find(|locale| locale.as_str() == tag);
    found.ok_or_else(|| "write en or fr".to_owned())
}

impl ReferenceCommand {
    /// Prints it.
    pub(crate) fn run(self) -> Result<(), Stop> {
        let text = match self {
            Self::Errors => errors_reference(),
            Self::Metrics => metrics_reference(),
            Self::Openapi => openapi_document(),
            Self::Texts { language } => texts_reference(language),
            Self::Man { to } => return write_pages(&to),
        };
        let mut output = Output::new();
        output.text(&text)?;
        output.finish()
    }
}

fn write_pages(folder: &Path) -> Result<(), Stop> {
    let pages = man::pages();
    for page in &pages {
        let path = folder.join(&page.file);
        std::fs::write(&path, &page.text).map_err(|cause| {
            Stop::new(Exit::Failed, format!("{} cannot be written: {cause}", path.display()))
        })?;
    }
    say(format!("{} are in {}", counted(pages.len() as u64, "page"), folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_current(file: &str, made: &str, command: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(file);
        let there = std::fs::read_to_string(path).unwrap_or_default();
        assert!(there == made, "run: cargo run -- reference {command} > docs/{file}");
    }

    #[test]
    fn the_documents_in_docs_are_these() {
        is_current("errors.md", &errors_reference(), "errors");
        is_current("metrics.md", &metrics_reference(), "metrics");
        is_current("openapi.json", &openapi_document(), "openapi");
    }
}
