//! Every sample of the documents is run as it stands there, or is a piece of a file that is.
//!
//! A block in a language, a line of a shell or a piece that nothing here knows is a failure, so none is added unseen; what is not
//! run stands in [`commands::NOT_RUN`] with its reason.

mod blocks;
mod commands;
mod help;
mod journeys;
mod pieces;
mod proxy;
mod settings;
mod shell;
mod table;

use self::blocks::blocks;

#[test]
fn every_block_is_of_a_kind_that_is_run() {
    for block in blocks() {
        let is_known = match block.language.as_str() {
            "sh" => journeys::takes(&block),
            "toml" | "env" => true,
            "nginx" => proxy::takes(&block) || pieces::takes(&block),
            "caddyfile" | "yaml" | "python" | "rust" => pieces::takes(&block),
            // The picture of the packages.
            "text" => block.document == "ARCHITECTURE.md",
            _ => false,
        };
        assert!(is_known, "no test runs this sample: {}", block.place());
    }
}
