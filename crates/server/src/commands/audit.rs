//! `bienvenue audit`: what happened to accounts, and what was refused.

use std::str::FromStr;
use std::time::Duration;

use bienvenue::core::id::EventId;
use bienvenue::core::time::{Clock as _, SystemClock};
use bienvenue::{Event, EventKind, EventQuery, Schema, Store};

use super::user::{PAGE, UserRef};
use crate::config::parse_duration;
use crate::database::DatabaseArgs;
use crate::moment;
use crate::output::{JsonArray, Output};
use crate::stop::Stop;

/// What happened.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum AuditCommand {
    /// List events, the latest first
    #[command(
        before_help = "  $ bienvenue audit list --since 24h\n  $ bienvenue audit list --user bob@example.org --kind sign_in_failed"
    )]
    List(List),
}

/// Which events to list.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only those of this user
    #[arg(long, value_name = "EMAIL|ID")]
    user: Option<UserRef>,
    /// Only those of this kind, such as `sign_in_failed`
    #[arg(long)]
    kind: Option<Kind>,
    /// Only those of this time until now, such as `24h`
    #[arg(long, value_name = "DURATION", value_parser = span)]
    since: Option<Duration>,
    /// As a JSON array, one event on each line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// A kind as people name it.
#[derive(Clone, Copy, Debug)]
struct Kind(EventKind);

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = EventKind::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.map(Self).ok_or_else(|| {
            let all: Vec<_> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
            format!("write one of {}", all.join(", "))
        })
    }
}

fn span(text: &str) -> Result<Duration, String> {
    parse_duration(text).ok_or_else(|| "write a time span, such as 30m, 24h or 7d".to_owned())
}

impl AuditCommand {
    /// Does it.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        match self {
            Self::List(list) => list.run().await,
        }
    }
}

impl List {
    async fn run(self) -> Result<(), Stop> {
        let store = self.database.open(Schema::MustBeCurrent).await?.store;
        let user_id = match &self.user {
            Some(user) => Some(user.find(&store).await?.id),
            None => None,
        };
        let since = self.since.map(|time| SystemClock.now().minus(time));
        let query = EventQuery { user_id, kind: self.kind.map(|kind| kind.0), since };
        let pages = Pages { store: &store, query, before: None };
        if self.json { list_json(pages).await } else { list_table(pages).await }
    }
}

/// Events page by page.
struct Pages<'s> {
    store: &'s Store,
    query: EventQuery,
    before: Option<EventId>,
}

impl Pages<'_> {
    async fn next(&mut self) -> Result<Option<Vec<Event>>, Stop> {
        let page = self.store.search_events(self.query, self.before, PAGE).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.before = Some(last.id);
        Ok(Some(page))
    }
}

/// An event as JSON. A user who is gone is an id that leads nowhere.
#[derive(serde::Serialize)]
struct EventJson {
    id: String,
    created_at: String,
    kind: String,
    user_id: Option<String>,
    session_id: Option<String>,
    actor_id: Option<String>,
    key_id: Option<String>,
    address: Option<String>,
    user_agent: Option<String>,
}

async fn list_json(mut pages: Pages<'_>) -> Result<(), Stop> {
    let mut array = JsonArray::new();
    while let Some(events) = pages.next().await? {
        for event in events {
            array.item(&EventJson {
                id: event.id.to_string(),
                created_at: moment::exact(event.created_at),
                kind: event.kind,
                user_id: event.user_id.map(|id| id.to_string()),
                session_id: event.session_id.map(|id| id.to_string()),
                actor_id: event.actor_id.map(|id| id.to_string()),
                key_id: event.key_id.map(|id| id.to_string()),
                address: event.address,
                user_agent: event.user_agent,
            })?;
        }
    }
    array.finish()
}

async fn list_table(mut pages: Pages<'_>) -> Result<(), Stop> {
    let mut output = Output::new();
    output.line(format!("{:<27}  {:<26}  {:<36}  ADDRESS", "TIME", "KIND", "USER"))?;
    while let Some(events) = pages.next().await? {
        for event in events {
            let user = event.user_id.map_or_else(|| "-".to_owned(), |id| id.to_string());
            let address = event.address.unwrap_or_else(|| "-".to_owned());
            let moment = moment::exact(event.created_at);
            output.line(format!("{moment:<27}  {:<26}  {user:<36}  {address}", event.kind))?;
        }
    }
    output.finish()
}
