//! Randomness that a test controls: it can fail, panic, or hold whoever asks.

use std::collections::VecDeque;
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use bienvenue::core::random::{NoRandomness, OsRandomness, Randomness};

/// What is to happen at one use.
#[derive(Debug)]
pub(crate) enum Act {
    Fail,
    Panic,
    /// Tell that somebody asks, then wait until told to go on.
    Hold {
        reached: mpsc::Sender<()>,
        go_on: mpsc::Receiver<()>,
    },
}

/// The operating system's randomness, but for the uses that were planned.
#[derive(Debug, Default)]
pub(crate) struct Staged(Mutex<VecDeque<Act>>);

/// The test's side of [`Act::Hold`].
pub(crate) struct Held {
    reached: mpsc::Receiver<()>,
    go_on: mpsc::Sender<()>,
}

impl Staged {
    /// Plans what happens at the next use, or at the one after those planned before.
    pub(crate) fn plan(&self, act: Act) {
        self.0.lock().unwrap().push_back(act);
    }

    /// Plans to hold whoever asks next.
    pub(crate) fn plan_hold(&self) -> Held {
        let (tell, reached) = mpsc::channel();
        let (go_on, wait) = mpsc::channel();
        self.plan(Act::Hold { reached: tell, go_on: wait });
        Held { reached, go_on }
    }
}

impl Held {
    /// Waits, without holding up the runtime, until somebody asks.
    pub(crate) async fn is_reached(&self) {
        for _ in 0..5_000 {
            if self.reached.try_recv().is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("nobody asked for randomness");
    }

    pub(crate) fn go_on(self) {
        drop(self.go_on);
    }
}

impl Randomness for Staged {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let act = self.0.lock().unwrap().pop_front();
        match act {
            Some(Act::Fail) => return Err(NoRandomness),
            Some(Act::Panic) => panic!("a panic that the test has planned"),
            Some(Act::Hold { reached, go_on }) => {
                reached.send(()).unwrap();
                let _ = go_on.recv_timeout(Duration::from_secs(10));
            }
            None => {}
        }
        OsRandomness.fill(bytes)
    }
}
