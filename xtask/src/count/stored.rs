//! `bench/instructions.md`: the counts that hold until somebody means to change them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Before the processor's name in the file.
const PROCESSOR: &str = "Processor: ";

/// Counts and where they are from.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) processor: String,
    counts: Vec<(String, u64)>,
}

impl Stored {
    /// Reads the file; nothing is stored where there is none.
    pub(super) fn read(path: &Path) -> Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    fn parse(text: &str) -> Self {
        let processor = text.lines().find_map(|line| line.strip_prefix(PROCESSOR)).unwrap_or_default();
        let counts = text.lines().filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
            let (what, count) = (cells.next()?, cells.next()?.parse().ok()?);
            Some((what.to_owned(), count))
        });
        Self { processor: processor.to_owned(), counts: counts.collect() }
    }

    /// The count of an operation.
    pub(super) fn count(&self, what: &str) -> Option<u64> {
        self.counts.iter().find(|(stored, _)| stored == what).map(|(_, count)| *count)
    }
}

/// Writes counts of this machine.
pub(super) fn write(path: &Path, counts: &[(&str, u64)]) -> Result<()> {
    fs::write(path, text(&processor(), counts)).with_context(|| format!("cannot write {}", path.display()))
}

fn text(processor: &str, counts: &[(&str, u64)]) -> String {
    let mut text = format!("{HEAD}\n{PROCESSOR}{processor}\n\n| What | Instructions |\n|---|---|\n");
    for (what, count) in counts {
        let _ = writeln!(text, "| {what} | {count} |");
    }
    text
}

const HEAD: &str = "\
# Instructions

Written by `cargo xtask count --write`; `cargo xtask count` compares. Instructions in user mode of doing each thing once, of
all threads together, by callgrind, in `--profile dist`.

They depend on the processor, because some code chooses its instructions when it runs, on what valgrind knows of the
processor (an older one shows no SHA instructions, so that SHA-256 weighs more here than it does outside), and a little on the
C compiler that SQLite was built with. On another processor than this one they are only printed.
";

/// What code may choose its instructions by: the processor's name, and its numbers where a virtual machine hides the name.
pub(super) fn processor() -> String {
    describe(&fs::read_to_string("/proc/cpuinfo").unwrap_or_default())
}

fn describe(cpuinfo: &str) -> String {
    let value = |name: &str| {
        cpuinfo.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            (key.trim() == name).then(|| value.trim())
        })
    };
    match (value("model name"), value("cpu family"), value("model")) {
        (Some(name), Some(family), Some(model)) => format!("{name}, family {family}, model {model}"),
        _ => format!("unknown, {}", std::env::consts::ARCH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let stored = Stored::parse(&text("Example 9000, family 1, model 2", &[("a, b", 4_679), ("c", 12)]));
        assert_eq!(stored.processor, "Example 9000, family 1, model 2");
        assert_eq!(
            (stored.count("a, b"), stored.count("c"), stored.count("d")),
            (Some(4_679), Some(12), None)
        );
    }

    #[test]
    fn a_processor_is_told_by_name_and_numbers() {
        let cpuinfo = "processor\t: 0\ncpu family\t: 25\nmodel\t\t: 17\nmodel name\t: AMD EPYC\n";
        assert_eq!(describe(cpuinfo), "AMD EPYC, family 25, model 17");
        assert!(describe("").starts_with("unknown"));
    }
}
