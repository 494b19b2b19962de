//! What was found, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::output::{JsonArray, Output};
use crate::stop::{Exit, Stop};

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    Good,
    Wrong,
    /// It is good, and will be wrong before long.
    Soon,
    /// It could not be looked at, because of something else or because there is none.
    Skipped,
}

/// What was found of one thing.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    check: &'static str,
    verdict: Verdict,
    /// How it is.
    found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

impl Finding {
    pub(super) fn good(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Good, found: found.into(), mend: None }
    }

    pub(super) fn skipped(check: &'static str, found: impl Into<String>) -> Self {
        Self { verdict: Verdict::Skipped, ..Self::good(check, found) }
    }

    pub(super) fn wrong(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { verdict: Verdict::Wrong, mend: Some(mend.into()), ..Self::good(check, found) }
    }

    pub(super) fn soon(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { verdict: Verdict::Soon, ..Self::wrong(check, found, mend) }
    }
}

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<Finding>);

impl Report {
    pub(super) fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    pub(super) fn add_all(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.0.extend(findings);
    }

    /// Prints it. An error when something is wrong.
    pub(super) fn print(&self, json: bool) -> Result<(), Stop> {
        if json {
            let mut array = JsonArray::new();
            self.0.iter().try_for_each(|finding| array.item(finding))?;
            array.finish()?;
        } else {
            let mut output = Output::new();
            self.0.iter().try_for_each(|finding| output.text(&told(finding)))?;
            output.finish()?;
        }
        match self.0.iter().filter(|finding| finding.verdict == Verdict::Wrong).count() {
            0 => Ok(()),
            1 => Err(Stop::new(Exit::Failed, "something is wrong")),
            wrong => Err(Stop::new(Exit::Failed, format!("{wrong} things are wrong"))),
        }
    }
}

fn told(finding: &Finding) -> String {
    let word = match finding.verdict {
        Verdict::Good => "good",
        Verdict::Wrong => "WRONG",
        Verdict::Soon => "soon",
        Verdict::Skipped => "–",
    };
    let indented = |text: &str| {
        text.trim_end()
            .replace('\n', "\n                        ")
            .replace("\n                        \n", "\n\n")
    };
    let mut text = format!("  {word:<6} {:<14} {}\n", finding.check, indented(&finding.found));
    if let Some(mend) = &finding.mend {
        let _ = writeln!(text, "                      → {}", indented(mend));
    }
    text
}
