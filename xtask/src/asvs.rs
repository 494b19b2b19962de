//! `cargo xtask asvs`: which requirements of the OWASP ASVS and its neighbours hold, told by the names of the tests.
//!
//! `asvs/requirements.tsv` has the requirements in words of our own, and the reason of each that no test shows. A test says
//! in its name what it shows. So the document cannot claim what nothing tests, and a reason does not outlive its cause.

mod name;
mod page;
mod sources;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};

use self::table::{Row, State};
use crate::runner::Runner;

/// Where the document stands.
const PAGE: &str = "docs/asvs.md";

/// The names of the tests that show a row, by its id.
type Shown = BTreeMap<String, BTreeSet<String>>;

/// Prints the document or writes it; false when tests and table contradict each other.
pub(crate) fn run(runner: &Runner, arguments: &[String]) -> Result<bool> {
    let writes = match arguments {
        [] => false,
        [option] if option == "--write" => true,
        [other, ..] => bail!("asvs has no option `{other}`"),
    };
    let (page, problems) = make(runner.root())?;
    for problem in &problems {
        eprintln!("{problem}");
    }
    if writes && problems.is_empty() {
        let path = runner.root().join(PAGE);
        std::fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
    } else if !writes {
        print!("{page}");
    }
    Ok(problems.is_empty())
}

/// What is wrong with table, tests or document; nothing when they agree.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let (page, mut problems) = make(root)?;
    if std::fs::read_to_string(root.join(PAGE)).unwrap_or_default() != page {
        problems.push(format!("{PAGE} is out of date: cargo xtask asvs --write"));
    }
    Ok(problems)
}

/// The document, and where tests and table contradict each other.
fn make(root: &Path) -> Result<(String, Vec<String>)> {
    let rows = table::rows()?;
    let tests = sources::tests(&root.join("crates"))?;
    let (shown, mut problems) = shown_by(&rows, &tests);
    problems.extend(rows.iter().filter_map(|row| contradiction(row, &shown)));
    Ok((page::write(&rows, &shown), problems))
}

fn shown_by(rows: &[Row], tests: &BTreeSet<String>) -> (Shown, Vec<String>) {
    let (mut shown, mut problems) = (Shown::new(), Vec::new());
    for test in tests {
        match name::claims(test, rows) {
            Ok(ids) => {
                for id in ids {
                    shown.entry(id).or_default().insert(test.clone());
                }
            }
            Err(why) => problems.push(format!("{test}: {why}")),
        }
    }
    (shown, problems)
}

fn contradiction(row: &Row, shown: &Shown) -> Option<String> {
    let id = &row.id;
    match (&row.state, shown.get(id)) {
        (State::Holds | State::InPart(_), None) => {
            Some(format!("{id}: no test shows it, and no reason is given"))
        }
        (State::NotYet(_) | State::Open(_) | State::Operator(_), Some(tests)) => {
            let tests: Vec<_> = tests.iter().map(String::as_str).collect();
            Some(format!("{id}: {} shows it: say that it holds, or `in part`", tests.join(", ")))
        }
        _ => None,
    }
}
