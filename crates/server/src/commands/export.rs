//! `bienvenue export`: every user with the hash of the password, as JSON lines that `import` takes.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use bienvenue::core::time::Timestamp;
use bienvenue::{Schema, User};

use crate::database::DatabaseArgs;
use crate::moment;
use crate::output::{counted, json, say};
use crate::progress::Pace;
use crate::stop::{Exit, Stop};

/// Rows that are read at once.
const PAGE: u32 = 1_000;

/// Every user with the hash of the password, as JSON lines
#[derive(Debug, clap::Args)]
#[command(before_help = "  $ bienvenue export --to users.jsonl")]
pub(crate) struct Export {
    /// The file to write, for your eyes only; none is replaced [else standard output]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// A user as `import` reads him.
#[derive(serde::Serialize)]
struct Line<'u> {
    id: String,
    email: &'u str,
    password_hash: &'u str,
    created_at: String,
    password_changed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unverified_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_at: Option<String>,
    locale: &'static str,
}

impl<'u> Line<'u> {
    fn of(user: &'u User) -> Self {
        let exact = |moment: Option<Timestamp>| moment.map(moment::exact);
        Self {
            id: user.id.to_string(),
            email: user.email.as_str(),
            password_hash: user.hashed_password.as_str(),
            created_at: moment::exact(user.created_at),
            password_changed_at: moment::exact(user.password_changed_at),
            last_login_at: exact(user.last_login_at),
            email_verified_at: exact(user.email_verified_at),
            unverified_until: exact(user.unverified_until),
            disabled_at: exact(user.disabled_at),
            locale: user.locale.as_str(),
        }
    }
}

impl Export {
    /// Writes them in the order of their ids, some at a time.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        let store = self.database.open(Schema::MustBeCurrent).await?.store;
        let mut output: Box<dyn Write + Send> = match &self.to {
            None => Box::new(BufWriter::new(std::io::stdout())),
            Some(path) => {
                // It holds what passwords can be guessed from.
                let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
                let file = file.map_err(|cause| {
                    Stop::new(Exit::Refused, format!("{} cannot be written: {cause}", path.display()))
                        .next("Name a file that is not there yet.")
                })?;
                Box::new(BufWriter::with_capacity(1 << 16, file))
            }
        };
        let (mut count, mut bytes, mut after) = (0, 0, None);
        let mut pace = Pace::new("exporting", "user", None);
        loop {
            let users = store.list_users(after, PAGE).await?;
            let Some(last) = users.last() else { break };
            after = Some(last.id);
            for user in &users {
                let line = json(&Line::of(user))?;
                writeln!(output, "{line}")?;
                bytes += line.len() as u64;
            }
            count += users.len() as u64;
            pace.tell(count, bytes);
        }
        output.flush()?;
        drop(pace);
        match self.to {
            Some(path) => say(format!("{} holds {}", path.display(), counted(count, "user"))),
            None => Ok(()),
        }
    }
}
