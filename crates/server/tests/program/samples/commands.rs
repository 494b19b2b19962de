//! Commands in the text of the documents, and those in blocks that no test runs.

use std::collections::BTreeSet;

use super::blocks::{blocks, documents, quoted, read, root};
use crate::support::Folder;

/// How a line of a shell begins that is not run, and why. One that no document needs any more is a failure.
pub(super) const NOT_RUN: [(&str, &str); 8] = [
    (
        "docker ",
        "it takes a service for containers; `cargo xtask package` serves out of the same file system",
    ),
    ("chown bienvenue:", "it takes the user that the package makes"),
    ("cargo ", "it compiles for minutes; `.ci/run` does the same, and names of `cargo xtask` are compared"),
    ("RUSTFLAGS=", "it takes a compiler of the night"),
    ("target/dist/examples/", "it takes a program that a line before it compiles for minutes"),
    ("valgrind ", "so does this"),
    (
        "apt install ",
        "it takes a machine to install on; `cargo xtask package` unpacks the package and runs it",
    ),
    (
        "systemctl ",
        "it takes a machine that systemd has started; `cargo xtask package` has systemd read the unit",
    ),
];

/// Whether a line is on that list.
pub(super) fn is_not_run(command: &str) -> bool {
    NOT_RUN.iter().any(|(begin, _)| command.starts_with(begin))
}

#[test]
fn everything_that_is_not_run_is_still_there() {
    let blocks = blocks();
    let lines: Vec<_> =
        blocks.iter().filter(|block| block.language == "sh").flat_map(|block| block.code.lines()).collect();
    for (begin, why) in NOT_RUN {
        assert!(
            lines.iter().any(|line| line.starts_with(begin)),
            "no document has {begin:?} any more: {why}"
        );
    }
}

/// The words of a command, as a shell would part them; what follows a redirection is the shell's.
fn words(line: &str) -> Vec<String> {
    let all = line.split_whitespace();
    all.take_while(|word| !["<", ">", "|", "&&"].contains(word))
        .map(|word| word.trim_matches('\'').to_owned())
        .collect()
}

#[test]
fn every_command_in_the_text_is_one_that_the_program_knows() {
    let folder = Folder::new();
    let mut seen = BTreeSet::new();
    let told = sources().into_iter().map(|source| (advice(&source), source));
    for (lines, document) in documents().into_iter().map(|document| (quoted(&document), document)).chain(told)
    {
        for line in lines {
            let Some(command) = line.strip_prefix("bienvenue ") else { continue };
            // With `--help` at the end only the command's own words are looked at, and nothing is done.
            let all = words(command);
            let path: Vec<_> = all.iter().take_while(|word| is_word(word)).map(String::as_str).collect();
            if matches!(path.first(), None | Some(&"help")) || !seen.insert(all.join(" ")) {
                continue;
            }
            let help = help_of(&folder, &path);
            for option in all.iter().filter(|word| word.starts_with("--")) {
                let option = option.split('=').next().unwrap();
                assert!(help.contains(option), "{document}: {line}: no option {option}");
            }
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
}

/// The program's own sources, which tell people what to run.
fn sources() -> Vec<String> {
    let (mut folders, mut found) = (vec!["crates/server/src".to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).unwrap().map(|entry| entry.unwrap()) {
            let path = format!("{folder}/{}", entry.file_name().display());
            if entry.path().is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    assert!(found.len() > 60, "{found:?}");
    found
}

/// Commands between back quotes, as far as they are the same each time.
fn advice(source: &str) -> Vec<String> {
    let text = read(source);
    let spans = text.split("`bienvenue ").skip(1).filter_map(|rest| rest.split_once('`'));
    let lines = spans.filter(|(span, _)| !span.contains(['\n', '{']));
    lines.map(|(span, _)| format!("bienvenue {span}")).collect()
}

fn is_word(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-')
}

/// The help of the longest part of this path that is a command.
fn help_of(folder: &Folder, path: &[&str]) -> String {
    for end in (1..=path.len()).rev() {
        let ran = folder.run(&[&path[..end], &["--help"]].concat());
        if ran.code == 0 {
            // What follows a group of commands is one of them.
            assert!(end == path.len() || !ran.stdout.contains("\nCommands:"), "there is no command {path:?}");
            return ran.stdout;
        }
    }
    panic!("there is no command {path:?}");
}

#[test]
fn every_tool_that_is_named_is_there() {
    let tools = read("xtask/src/main.rs");
    let blocks = blocks();
    let mut named: BTreeSet<String> = BTreeSet::new();
    let texts = documents().iter().flat_map(|document| quoted(document)).collect::<Vec<_>>();
    for line in texts.iter().map(String::as_str).chain(blocks.iter().flat_map(|block| block.code.lines())) {
        named.extend(
            line.strip_prefix("cargo xtask ")
                .and_then(|rest| rest.split([' ', '`']).next())
                .map(str::to_owned),
        );
    }
    for tool in &named {
        assert!(tools.contains(&format!("        \"{tool}\" => ")), "there is no `cargo xtask {tool}`");
    }
    assert!(named.len() >= 7, "{named:?}");
}
