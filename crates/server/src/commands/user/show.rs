//! `bienvenue user show`

use bienvenue::User;

use super::{UserArgs, count_sessions};
use crate::moment;
use crate::output::{Output, json, say};
use crate::stop::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// As a JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    user: UserArgs,
}

/// A user as JSON: no hash, no secret.
#[derive(serde::Serialize)]
pub(super) struct UserJson {
    id: String,
    email: String,
    created_at: String,
    last_login_at: Option<String>,
    password_changed_at: String,
    disabled_at: Option<String>,
    admin_since: Option<String>,
}

impl UserJson {
    pub(super) fn of(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.to_string(),
            created_at: moment::exact(user.created_at),
            last_login_at: user.last_login_at.map(moment::exact),
            password_changed_at: moment::exact(user.password_changed_at),
            disabled_at: user.disabled_at.map(moment::exact),
            admin_since: user.admin_since.map(moment::exact),
        }
    }
}

/// One user with what a list leaves out.
#[derive(serde::Serialize)]
struct ShownUser {
    #[serde(flatten)]
    user: UserJson,
    sessions: u64,
}

impl Show {
    pub(super) async fn run(self) -> Result<(), Stop> {
        let (opened, user) = self.user.open().await?;
        let shown =
            ShownUser { user: UserJson::of(&user), sessions: count_sessions(&opened.store, user.id).await? };
        if self.json {
            return say(json(&shown)?);
        }
        let ShownUser { user, sessions } = shown;
        let mut output = Output::new();
        let never = || "-".to_owned();
        for (name, value) in [
            ("Email", user.email),
            ("Id", user.id),
            ("Created", user.created_at),
            ("Last login", user.last_login_at.unwrap_or_else(never)),
            ("Password set", user.password_changed_at),
            ("Disabled", user.disabled_at.unwrap_or_else(never)),
            ("Administrator", user.admin_since.unwrap_or_else(never)),
            ("Sessions", sessions.to_string()),
        ] {
            output.line(format!("{name:<13} {value}"))?;
        }
        output.finish()
    }
}
