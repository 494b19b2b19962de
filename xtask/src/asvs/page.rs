//! The document.

use std::fmt::Write as _;

use super::Shown;
use super::table::{Row, State};

const HEAD: &str = "\
# Security requirements, and the tests that show them

<!-- Made by `cargo xtask asvs --write`; `cargo xtask lint` compares it. Do not edit by hand. -->

What the [OWASP ASVS](https://owasp.org/www-project-application-security-verification-standard/) 5.0 asks of a service like this
one, in words of our own, with what NIST SP 800-63B-4 (`N-`), the OWASP cheat sheets (`C-`) and RFC 9700 (`R9700-`) add. A
test has the requirement in its name; this document is made of the names, so it says of nothing that it holds which no test
shows. The level is that of the ASVS: 1 is for everybody, 2 is our aim, 3 is for what is worth most.

- **holds**: these tests show it.
- **in part**: these tests show some of it; the reason says what is missing.
- **open**: it applies, and is not done or not shown.
- **not yet**: it speaks of something that is not there.
- **operator**: whoever runs the service decides.
";

/// The whole document.
pub(super) fn write(rows: &[Row], shown: &Shown) -> String {
    let mut page = HEAD.to_owned();
    let count = |word: &str| rows.iter().filter(|row| word_of(&row.state).0 == word).count();
    let counts =
        ["holds", "in part", "open", "not yet", "operator"].map(|word| format!("{word} {}", count(word)));
    let _ = write!(page, "\nOf {} requirements: {}.\n", rows.len(), counts.join(", "));
    let mut chapter = "";
    for row in rows {
        if row.chapter != chapter {
            chapter = &row.chapter;
            let _ =
                write!(page, "\n## {chapter}\n\n| Id | Level | Requirement | State |\n|---|---|---|---|\n");
        }
        let (word, reason) = word_of(&row.state);
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let tests = shown.get(&row.id).into_iter().flatten().map(|test| format!("`{test}`"));
        let tests = tests.collect::<Vec<_>>().join(", ");
        let separator = if tests.is_empty() { "" } else { " – " };
        let Row { id, level, words, .. } = row;
        let _ = writeln!(page, "| {id} | {level} | {words} | **{word}**{reason}{separator}{tests} |");
    }
    page
}

fn word_of(state: &State) -> (&'static str, Option<&str>) {
    match state {
        State::Holds => ("holds", None),
        State::InPart(reason) => ("in part", Some(reason)),
        State::NotYet(reason) => ("not yet", Some(reason)),
        State::Open(reason) => ("open", Some(reason)),
        State::Operator(reason) => ("operator", Some(reason)),
    }
}
