//! What SECURITY.md says of costs is what holds.

use std::fs;

use super::{ROOTS, root};

/// A number of a source or of the table: `1_024`, `64 * 1024`, `Duration::from_secs(2)`, `"2s"`, `19456 KiB`.
fn number(text: &str) -> Option<u64> {
    let is_needed = |c: &char| c.is_ascii_digit() || *c == '*' || *c == 'm';
    let text = text.replace("from_mins(", "m").replace("Duration::from_secs", "");
    let text: String = text.chars().filter(is_needed).collect();
    text.split('*')
        .map(|factor| factor.trim_start_matches('m').trim_end_matches('m').parse::<u64>().ok())
        .product()
}

/// The default of a setting, as the generated reference has it.
fn default_of(setting: &str) -> Option<u64> {
    let reference = fs::read_to_string(root().join("docs/configuration.md")).unwrap();
    let row = reference.lines().find(|line| line.starts_with(&format!("| `{setting}` |")))?;
    number(row.split('|').nth(2)?)
}

/// What a source gives a constant, or a field of defaults.
fn value_of(name: &str, file: &str) -> Option<u64> {
    let path = ROOTS.iter().map(|start| root().join(start).join(file)).find(|path| path.is_file())?;
    let source = fs::read_to_string(path).unwrap();
    let constant = format!("const {name}: ");
    let field = format!("{name}: ");
    let line = source
        .lines()
        .find(|line| line.contains(&constant))
        .or_else(|| source.lines().rfind(|line| line.trim_start().starts_with(&field)))?;
    let value = line
        .split_once(" = ")
        .map_or_else(|| line.trim_start().strip_prefix(&field), |(_, value)| Some(value));
    number(value?)
}

#[test]
fn asvs_15_1_3_the_table_of_costs_is_true() {
    let text = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let (_, section) = text.split_once("\n## What costs much, and its bounds\n").unwrap();
    let rows = section.split("\n## ").next().unwrap().lines().filter(|line| line.starts_with("| ")).skip(1);
    let mut compared = 0;
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, most, _, place] = cells[..] else { panic!("{row}") };
        let names: Vec<_> = place.split('`').skip(1).step_by(2).collect();
        let real = match names[..] {
            [setting] => default_of(setting),
            [name, file] => value_of(name, file),
            _ => None,
        };
        assert!(real.is_some() && number(most) == real, "{row}: it is {real:?}");
        compared += 1;
    }
    assert!(compared >= 15, "{compared}");
}

#[test]
fn numbers_are_read() {
    for (text, value) in [
        ("1_024;", 1_024),
        ("64 * 1024;", 65_536),
        ("256 * 1_024;", 262_144),
        ("Duration::from_secs(2);", 2),
        ("`\"10s\"`", 10),
        ("19456 KiB", 19_456),
    ] {
        assert_eq!(number(text), Some(value), "{text}");
    }
    assert_eq!(number("–"), None);
}
