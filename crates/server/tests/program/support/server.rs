//! A running service, whose every line is kept.

use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::{Client, PATIENCE, pause};

/// A running service. It is killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    lines: Receiver<String>,
    /// Everything that it has printed and that was looked at.
    printed: String,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts the program and waits for the line that tells where it listens.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (send, lines) = channel();
        forward(child.stdout.take().unwrap(), send.clone());
        forward(child.stderr.take().unwrap(), send);
        let mut server =
            Self { child, lines, printed: String::new(), address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        server.address = server.wait_for_address();
        server
    }

    fn wait_for_address(&mut self) -> SocketAddr {
        let line = self.wait_for(|line| {
            line.contains("Listening") || line.contains("\"listening\"") || line.contains(": listening ")
        });
        // Of the log; there `public_url` may be one of `http://` too.
        let after = line
            .split_once("\"address\":\"")
            .or_else(|| line.split_once(" address="))
            .or_else(|| line.split_once("http://"))
            .unwrap()
            .1;
        after.split(['"', ' ']).next().unwrap().trim().parse().unwrap()
    }

    /// Waits for a line of output.
    pub(crate) fn wait_for(&mut self, is_it: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            let line = line.unwrap_or_else(|_| panic!("the line did not come; before it: {}", self.printed));
            self.printed.push_str(&line);
            self.printed.push('\n');
            if is_it(&line) {
                return line;
            }
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.address)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            pause(Duration::from_millis(2));
        }
        panic!("it did not end; it printed: {}", self.printed);
    }

    /// Ends it gently and gives everything that it has printed.
    pub(crate) fn end(mut self) -> String {
        self.signal(Signal::TERM);
        assert_eq!(self.wait().code(), Some(0));
        self.end_of_output()
    }

    /// Everything that it has printed, once it has ended.
    pub(crate) fn end_of_output(&mut self) -> String {
        let mut printed = std::mem::take(&mut self.printed);
        // The readers end with the program, and the channel with them.
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            printed.push_str(&line);
            printed.push('\n');
        }
        printed
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn forward(stream: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                return;
            }
        }
    });
}
