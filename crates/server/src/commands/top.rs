//! `bienvenue top`: what a running service does, as it does it.

mod figures;
mod view;

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use bienvenue::outgoing::{Outgoing, Question};

use self::figures::Figures;
use self::view::View;
use crate::output::{Output, json};
use crate::stop::{Exit, Stop, with_causes};

/// Where figures are told if `metrics.listen` is what the reference suggests.
const DEFAULT_URL: &str = "http://127.0.0.1:9464/metrics";
/// How long the service may take to tell.
const PATIENCE: Duration = Duration::from_secs(2);
const INTERVAL: Duration = Duration::from_secs(1);

/// To the upper left corner, and without a cursor that jumps.
const BEGIN: &str = "\x1b[?25l\x1b[H";
/// What is left of a line, and of the screen.
const END_OF_LINE: &str = "\x1b[K\n";
const END: &str = "\x1b[J";
const CURSOR: &str = "\x1b[?25h";

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
    /// Shows it until Ctrl-C, or once where nobody sits there.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        let service = Outgoing::new(&self.url).map_err(|error| {
            Stop::new(Exit::Usage, format!("--url {error}")).next(format!("Such as {DEFAULT_URL}"))
        })?;
        let now = self.read(&service).await?;
        if self.json || self.once || !std::io::stdout().is_terminal() {
            let view = View::between(&Figures::default(), &now);
            let mut output = Output::new();
            if self.json {
                output.line(json(&view)?)?;
            } else {
                view.lines().iter().try_for_each(|line| output.line(line))?;
            }
            return output.finish();
        }
        let shown = tokio::select! {
            shown = self.keep_showing(&service, now) => shown,
            _ = tokio::signal::ctrl_c() => Ok(()),
        };
        let mut screen = std::io::stdout().lock();
        screen.write_all(CURSOR.as_bytes())?;
        screen.flush()?;
        shown
    }

    async fn keep_showing(&self, service: &Outgoing, first: Figures) -> Result<(), Stop> {
        let mut before = first;
        show(&View::between(&Figures::default(), &before))?;
        loop {
            tokio::time::sleep(INTERVAL).await;
            let now = self.read(service).await?;
            show(&View::between(&before, &now))?;
            before = now;
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

/// In one piece, so that nothing flickers.
fn show(view: &View) -> Result<(), Stop> {
    let lines = view.lines().join(END_OF_LINE) + END_OF_LINE;
    let mut screen = std::io::stdout().lock();
    screen.write_all(format!("{BEGIN}{lines}{END}").as_bytes())?;
    Ok(screen.flush()?)
}
