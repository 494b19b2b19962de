//! `bienvenue key create`

use std::time::Duration;

use bienvenue::core::scope::Scope;
use bienvenue::core::time::{Clock as _, SystemClock};
use bienvenue::{AdminError, CreateKeyError, NewKey, Schema};

use super::KeyJson;
use crate::config::parse_duration;
use crate::database::DatabaseArgs;
use crate::output::{Output, json, say};
use crate::stop::{Exit, Stop};

/// What the key is to be.
#[derive(Debug, clap::Args)]
pub(crate) struct Create {
    /// What people call it: who or what uses it
    #[arg(long)]
    name: String,
    /// What it may do; once or more
    #[arg(long, value_name = "SCOPE", required = true, value_parser = scope)]
    scope: Vec<Scope>,
    /// For how long, such as `90d` [else until it is revoked]
    #[arg(long, value_name = "DURATION", value_parser = span)]
    expires: Option<Duration>,
    /// As a JSON object, with the key as `secret`
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: DatabaseArgs,
}

fn scope(text: &str) -> Result<Scope, String> {
    text.parse().map_err(|_| {
        let all: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
        format!("write one of {}", all.join(", "))
    })
}

fn span(text: &str) -> Result<Duration, String> {
    parse_duration(text)
        .filter(|time| !time.is_zero())
        .ok_or_else(|| "write a time span, such as 30m, 24h or 90d".to_owned())
}

/// What each scope allows, for the end of the help.
pub(super) fn scopes_help() -> String {
    let lines = Scope::ALL.iter().map(|scope| format!("\n  {:<16} {}", scope.as_str(), scope.means()));
    format!("Scopes:{}", lines.collect::<String>())
}

/// A key with its secret as JSON.
#[derive(serde::Serialize)]
struct MadeKey<'k> {
    #[serde(flatten)]
    key: KeyJson,
    secret: &'k str,
}

impl Create {
    pub(super) async fn run(self) -> Result<(), Stop> {
        let auth = self.database.open(Schema::MustBeCurrent).await?.auth()?;
        let expires_at = self.expires.map(|time| SystemClock.now().plus(time));
        let wanted = NewKey { name: self.name, scopes: self.scope.into_iter().collect(), expires_at };
        let (secret, key) = auth.create_key(wanted).await.map_err(|error| match error {
            CreateKeyError::Admin(AdminError::Fault(fault)) => fault.into(),
            refused => Stop::new(Exit::Refused, refused.to_string()).next("No key was made."),
        })?;
        let key = KeyJson::of(&key);
        if self.json {
            return say(json(&MadeKey { key, secret: secret.expose() })?);
        }
        let mut output = Output::new();
        for (name, value) in [
            ("Key", secret.expose()),
            ("Id", &key.id),
            ("Name", &key.name),
            ("Scopes", &key.scope),
            ("Expires", key.expires_at.as_deref().unwrap_or("-")),
        ] {
            output.line(format!("{name:<8} {value}"))?;
        }
        output
            .line("\nThe key is shown this once. Send it as `Authorization: Bearer …` to /api/v1/admin.")?;
        output.finish()
    }
}
