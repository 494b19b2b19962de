//! `bienvenue throttle`: who has to wait after wrong guesses, and letting him try again.

use std::net::IpAddr;
use std::str::FromStr;

use bienvenue::core::id::UserId;
use bienvenue::{AdminError, Auth, Schema, ThrottleCount};

use super::user::{UserRef, no_such_user};
use crate::database::DatabaseArgs;
use crate::moment;
use crate::output::{Output, json, say};
use crate::stop::Stop;

/// Waits after wrong guesses.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ThrottleCommand {
    /// Show how often was guessed of late, and until when the next has to wait
    #[command(
        before_help = "  $ bienvenue throttle show bob@example.org\n  $ bienvenue throttle show 192.0.2.7 --json",
        after_help = "Who had to wait of late: bienvenue audit list --since 1h --kind sign_in_throttled"
    )]
    Show(Show),
    /// Let an account or a network be tried from the beginning, at once
    #[command(
        before_help = "  $ bienvenue throttle lift bob@example.org\n  $ bienvenue throttle lift 192.0.2.7"
    )]
    Lift(Lift),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// As a JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    subject: SubjectArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Lift {
    #[command(flatten)]
    subject: SubjectArgs,
}

/// What is counted by, and the database.
#[derive(Debug, clap::Args)]
struct SubjectArgs {
    /// A user's address or id, or an IPv4 or IPv6 address, of which latter its /64 is meant
    #[arg(value_name = "EMAIL|ID|ADDRESS")]
    subject: SubjectRef,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// An account or a network as people name one.
#[derive(Clone, Debug)]
enum SubjectRef {
    User(UserRef),
    Network(IpAddr),
}

impl FromStr for SubjectRef {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(address) = text.parse() {
            return Ok(Self::Network(address));
        }
        text.parse()
            .map(Self::User)
            .map_err(|_| "write the address or id of a user, or an IPv4 or IPv6 address".to_owned())
    }
}

/// The same, found.
#[derive(Clone, Copy, Debug)]
enum Subject {
    User(UserId),
    Network(IpAddr),
}

impl SubjectArgs {
    /// Who is meant, and what people call him.
    async fn open(self) -> Result<(Auth, Subject, String), Stop> {
        let auth = self.database.open(Schema::MustBeCurrent).await?.auth()?;
        let (subject, name) = match self.subject {
            SubjectRef::Network(address) => (Subject::Network(address), address.to_string()),
            SubjectRef::User(user) => {
                let user = user.find(auth.store()).await?;
                (Subject::User(user.id), user.email.to_string())
            }
        };
        Ok((auth, subject, name))
    }
}

impl ThrottleCommand {
    /// Does it.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        match self {
            Self::Show(show) => show.run().await,
            Self::Lift(lift) => lift.run().await,
        }
    }
}

/// What the counts stand at, as JSON.
#[derive(serde::Serialize)]
struct ThrottledJson {
    guesses: CountJson,
    requests: CountJson,
}

#[derive(serde::Serialize)]
struct CountJson {
    attempts: u64,
    waits_until: Option<String>,
    stopped: bool,
}

impl From<ThrottleCount> for CountJson {
    fn from(count: ThrottleCount) -> Self {
        let waits_until = count.waits_until.map(moment::exact);
        Self { attempts: count.attempts, waits_until, stopped: count.is_stopped }
    }
}

impl Show {
    async fn run(self) -> Result<(), Stop> {
        let (auth, subject, name) = self.subject.open().await?;
        let throttled = match subject {
            Subject::Network(address) => auth.network_throttle(address).await?,
            Subject::User(id) => auth.account_throttle(id).await?.ok_or_else(|| no_such_user(&name))?,
        };
        if self.json {
            let (guesses, requests) = (throttled.guesses.into(), throttled.requests.into());
            return say(json(&ThrottledJson { guesses, requests })?);
        }
        let mut output = Output::new();
        output.line(format!("{:<8}  {:<8}  WAITS UNTIL", "", "ATTEMPTS"))?;
        for (name, count) in [("Guesses", throttled.guesses), ("Requests", throttled.requests)] {
            output.line(format!("{name:<8}  {:<8}  {}", count.attempts, end(&count)))?;
        }
        output.finish()
    }
}

/// Until when the next attempt has to wait.
fn end(count: &ThrottleCount) -> String {
    if count.is_stopped {
        return "a new password, or `bienvenue throttle lift`".to_owned();
    }
    count.waits_until.map_or_else(|| "-".to_owned(), moment::exact)
}

impl Lift {
    async fn run(self) -> Result<(), Stop> {
        let (auth, subject, name) = self.subject.open().await?;
        let lifted = match subject {
            Subject::Network(address) => auth.reset_network_throttle(address).await,
            Subject::User(id) => auth.reset_account_throttle(id).await,
        };
        match lifted {
            Ok(()) => say(format!("{name} can be tried from the beginning")),
            Err(AdminError::NoSuchUser) => Err(no_such_user(&name)),
            Err(error) => Err(error.into()),
        }
    }
}
