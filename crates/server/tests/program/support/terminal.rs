//! A terminal with the program at it, and somebody who looks and types.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::{Folder, PATIENCE};

/// A program at a terminal. It is killed when this is dropped.
pub(crate) struct Terminal {
    python: Child,
    pid: Pid,
    chunks: Receiver<Vec<u8>>,
    said: Receiver<String>,
    drawn: Vec<u8>,
}

/// How it ended.
#[derive(Debug)]
pub(crate) struct Left {
    /// Negative: the signal that killed it.
    pub(crate) code: i32,
    /// Whether keys are as they were, echo and lines.
    pub(crate) is_as_before: bool,
    /// Everything that was drawn.
    pub(crate) drawn: String,
}

impl Terminal {
    /// Starts the program at a terminal of this size and kind.
    pub(crate) fn start(
        folder: &Folder,
        (rows, columns): (u16, u16),
        kind: &str,
        arguments: &[&str],
    ) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/terminal/run.py");
        let mut command = Command::new("python3");
        command.arg(script).arg(rows.to_string()).arg(columns.to_string());
        command.arg(env!("CARGO_BIN_EXE_bienvenue")).args(arguments);
        command.current_dir(folder.path()).env("TERM", kind).env_remove("DATABASE_URL");
        let mut python =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut stdout, stderr) = (python.stdout.take().unwrap(), python.stderr.take().unwrap());
        let (send, chunks) = channel();
        std::thread::spawn(move || {
            let mut chunk = vec![0; 65_536];
            while let Ok(length @ 1..) = stdout.read(&mut chunk) {
                let _ = send.send(chunk.get(..length).unwrap_or_default().to_vec());
            }
        });
        let (send, said) = channel();
        std::thread::spawn(move || {
            BufReader::new(stderr).lines().map_while(Result::ok).for_each(|line| drop(send.send(line)));
        });
        let line = said.recv_timeout(PATIENCE).unwrap();
        let pid = line.strip_prefix("pid ").and_then(|pid| pid.parse().ok()).and_then(Pid::from_raw).unwrap();
        Self { python, pid, chunks, said, drawn: Vec::new() }
    }

    /// Waits until a whole picture is one that is looked for, and gives its lines.
    pub(crate) fn wait_for(&mut self, is_it: impl Fn(&str) -> bool) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let text = String::from_utf8_lossy(&self.drawn).into_owned();
            let pictures = text.split("\u{1b}[H").skip(1);
            let whole = pictures.filter_map(|picture| picture.split_once("\u{1b}[J")).last();
            if let Some((picture, _)) = whole.filter(|(picture, _)| is_it(picture)) {
                // What was looked at is not seen again.
                self.drawn.clear();
                return picture.replace("\u{1b}[K", "").lines().map(str::to_owned).collect();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let chunk = self.chunks.recv_timeout(left);
            self.drawn.extend(chunk.unwrap_or_else(|_| panic!("it was never drawn; at last: {text:?}")));
        }
    }

    /// Types this.
    pub(crate) fn press(&mut self, keys: &str) {
        self.python.stdin.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Waits for its end. `drawn` is what came since the picture that was waited for last.
    pub(crate) fn end(mut self) -> Left {
        let line = self.said.recv_timeout(PATIENCE).unwrap();
        let mut words = line.strip_prefix("code ").unwrap().split(' ');
        let code = words.next().unwrap().parse().unwrap();
        let is_as_before = words.next().is_none();
        while let Ok(chunk) = self.chunks.recv_timeout(Duration::from_secs(5)) {
            self.drawn.extend(chunk);
        }
        Left { code, is_as_before, drawn: String::from_utf8_lossy(&self.drawn).into_owned() }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Ok(None) = self.python.try_wait() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
        let _ = self.python.kill();
        let _ = self.python.wait();
    }
}
