//! How long a password would stand, as advice to whoever chooses one. Nothing is refused for it.
//!
//! The estimate is ours and simple, where others bring dictionaries and twenty packages: a password is as strong as the number of
//! its characters that do not follow from those before. A repetition, a sequence (`abcd`, `9876`, a row of the keyboard) and a
//! word of the context count for a fraction. Patterns are looked for in the first 64 characters, however many come, so that it
//! takes a tenth of a millisecond at most: where strangers can ask for it, it is no lever.

use super::context::fold;
use super::{ContextWords, PasswordPolicy, is_common_password};

/// More than this says nothing more about the strength, and costs whoever is asked.
const LOOKED_AT: usize = 64;
/// How far back a repetition is seen.
const LONGEST_PERIOD: usize = 12;
/// So many characters of a pattern are worth one.
const PATTERN: usize = 8;
/// The rows of the keyboards that most people have.
const ROWS: &[&str] =
    &["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop"];

/// An estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength {
    /// 0 would be refused, 1 is weak, 2 bears online guessing, 3 is good, 4 is strong: as much as 15 characters by chance.
    pub score: u8,
    /// What would make it stronger; nothing where it is strong.
    pub weakness: Option<Weakness>,
}

/// What is weak about a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Weakness {
    /// It has too few or too many characters for the policy.
    Length,
    /// Many have it.
    Common,
    /// It is made of names of the service or the user.
    Context,
    /// Much of it repeats or continues what stands before.
    Pattern,
    /// There is nothing wrong with it but that it could be longer.
    Short,
}

impl Weakness {
    /// A short name that programs may rely on.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Common => "common",
            Self::Context => "context",
            Self::Pattern => "pattern",
            Self::Short => "short",
        }
    }
}

impl PasswordPolicy {
    /// Estimates how long `text` would stand as a new password.
    pub fn strength(&self, text: &str, words: &ContextWords) -> Strength {
        let refused = |weakness| Strength { score: 0, weakness: Some(weakness) };
        if self.accept(text).is_err() {
            return refused(Weakness::Length);
        }
        if is_common_password(text) {
            return refused(Weakness::Common);
        }
        if words.make_up(text) {
            return refused(Weakness::Context);
        }
        let characters: Vec<char> = text.chars().take(LOOKED_AT).flat_map(char::to_lowercase).collect();
        let start: String = characters.iter().collect();
        let covered = words.cover(&fold(&start));
        let follows = |at: &usize| covered.get(*at) == Some(&true) || is_expected(&characters, *at);
        let pattern = (0..characters.len()).filter(follows).count();
        let score = match characters.len() - pattern + pattern / PATTERN {
            0..8 => 1,
            8..12 => 2,
            12..15 => 3,
            _ => return Strength { score: 4, weakness: None },
        };
        let weakness = if pattern >= characters.len() / 4 { Weakness::Pattern } else { Weakness::Short };
        Strength { score, weakness: Some(weakness) }
    }
}

/// Whether the character at `at` goes on with a pattern that the two before it began.
fn is_expected(text: &[char], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|place| text.get(place)).copied();
    let (Some(this), Some(last), Some(first)) = (before(0), before(1), before(2)) else { return false };
    let step = |from: char, to: char| i64::from(u32::from(to)) - i64::from(u32::from(from));
    let is_sequence = step(first, last) == step(last, this) && step(last, this).abs() <= 1;
    let is_row = is_neighbour(first, last) && is_neighbour(last, this);
    let repeats = |period: usize| before(period) == Some(this) && before(period + 1) == Some(last);
    is_sequence || is_row || (2..=LONGEST_PERIOD).any(repeats)
}

fn is_neighbour(a: char, b: char) -> bool {
    let place = |row: &str, c| row.chars().position(|key| key == c);
    ROWS.iter().any(|row| place(row, a).zip(place(row, b)).is_some_and(|(a, b)| a.abs_diff(b) == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(text: &str) -> (u8, Option<&'static str>) {
        let words = ContextWords::of_service("Acme", "https://acme.example");
        let Strength { score, weakness } = PasswordPolicy::INTERNET.strength(text, &words);
        (score, weakness.map(Weakness::code))
    }

    #[test]
    fn what_would_be_refused_has_no_strength() {
        assert_eq!(strength("short"), (0, Some("length")));
        assert_eq!(strength(&"x".repeat(2_000)), (0, Some("length")));
        assert_eq!(strength("password1"), (0, Some("common")));
        assert_eq!(strength("Acme2026"), (0, Some("context")));
    }

    #[test]
    fn strength_grows_with_what_nobody_expects() {
        assert_eq!(strength("zzzzzzzzzzzzzz"), (1, Some("pattern")));
        assert_eq!(strength("qwertzuiop456789"), (1, Some("pattern")));
        assert_eq!(strength("w7#w7#w7#w7#w7#w7#"), (1, Some("pattern")));
        assert_eq!(strength("k4vw!Xq9"), (2, Some("short")));
        assert_eq!(strength("k4vw!Xq9m2Zt"), (3, Some("short")));
        assert_eq!(strength("correct horse battery staple"), (4, None));
    }

    /// A long password is taken for what its start is worth.
    #[test]
    fn only_the_start_is_looked_at() {
        assert_eq!(strength(&format!("{}correct horse battery staple", "ab".repeat(40))).0, 2);
    }
}
