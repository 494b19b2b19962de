//! Ctrl-C as a value: the main thread learns of it where it waits, and ends by the ordinary way out.
//!
//! A handler that exits at once would leave a database server behind; here every `Drop` still runs.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How long the ordinary way out may take before the program exits all the same.
const LAST_MOMENT: Duration = Duration::from_secs(40);

/// Whether somebody asked this program to stop.
#[derive(Debug, Default)]
pub(crate) struct Interrupt {
    asked: Mutex<bool>,
    changed: Condvar,
}

impl Interrupt {
    /// Starts to listen for SIGINT, SIGTERM and SIGHUP. A second signal exits at once.
    pub(crate) fn listen() -> Result<Arc<Self>> {
        let interrupt = Arc::new(Self::default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut signals = {
            let _context = runtime.enter();
            Signals::new()?
        };
        let told = Arc::clone(&interrupt);
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    signals.next().await;
                    eprintln!("\nstopping; once more to stop at once");
                    told.ask();
                    drop(tokio::time::timeout(LAST_MOMENT, signals.next()).await);
                });
                std::process::exit(130);
            })
            .context("cannot start the thread for signals")?;
        Ok(interrupt)
    }

    fn ask(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    /// Waits for `limit`, or until somebody asks to stop; tells whether that happened.
    pub(crate) fn wait(&self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if *asked || left.is_zero() {
                return *asked;
            }
            asked = self.changed.wait_timeout(asked, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Signals {
    fn new() -> Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hangup.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_end_when_somebody_asks() {
        let interrupt = Interrupt::default();
        assert!(!interrupt.wait(Duration::from_millis(1)));
        interrupt.ask();
        assert!(interrupt.wait(Duration::from_mins(1)));
    }
}
