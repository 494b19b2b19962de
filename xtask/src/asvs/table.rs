//! The table of requirements.

use anyhow::{Context, Result, ensure};

/// One line for each: id, level, state, the requirement in words of our own. A line of one cell begins a chapter.
const TABLE: &str = include_str!("requirements.tsv");

/// How it stands with a requirement.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Tests show it.
    Holds,
    /// Tests show some of it; this is missing.
    InPart(String),
    /// It speaks of something that does not exist.
    NotYet(String),
    /// It applies, and nothing shows that it holds.
    Open(String),
    /// Whoever runs the service decides.
    Operator(String),
}

/// A requirement.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) chapter: String,
    /// `6.2.3` of the ASVS; `N-`, `C-` and `R9700-` for those of others.
    pub(super) id: String,
    /// The level of the ASVS, or a dash.
    pub(super) level: String,
    pub(super) state: State,
    pub(super) words: String,
}

/// Every requirement, in the order of the table.
pub(super) fn rows() -> Result<Vec<Row>> {
    let mut chapter = "";
    let mut rows: Vec<Row> = Vec::new();
    for line in TABLE.lines().filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells.as_slice() {
            [title] => chapter = title,
            [id, level, state, words] => {
                ensure!(rows.iter().all(|row| row.id != *id), "requirements.tsv has {id} twice");
                let state = read_state(state).with_context(|| format!("requirements.tsv: {id}"))?;
                rows.push(Row {
                    chapter: chapter.to_owned(),
                    id: (*id).to_owned(),
                    level: (*level).to_owned(),
                    state,
                    words: (*words).to_owned(),
                });
            }
            _ => anyhow::bail!("requirements.tsv has a line without four cells: {line}"),
        }
    }
    Ok(rows)
}

fn read_state(text: &str) -> Result<State> {
    if text == "holds" {
        return Ok(State::Holds);
    }
    let (kind, reason) = text.split_once(": ").context("a state but `holds` has a reason")?;
    let reason = reason.to_owned();
    Ok(match kind {
        "in part" => State::InPart(reason),
        "not yet" => State::NotYet(reason),
        "open" => State::Open(reason),
        "operator" => State::Operator(reason),
        other => anyhow::bail!("there is no state `{other}`"),
    })
}
