//! A question before what cannot be undone.

use std::io::{IsTerminal as _, Write as _};

use crate::stop::{Exit, Stop};

/// Only a person who has read what will happen goes on. `loss` is what would be lost, for those who are not asked or do not.
pub(crate) fn confirm(act: &str, loss: &str) -> Result<(), Stop> {
    let refused = |why: &str| {
        Err(Stop::new(Exit::Refused, format!("{why}: {loss}"))
            .next("Nothing was done. `--yes` goes on without asking."))
    };
    let input = std::io::stdin();
    if !input.is_terminal() {
        return refused("nobody is here to confirm");
    }
    let mut prompt = std::io::stderr().lock();
    write!(prompt, "{act}. Type yes to go on: ")?;
    prompt.flush()?;
    let mut answer = String::new();
    input.read_line(&mut answer)?;
    if answer.trim() == "yes" { Ok(()) } else { refused("not confirmed") }
}
