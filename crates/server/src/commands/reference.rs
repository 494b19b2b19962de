//! `bienvenue reference`: the documents that are made of the program, for docs/.

use bienvenue::http::{errors_reference, openapi_document};

use crate::output::Output;
use crate::stop::Stop;

/// What the API answers.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ReferenceCommand {
    /// Print every code of a refusal with its status and meaning, in Markdown
    #[command(before_help = "  $ bienvenue reference errors")]
    Errors,
    /// Print every route as an OpenAPI document, in JSON
    #[command(before_help = "  $ bienvenue reference openapi")]
    Openapi,
}

impl ReferenceCommand {
    /// Prints it.
    pub(crate) fn run(self) -> Result<(), Stop> {
        let mut output = Output::new();
        output.text(&match self {
            Self::Errors => errors_reference(),
            Self::Openapi => openapi_document(),
        })?;
        output.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn is_current(file: &str, made: &str, command: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(file);
        let there = std::fs::read_to_string(path).unwrap_or_default();
        assert!(there == made, "run: cargo run -- reference {command} > docs/{file}");
    }

    #[test]
    fn the_documents_in_docs_are_these() {
        is_current("errors.md", &errors_reference(), "errors");
        is_current("openapi.json", &openapi_document(), "openapi");
    }
}
