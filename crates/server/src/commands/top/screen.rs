//! The terminal while a view is on it: a screen of its own, no cursor, and keys that count at once. Whatever ends it, all is as it
//! was before when this is dropped.

use std::io::{IsTerminal as _, Read as _, Stdout, Write as _, stdin, stdout};
use std::sync::Arc;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use tokio::sync::Notify;

use crate::config::terminal;
use crate::stop::Stop;

/// To a screen of its own, without a cursor that jumps; and back.
const TAKE: &str = "\x1b[?1049h\x1b[?25l";
const GIVE_BACK: &str = "\x1b[?25h\x1b[?1049l";
/// To the upper left corner.
const BEGIN: &str = "\x1b[H";
/// What is left of a line goes, then the next; and what is left of the screen.
const NEXT_LINE: &str = "\x1b[K\n";
const END: &str = "\x1b[J";
/// Where a terminal does not tell its size.
const USUAL: (usize, usize) = (24, 80);

/// Whether somebody sits at a terminal that can be drawn on.
pub(super) fn is_there() -> bool {
    stdout().is_terminal() && terminal().is_some_and(|kind| kind != "dumb")
}

/// The terminal, taken.
pub(super) struct Screen {
    output: Stdout,
    /// How keys were, where standard input is a terminal.
    before: Option<Termios>,
    is_left: Arc<Notify>,
}

impl Screen {
    pub(super) fn take() -> Result<Self, Stop> {
        // First, so that what fails from here on gives it back.
        let screen = Self { output: stdout(), before: take_keys(), is_left: Arc::default() };
        screen.write(TAKE)?;
        if screen.before.is_some() {
            let is_left = Arc::clone(&screen.is_left);
            // Nothing tells a waiting `read` to stop. It ends with the process.
            std::thread::spawn(move || {
                wait_for_q();
                is_left.notify_one();
            });
        }
        Ok(screen)
    }

    /// Waits for `q`; for ever where there is no keyboard.
    pub(super) async fn until_q(&self) {
        self.is_left.notified().await;
    }

    /// Draws these lines, as far as they fit, in one piece so that nothing flickers.
    pub(super) fn show(&self, lines: &[String]) -> Result<(), Stop> {
        let (rows, columns) = self.size();
        let shown: Vec<String> =
            lines.iter().take(rows).map(|line| line.chars().take(columns).collect()).collect();
        // A line that fills the last row has no end: the screen would roll up.
        self.write(&format!("{BEGIN}{}\x1b[K{END}", shown.join(NEXT_LINE)))
    }

    /// Rows and columns, as they are now.
    fn size(&self) -> (usize, usize) {
        let told =
            tcgetwinsize(&self.output).map(|size| (usize::from(size.ws_row), usize::from(size.ws_col)));
        told.ok().filter(|(rows, columns)| *rows > 0 && *columns > 0).unwrap_or(USUAL)
    }

    fn write(&self, text: &str) -> Result<(), Stop> {
        let mut output = self.output.lock();
        output.write_all(text.as_bytes())?;
        Ok(output.flush()?)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.write(GIVE_BACK);
        if let Some(before) = &self.before {
            let _ = tcsetattr(stdin(), OptionalActions::Flush, before);
        }
    }
}

/// Has keys count at once and unseen, and tells how it was before. Ctrl-C stays a signal.
fn take_keys() -> Option<Termios> {
    let before = tcgetattr(stdin()).ok()?;
    let mut at_once = before.clone();
    at_once.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
    tcsetattr(stdin(), OptionalActions::Now, &at_once).ok()?;
    Some(before)
}

/// Until the key, or until the terminal has gone away.
fn wait_for_q() {
    for key in stdin().lock().bytes() {
        if matches!(key, Ok(b'q' | b'Q') | Err(_)) {
            return;
        }
    }
}
