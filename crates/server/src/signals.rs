//! The signals that end a service: the first one gently, the second one at once.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::stop::Stop;

/// SIGINT (Ctrl-C) and SIGTERM (a supervisor).
#[derive(Debug)]
pub(crate) struct EndSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl EndSignals {
    /// From here on the signals no longer kill the process.
    pub(crate) fn listen() -> Result<Self, Stop> {
        let (interrupt, terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(Self { interrupt, terminate })
    }

    /// Waits for the next one and gives the exit code that stands for it: 128 and its number.
    pub(crate) async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupt.recv() => 128 + SignalKind::interrupt().as_raw_value(),
            _ = self.terminate.recv() => 128 + SignalKind::terminate().as_raw_value(),
        }
    }
}
