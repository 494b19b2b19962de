//! `bienvenue key`: the keys with which programs look after accounts over HTTP.

mod create;
mod list;
mod revoke;

use bienvenue::KeyInfo;

use crate::moment;
use crate::stop::Stop;

/// API keys.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key and show it, this once
    #[command(
        before_help = "  $ bienvenue key create --name CI --scope users:read\n  $ bienvenue key create --name support --scope users:read --scope sessions:write --expires 90d",
        after_help = create::scopes_help()
    )]
    Create(create::Create),
    /// List keys, live or not, without their secrets
    #[command(before_help = "  $ bienvenue key list\n  $ bienvenue key list --json")]
    List(list::List),
    /// Revoke a key and all that it has made; in force at once
    #[command(before_help = "  $ bienvenue key revoke 01890000-0000-7000-8000-000000000000")]
    Revoke(revoke::Revoke),
}

impl KeyCommand {
    /// Does it.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        match self {
            Self::Create(create) => create.run().await,
            Self::List(list) => list.run().await,
            Self::Revoke(revoke) => revoke.run().await,
        }
    }
}

/// A key as JSON.
#[derive(serde::Serialize)]
struct KeyJson {
    id: String,
    name: String,
    scope: String,
    created_at: String,
    maker_id: Option<String>,
    expires_at: Option<String>,
    last_used_at: Option<String>,
    revoked_at: Option<String>,
    revoker_id: Option<String>,
}

impl KeyJson {
    fn of(key: &KeyInfo) -> Self {
        Self {
            id: key.id.to_string(),
            name: key.name.clone(),
            scope: key.scopes.to_string(),
            created_at: moment::exact(key.created_at),
            maker_id: key.maker_id.map(|id| id.to_string()),
            expires_at: key.expires_at.map(moment::exact),
            last_used_at: key.last_used_at.map(moment::exact),
            revoked_at: key.revoked_at.map(moment::exact),
            revoker_id: key.revoker_id.map(|id| id.to_string()),
        }
    }
}
