//! `bienvenue session`: who is logged in, and ending that.

use std::collections::HashMap;

use bienvenue::core::id::{SessionId, UserId};
use bienvenue::{Schema, SessionInfo, SessionsOf, Store, UserBy};

use super::user::{PAGE, UserRef};
use crate::confirm::confirm;
use crate::database::DatabaseArgs;
use crate::moment;
use crate::output::{JsonArray, Output, counted, say};
use crate::stop::{Exit, Stop};

/// Sessions.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum SessionCommand {
    /// List live sessions
    #[command(
        before_help = "  $ bienvenue session list\n  $ bienvenue session list --user bob@example.org --json"
    )]
    List(List),
    /// End a session, or all of a user, or all of everybody; in force at once
    #[command(
        before_help = "  $ bienvenue session revoke --user bob@example.org\n  $ bienvenue session revoke --all"
    )]
    Revoke(Revoke),
}

/// Which sessions to list.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only those of this user
    #[arg(long, value_name = "EMAIL|ID")]
    user: Option<UserRef>,
    /// As a JSON array, one session on each line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Which sessions to end.
#[derive(Debug, clap::Args)]
pub(crate) struct Revoke {
    /// The session's id, from `bienvenue session list`
    #[arg(value_name = "SESSION_ID", required_unless_present_any = ["user", "all"], conflicts_with_all = ["user", "all"])]
    session: Option<SessionId>,
    /// All sessions of this user
    #[arg(long, value_name = "EMAIL|ID")]
    user: Option<UserRef>,
    /// All sessions of everybody
    #[arg(long, conflicts_with = "user")]
    all: bool,
    /// Do not ask whether everybody is meant
    #[arg(long, requires = "all", conflicts_with_all = ["user", "session"])]
    yes: bool,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl SessionCommand {
    /// Does it.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        match self {
            Self::List(list) => list.run().await,
            Self::Revoke(revoke) => revoke.run().await,
        }
    }
}

impl List {
    async fn run(self) -> Result<(), Stop> {
        let store = self.database.open(Schema::MustBeCurrent).await?.store;
        let of = match &self.user {
            Some(user) => SessionsOf::User(user.find(&store).await?.id),
            None => SessionsOf::Everyone,
        };
        if self.json { list_json(&store, of).await } else { list_table(&store, of).await }
    }
}

/// A session as JSON. Its secret is not known to anybody but its owner.
#[derive(serde::Serialize)]
struct SessionJson {
    id: String,
    user_id: String,
    email: String,
    created_at: String,
    last_seen_at: String,
    ends_at: String,
    expires_at: String,
}

async fn list_json(store: &Store, of: SessionsOf) -> Result<(), Stop> {
    let mut array = JsonArray::new();
    let mut pages = Pages::new(store, of);
    while let Some((sessions, emails)) = pages.next().await? {
        for session in sessions {
            array.item(&SessionJson {
                id: session.id.to_string(),
                user_id: session.user_id.to_string(),
                email: email_of(&emails, &session),
                created_at: moment::exact(session.created_at),
                last_seen_at: moment::exact(session.last_seen_at),
                ends_at: moment::exact(session.ends_at),
                expires_at: moment::exact(session.expires_at),
            })?;
        }
    }
    array.finish()
}

async fn list_table(store: &Store, of: SessionsOf) -> Result<(), Stop> {
    let mut output = Output::new();
    output
        .line(format!("{:<36}  {:<16}  {:<16}  {:<16}  EMAIL", "ID", "OPENED (UTC)", "LAST SEEN", "ENDS"))?;
    let mut pages = Pages::new(store, of);
    while let Some((sessions, emails)) = pages.next().await? {
        for session in sessions {
            let [opened, seen, ends] =
                [session.created_at, session.last_seen_at, session.ends_at].map(moment::to_the_minute);
            let email = email_of(&emails, &session);
            output.line(format!("{}  {opened:<16}  {seen:<16}  {ends:<16}  {email}", session.id))?;
        }
    }
    output.finish()
}

type Emails = HashMap<UserId, String>;

/// The user may have been deleted since the session was read.
fn email_of(emails: &Emails, session: &SessionInfo) -> String {
    emails.get(&session.user_id).cloned().unwrap_or_default()
}

/// Sessions page by page, each page with the addresses of its users.
struct Pages<'s> {
    store: &'s Store,
    of: SessionsOf,
    after: Option<SessionId>,
}

impl<'s> Pages<'s> {
    const fn new(store: &'s Store, of: SessionsOf) -> Self {
        Self { store, of, after: None }
    }

    async fn next(&mut self) -> Result<Option<(Vec<SessionInfo>, Emails)>, Stop> {
        let page = self.store.list_sessions(self.of, self.after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.after = Some(last.id);
        let mut emails = Emails::new();
        for session in &page {
            if !emails.contains_key(&session.user_id)
                && let Some(user) = self.store.find_user_by(UserBy::Id(session.user_id)).await?
            {
                emails.insert(user.id, user.email.to_string());
            }
        }
        Ok(Some((page, emails)))
    }
}

impl Revoke {
    async fn run(self) -> Result<(), Stop> {
        let auth = self.database.open(Schema::MustBeCurrent).await?.auth()?;
        if self.all {
            if !self.yes {
                confirm("This signs everybody out", "everybody would be signed out")?;
            }
            return say(format!("{} of everybody ended", counted(auth.end_all_sessions().await?, "session")));
        }
        if let Some(user) = &self.user {
            let user = user.find(auth.store()).await?;
            let ended = auth.destroy_session(user.id).await?;
            return say(format!("{} of {} ended", counted(ended, "session"), user.email));
        }
        let Some(id) = self.session else { return Err(Stop::new(Exit::Usage, "no session was named")) };
        if auth.revoke_session(id).await? {
            return say(format!("session {id} ended"));
        }
        Err(Stop::new(Exit::NotFound, format!("there is no session {id}"))
            .next("It may have ended already. `bienvenue session list` shows which are live."))
    }
}
