//! A line on a terminal that says what is going on, and goes away.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// Writes over itself on standard error, if that is a terminal. Dropping it takes the line away.
#[derive(Debug)]
pub(crate) struct Progress {
    is_seen: bool,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { is_seen: std::io::stderr().is_terminal() }
    }

    /// Says what is being done now.
    pub(crate) fn tell(&mut self, what: &str) {
        self.replace(&format!("{what} …"));
    }

    /// What cannot be written is not worth an error.
    fn replace(&mut self, line: &str) {
        const TO_THE_LEFT_AND_CLEAR: &str = "\r\x1b[K";
        if self.is_seen {
            let mut terminal = std::io::stderr().lock();
            let _ = write!(terminal, "{TO_THE_LEFT_AND_CLEAR}{line}").and_then(|()| terminal.flush());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.replace("");
    }
}

/// How far it is with a file, how fast it goes, and how long it will take, a few times a second.
#[derive(Debug)]
pub(crate) struct Pace {
    progress: Progress,
    doing: &'static str,
    thing: &'static str,
    started: Instant,
    told: Instant,
    /// In bytes, if it is known.
    length: Option<u64>,
}

impl Pace {
    /// `doing` so many of a `thing`.
    pub(crate) fn new(doing: &'static str, thing: &'static str, length: Option<u64>) -> Self {
        let now = Instant::now();
        Self { progress: Progress::new(), doing, thing, started: now, told: now, length }
    }

    /// Says how many things and bytes are done.
    pub(crate) fn tell(&mut self, things: u64, bytes: u64) {
        if self.told.elapsed() < Duration::from_millis(200) {
            return;
        }
        self.told = Instant::now();
        let elapsed = self.started.elapsed();
        let remaining = self.length.and_then(|length| remaining(elapsed, bytes, length));
        let remaining = remaining.map_or_else(String::new, |time| format!(", {} s left", time.as_secs()));
        let rate = u128::from(things) * 1_000 / elapsed.as_millis().max(1);
        self.progress.tell(&format!("{}: {things} {}s, {rate} a second{remaining}", self.doing, self.thing));
    }

    /// Says something else.
    pub(crate) fn say(&mut self, what: &str) {
        self.progress.tell(what);
    }
}

/// How long the rest takes if it goes on as it went.
fn remaining(elapsed: Duration, done: u64, all: u64) -> Option<Duration> {
    let rest = u128::from(all.saturating_sub(done));
    let millis = elapsed.as_millis() * rest / u128::from(done.max(1));
    u64::try_from(millis).ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains_is_what_it_took_for_the_rest() {
        let second = Duration::from_secs(1);
        assert_eq!(remaining(second, 25, 100), Some(3 * second));
        assert_eq!(remaining(second, 100, 100), Some(Duration::ZERO));
        assert_eq!(remaining(second, 101, 100), Some(Duration::ZERO));
        assert_eq!(remaining(Duration::ZERO, 0, 100), Some(Duration::ZERO));
    }
}
