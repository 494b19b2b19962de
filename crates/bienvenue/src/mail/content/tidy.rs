//! Text without what a line, a screen or a header could be broken by.

/// Longer than any name or address; what is longer is somebody's try.
const MOST: usize = 300;

/// One line of what somebody wrote: whatever ends a line, steers a terminal or turns the direction of writing is a space.
pub(super) fn one_line(text: &str) -> String {
    let plain = text.chars().map(|letter| if steers(letter) { ' ' } else { letter });
    let plain: String = plain.take(MOST).collect();
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A template's text without the empty lines that its tags leave behind.
pub(super) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut is_after_empty = true;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && is_after_empty) {
            tidied.push_str(line);
            tidied.push('\n');
        }
        is_after_empty = line.is_empty();
    }
    tidied.truncate(tidied.trim_end().len());
    tidied.push('\n');
    tidied
}

/// Control characters, line and paragraph separators, and the marks that reorder text (Unicode UAX #9).
fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(letter, '\u{061c}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one() {
        assert_eq!(
            one_line(" Acme\r\nBcc: eve@example.org\u{2028}\u{1b}[2J "),
            "Acme Bcc: eve@example.org [2J"
        );
        assert_eq!(one_line("a\u{202e}b"), "a b");
        assert_eq!(one_line(&"x".repeat(1_000)).len(), MOST);
    }

    #[test]
    fn empty_lines_come_one_at_a_time_and_never_at_the_ends() {
        assert_eq!(tidy("\n\n a \n\n\n\nb\n\n"), " a\n\nb\n");
    }
}
