//! A line on a terminal that says what is going on, and goes away.

use std::io::{IsTerminal as _, Write as _};

/// Writes over itself on standard error, if that is a terminal. Dropping it takes the line away.
#[derive(Debug)]
pub(crate) struct Progress {
    is_seen: bool,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { is_seen: std::io::stderr().is_terminal() }
    }

    /// Says what is being done now.
    pub(crate) fn tell(&mut self, what: &str) {
        self.replace(&format!("{what} …"));
    }

    /// What cannot be written is not worth an error.
    fn replace(&mut self, line: &str) {
        const TO_THE_LEFT_AND_CLEAR: &str = "\r\x1b[K";
        if self.is_seen {
            let mut terminal = std::io::stderr().lock();
            let _ = write!(terminal, "{TO_THE_LEFT_AND_CLEAR}{line}").and_then(|()| terminal.flush());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.replace("");
    }
}
