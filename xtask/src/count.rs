//! `cargo xtask count`: instructions of the session check and of the store's hot statements, against the stored ones.
//!
//! Times on a noisy machine tell a regression of a few percent from noise only after minutes; instructions do so at once.
//! Each operation is run twice under callgrind, a different number of times, and the difference is divided by the
//! difference: what a start costs cancels out. All threads count, so a write includes the writer thread's work. What
//! happens in the kernel does not count.

mod callgrind;
mod stored;

use anyhow::{Result, bail};

use self::callgrind::Callgrind;
use self::stored::{Stored, processor};
use crate::runner::Runner;

/// How much more than the stored count is a regression. On a machine that is busy with other things repeated runs differ by
/// up to 2 %.
const MOST_MORE: f64 = 0.05;
/// What disturbs a run only adds to it (a look for changes of other processes that came late, and so a read), so the least
/// of several runs holds.
const ATTEMPTS: usize = 3;

/// Something whose instructions are counted.
#[derive(Debug)]
struct Operation {
    /// As the example `counted` knows it.
    name: &'static str,
    what: &'static str,
    /// How often it is done: few times and many times.
    times: (u32, u32),
}

const OPERATIONS: [Operation; 5] = [
    Operation { name: "check", what: "session check, from memory", times: (500, 10_500) },
    Operation { name: "read", what: "session check, from SQLite", times: (500, 4_500) },
    Operation { name: "profile", what: "GET /profile, without a socket", times: (500, 10_500) },
    Operation { name: "create", what: "session opened, SQLite", times: (200, 1_200) },
    Operation { name: "end", what: "session ended, SQLite", times: (200, 1_200) },
];

/// What to do with the counts.
#[derive(Clone, Copy, Debug, Default)]
struct Options {
    writes: bool,
    is_strict: bool,
}

/// Counts, prints, and compares; false when something takes more instructions than it did.
pub(crate) fn run(runner: &Runner, arguments: &[String]) -> Result<bool> {
    let mut options = Options::default();
    for argument in arguments {
        match argument.as_str() {
            "--write" => options.writes = true,
            "--strict" => options.is_strict = true,
            other => bail!("count has no option `{other}`"),
        }
    }
    let file = runner.root().join("bench/instructions.md");
    let stored = if options.writes { Stored::default() } else { Stored::read(&file)? };
    let is_comparable = stored.processor == processor() || options.is_strict;
    let callgrind = Callgrind::prepare(runner)?;

    println!("{:<32} {:>12} {:>12} {:>9}", "Instructions", "now", "stored", "change");
    let (mut counts, mut regressions) = (Vec::new(), 0);
    for operation in &OPERATIONS {
        let before = stored.count(operation.what);
        let is_suspect = |now| match before {
            Some(before) => is_comparable && is_regression(now, before),
            None => options.writes,
        };
        let now = count(&callgrind, operation, is_suspect)?;
        println!("{}", row(operation.what, now, before));
        regressions += u32::from(before.is_some_and(|before| is_regression(now, before)));
        counts.push((operation.what, now));
    }
    if options.writes {
        stored::write(&file, &counts)?;
        println!("Written to {}", file.display());
        return Ok(true);
    }
    Ok(judge(regressions, is_comparable, &stored))
}

/// Instructions of doing it once, from the least of several runs; many times are run again only while that is suspect.
fn count(callgrind: &Callgrind<'_>, operation: &Operation, is_suspect: impl Fn(u64) -> bool) -> Result<u64> {
    let (few, many) = operation.times;
    let least =
        |times, least: u64| Ok::<_, anyhow::Error>(callgrind.total(operation.name, times)?.min(least));
    let of_few = (0..ATTEMPTS).try_fold(u64::MAX, |so_far, _| least(few, so_far))?;
    let mut of_many = u64::MAX;
    let mut once = 0;
    for _ in 0..ATTEMPTS {
        of_many = least(many, of_many)?;
        once = of_many.saturating_sub(of_few) / u64::from(many - few);
        if !is_suspect(once) {
            break;
        }
    }
    Ok(once)
}

#[expect(clippy::cast_precision_loss, reason = "instructions of one operation are few")]
fn change(now: u64, before: u64) -> f64 {
    now as f64 / before as f64 - 1.0
}

fn is_regression(now: u64, before: u64) -> bool {
    change(now, before) > MOST_MORE
}

fn row(what: &str, now: u64, before: Option<u64>) -> String {
    let Some(before) = before else { return format!("{what:<32} {now:>12} {:>12} {:>9}", "-", "-") };
    let percent = change(now, before) * 100.0;
    let mark = if is_regression(now, before) { "  MORE" } else { "" };
    format!("{what:<32} {now:>12} {before:>12} {percent:>+8.1}%{mark}")
}

/// Says what the numbers mean; whether they are to be accepted.
fn judge(regressions: u32, is_comparable: bool, stored: &Stored) -> bool {
    if !is_comparable {
        let theirs = if stored.processor.is_empty() { "no processor" } else { &stored.processor };
        println!(
            "Only printed: the stored counts are from {theirs}, this is {}. --strict compares.",
            processor()
        );
        return true;
    }
    if regressions > 0 {
        println!(
            "More than {:.0} % above the stored counts. If that is meant: cargo xtask count --write",
            MOST_MORE * 100.0
        );
    }
    regressions == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_percent_are_noise() {
        assert!(!is_regression(1_040, 1_000) && is_regression(1_060, 1_000) && !is_regression(500, 1_000));
        assert!(row("x", 1_100, Some(1_000)).ends_with("+10.0%  MORE"));
        assert!(row("x", 990, Some(1_000)).ends_with("-1.0%"));
        assert!(row("x", 990, None).ends_with(" -"));
    }

    #[test]
    fn counts_of_another_processor_are_only_printed() {
        let stored = Stored::default();
        assert!(judge(1, false, &stored) && judge(0, true, &stored) && !judge(1, true, &stored));
    }
}
