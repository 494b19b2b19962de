//! The tests in the sources, found by their names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::name::is_claim;

/// The names of all functions under a folder that claim to show something. Such a function that no test runs is dead code,
/// which the compiler refuses.
pub(super) fn tests(folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    collect(folder, &mut names)?;
    Ok(names)
}

fn collect(folder: &Path, names: &mut BTreeSet<String>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, names)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            names.extend(functions(&text).filter(|name| is_claim(name)).map(str::to_owned));
        }
    }
    Ok(())
}

fn functions(text: &str) -> impl Iterator<Item = &str> {
    let definitions = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    definitions.flat_map(|line| line.split("fn ").skip(1)).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        end.map_or(rest, |end| rest.get(..end).unwrap_or_default())
    })
}
