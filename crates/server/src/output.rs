//! What commands print on standard output.

use std::io::{BufWriter, StdoutLock, Write};

use crate::stop::Stop;

/// Standard output, in one piece and flushed at the end.
#[derive(Debug)]
pub(crate) struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    pub(crate) fn new() -> Self {
        Self(BufWriter::new(std::io::stdout().lock()))
    }

    /// Writes a line.
    pub(crate) fn line(&mut self, line: impl AsRef<str>) -> Result<(), Stop> {
        Ok(writeln!(self.0, "{}", line.as_ref())?)
    }

    /// Writes text as it is.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Stop> {
        Ok(self.0.write_all(text.as_bytes())?)
    }

    /// Everything is out when this returns.
    pub(crate) fn finish(mut self) -> Result<(), Stop> {
        Ok(self.0.flush()?)
    }
}

/// Prints one line.
pub(crate) fn say(line: impl AsRef<str>) -> Result<(), Stop> {
    let mut output = Output::new();
    output.line(line)?;
    output.finish()
}

/// A number of things: `1 session`, `2 sessions`.
pub(crate) fn counted(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// A JSON array that is written item by item, each on a line of its own, so that its length does not matter.
#[derive(Debug)]
pub(crate) struct JsonArray {
    output: Output,
    is_empty: bool,
}

impl JsonArray {
    pub(crate) fn new() -> Self {
        Self { output: Output::new(), is_empty: true }
    }

    /// Writes one item.
    pub(crate) fn item(&mut self, item: &impl serde::Serialize) -> Result<(), Stop> {
        self.output.text(if self.is_empty { "[\n" } else { ",\n" })?;
        self.is_empty = false;
        self.output.text(&json(item)?)
    }

    /// Closes the array.
    pub(crate) fn finish(mut self) -> Result<(), Stop> {
        self.output.text(if self.is_empty { "[]\n" } else { "\n]\n" })?;
        self.output.finish()
    }
}

/// One object as JSON on one line.
pub(crate) fn json(item: &impl serde::Serialize) -> Result<String, Stop> {
    serde_json::to_string(item).map_err(|cause| Stop::failed(&cause))
}
