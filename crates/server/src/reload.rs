//! What a running service reads anew when it is told to: certificates and the log level, by SIGHUP.
//!
//! Everything else takes a restart, which is quick and loses nothing.

use std::convert::Infallible;
use std::path::PathBuf;

use bienvenue::http::TlsListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::config::{self, Environment, Settings};
use crate::stop::Stop;
use crate::telemetry::LevelSwitch;

/// What can be read anew, and what held until then.
#[derive(Debug)]
pub(crate) struct Reload {
    hangup: Signal,
    config: Option<PathBuf>,
    settings: Settings,
    tls: Option<TlsListener>,
    level: LevelSwitch,
}

impl Reload {
    /// From here on SIGHUP no longer kills the process.
    pub(crate) fn listen(
        config: Option<PathBuf>,
        settings: Settings,
        tls: Option<TlsListener>,
        level: LevelSwitch,
    ) -> Result<Self, Stop> {
        Ok(Self { hangup: signal(SignalKind::hangup())?, config, settings, tls, level })
    }

    /// Reads anew at each signal. What is wrong is logged, and what held before goes on to hold.
    pub(crate) async fn at_each_signal(mut self) -> Infallible {
        loop {
            if self.hangup.recv().await.is_none() {
                std::future::pending::<()>().await;
            }
            match config::load(self.config.as_deref(), &Environment::of_process()) {
                Ok(settings) => self.apply(&settings),
                Err(stop) => tracing::error!(cause = stop.message(), "the configuration was not read anew"),
            }
        }
    }

    fn apply(&mut self, new: &Settings) {
        if let (Some(tls), Some(files)) = (&self.tls, &new.tls) {
            if let Err(cause) = tls.reload(&files.certificate, &files.key) {
                tracing::error!(%cause, "the configuration was not read anew; the certificate of before stays in force");
                return;
            }
            self.settings.tls.clone_from(&new.tls);
        }
        self.settings.log_level = new.log_level;
        self.level.set(new.log_level);
        let mut others = new.clone();
        others.tls.clone_from(&self.settings.tls);
        let takes_a_restart = others != self.settings || self.tls.is_some() != new.tls.is_some();
        tracing::info!(log_level = %new.log_level, tls = self.tls.is_some(), takes_a_restart, "the configuration was read anew");
    }
}
