//! Counts tests from what cargo's test programs and Node's print.

use std::fmt;

/// How many tests passed and failed, over all test programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed.
    pub(crate) failed: u64,
}

impl Tally {
    /// Adds what a line tells, if it is the closing line of a test program.
    pub(crate) fn read(&mut self, line: &str) {
        let Some(result) = line.trim_start().strip_prefix("test result: ") else { return };
        // The first count follows the verdict: `ok. 3 passed; 0 failed; …`.
        let Some((_, counts)) = result.split_once(". ") else { return };
        for count in counts.split("; ") {
            match count.split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    /// Adds what a line tells, if it is one of those that close a test program of Node: `ℹ pass 3`.
    pub(crate) fn read_of_node(&mut self, line: &str) {
        let Some((what, count)) = line.strip_prefix("ℹ ").and_then(|told| told.split_once(' ')) else {
            return;
        };
        let count = count.parse().unwrap_or(0);
        match what {
            "pass" => self.passed += count,
            // What had no time to end and what was left out prove nothing.
            "fail" | "cancelled" | "skipped" | "todo" => self.failed += count,
            _ => {}
        }
    }

    /// Adds another count.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_all_closing_lines() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test tally::tests::x ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 5 filtered out; finished in 1.00s",
            "the words test result: ok. 7 passed; 0 failed",
        ] {
            tally.read(line);
        }
        assert_eq!(tally, Tally { passed: 13, failed: 2 });
        assert_eq!(tally.to_string(), "13 passed, 2 failed");
    }

    #[test]
    fn adds_up_what_node_tells() {
        let mut tally = Tally::default();
        let lines =
            ["ℹ tests 16", "ℹ suites 1", "ℹ pass 11", "ℹ fail 2", "ℹ cancelled 1", "ℹ skipped 1", "ℹ todo 1"];
        for line in lines.into_iter().chain([
            "ℹ duration_ms 103100.58",
            "ℹ 25801 bytes  /login",
            "✔ pass 7",
            "ℹ pass",
        ]) {
            tally.read_of_node(line);
        }
        assert_eq!(tally, Tally { passed: 11, failed: 5 });
        tally.add(Tally { passed: 1, failed: 1 });
        assert_eq!(tally, Tally { passed: 12, failed: 6 });
    }

    #[test]
    fn ignores_what_is_no_count() {
        let mut tally = Tally::default();
        tally.read("test result: ok. many passed; failed");
        tally.read("");
        assert_eq!(tally, Tally::default());
    }
}
