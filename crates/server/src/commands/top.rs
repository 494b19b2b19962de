//! `bienvenue top`: what a running service does, as it does it.

mod figures;
mod screen;
mod view;

use std::time::{Duration, Instant};

use bienvenue::outgoing::{Outgoing, Question};

use self::figures::Figures;
use self::screen::Screen;
use self::view::View;
use crate::output::{Output, json};
use crate::signals::EndSignals;
use crate::stop::{Exit, Stop, with_causes};

/// Where figures are told if `metrics.listen` is what the reference suggests.
const DEFAULT_URL: &str = "http://127.0.0.1:9464/metrics";
/// How long the service may take to tell.
const PATIENCE: Duration = Duration::from_secs(2);
const INTERVAL: Duration = Duration::from_secs(1);
const HOW_TO_END: &str = "q ends.";

/// What a running service does, as it does it
#[derive(Debug, clap::Args)]
#[command(before_help = "  $ bienvenue top\n  $ bienvenue top --once --json")]
pub(crate) struct Top {
    /// Where it tells its figures: `metrics.listen`
    #[arg(long, value_name = "URL", default_value = DEFAULT_URL)]
    url: String,
    /// Print one view, on average since the start, and end
    #[arg(long)]
    once: bool,
    /// One view as JSON, on one line
    #[arg(long)]
    json: bool,
}

impl Top {
    /// Shows it until `q` or a signal, or once where nobody sits there.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        let service = Outgoing::new(&self.url).map_err(|error| {
            Stop::new(Exit::Usage, format!("--url {error}")).next(format!("Such as {DEFAULT_URL}"))
        })?;
        let now = self.read(&service).await?;
        if self.json || self.once || !screen::is_there() {
            let view = View::since_the_start(&now);
            let mut output = Output::new();
            if self.json {
                output.line(json(&view)?)?;
            } else {
                view.lines().iter().try_for_each(|line| output.line(line))?;
            }
            return output.finish();
        }
        // Before anything is drawn: what ends it has to tidy up.
        let mut signals = EndSignals::listen()?;
        let screen = Screen::take()?;
        tokio::select! {
            shown = self.keep_showing(&service, &screen, now) => shown,
            () = screen.until_q() => Ok(()),
            _ = signals.next() => Ok(()),
        }
    }

    async fn keep_showing(&self, service: &Outgoing, screen: &Screen, first: Figures) -> Result<(), Stop> {
        screen.show(&picture(&View::since_the_start(&first)))?;
        let (mut before, mut looked) = (first, Instant::now());
        loop {
            tokio::time::sleep(INTERVAL).await;
            match self.read(service).await {
                Ok(now) => {
                    let since = looked.elapsed();
                    looked = Instant::now();
                    screen.show(&picture(&View::between(&before, &now, since)))?;
                    before = now;
                }
                // It may be started anew at this moment.
                Err(stop) => {
                    let why =
                        [stop.message(), String::new(), format!("Asked again each second. {HOW_TO_END}")];
                    screen.show(&why)?;
                }
            }
        }
    }

    async fn read(&self, service: &Outgoing) -> Result<Figures, Stop> {
        let unreadable = |cause: String| {
            Stop::new(Exit::Failed, format!("no figures at {}: {cause}", self.url)).next(
                "Does the service run, with `metrics.listen = \"127.0.0.1:9464\"` in its configuration? --url names another place.",
            )
        };
        let answer =
            service.ask(Question::get(PATIENCE)).await.map_err(|error| unreadable(with_causes(&error)))?;
        if answer.status != 200 {
            return Err(unreadable(format!("the status is {}", answer.status)));
        }
        Figures::read(&String::from_utf8_lossy(&answer.body))
            .ok_or_else(|| unreadable("these are not the figures of this program".to_owned()))
    }
}

/// A view, and how to leave it.
fn picture(view: &View) -> Vec<String> {
    let mut lines = view.lines();
    if let Some(first) = lines.first_mut() {
        *first = format!("{first}. {HOW_TO_END}");
    }
    lines
}
