//! `bienvenue user`: people, from the command line. What is done here is in force at once for a running service: it reads
//! the same rows.

mod access;
mod add;
mod delete;
mod list;
mod role;
mod set_password;
mod show;

use std::num::NonZeroUsize;
use std::str::FromStr;

use bienvenue::core::email::EmailAddress;
use bienvenue::core::id::UserId;
use bienvenue::{Auth, AuthBuilder, Fault, Schema, Store, User, UserBy};

use crate::config::Settings;
use crate::database::{DatabaseArgs, Opened};
use crate::stop::{Exit, Stop};

/// How many rows are read at once: however many there are, memory stays the same.
pub(super) const PAGE: u32 = 500;

/// Users.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum UserCommand {
    /// Add a user; the password is asked for, or read from standard input
    #[command(before_help = "  $ bienvenue user add bob@example.org")]
    Add(add::Add),
    /// List users in the order in which they were made
    #[command(before_help = "  $ bienvenue user list\n  $ bienvenue user list --json > users.json")]
    List(list::List),
    /// Show a user
    #[command(before_help = "  $ bienvenue user show bob@example.org")]
    Show(show::Show),
    /// Set a user's password and end every session of the user
    #[command(before_help = "  $ bienvenue user set-password bob@example.org")]
    SetPassword(set_password::SetPassword),
    /// Keep a user from logging in and end every session of the user
    #[command(before_help = "  $ bienvenue user disable bob@example.org")]
    Disable(access::Access),
    /// Let a disabled user log in again
    #[command(before_help = "  $ bienvenue user enable bob@example.org")]
    Enable(access::Access),
    /// Let a user look after the accounts of others, on the pages under /admin
    #[command(before_help = "  $ bienvenue user grant-admin bob@example.org")]
    GrantAdmin(role::Role),
    /// Make an administrator a user like any other
    #[command(before_help = "  $ bienvenue user revoke-admin bob@example.org")]
    RevokeAdmin(role::Role),
    /// Delete a user with everything that is the user's; asks first
    #[command(before_help = "  $ bienvenue user delete bob@example.org")]
    Delete(delete::Delete),
}

impl UserCommand {
    /// Does it.
    pub(crate) async fn run(self) -> Result<(), Stop> {
        match self {
            Self::Add(add) => add.run().await,
            Self::List(list) => list.run().await,
            Self::Show(show) => show.run().await,
            Self::SetPassword(set) => set.run().await,
            Self::Disable(access) => access.run(true).await,
            Self::Enable(access) => access.run(false).await,
            Self::GrantAdmin(role) => role.run(true).await,
            Self::RevokeAdmin(role) => role.run(false).await,
            Self::Delete(delete) => delete.run().await,
        }
    }
}

/// A user as people name one.
#[derive(Clone, Debug)]
pub(super) enum UserRef {
    Id(UserId),
    Email(EmailAddress),
}

impl FromStr for UserRef {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.parse().map(Self::Id);
        id.or_else(|_| text.parse().map(Self::Email)).map_err(|_| "neither an address nor an id".to_owned())
    }
}

impl UserRef {
    /// The user, who must be there.
    pub(super) async fn find(&self, store: &Store) -> Result<User, Stop> {
        let (criterion, name) = match self {
            Self::Id(id) => (UserBy::Id(*id), format!("with the id {id}")),
            Self::Email(email) => (UserBy::Email(email.clone()), email.to_string()),
        };
        store.find_user_by(criterion).await?.ok_or_else(|| no_such_user(&name))
    }
}

pub(super) fn no_such_user(name: &str) -> Stop {
    Stop::new(Exit::NotFound, format!("there is no user {name}"))
        .next("`bienvenue user list` shows who there is.")
}

/// A user and the database.
#[derive(Debug, clap::Args)]
pub(super) struct UserArgs {
    /// The user's address or id
    #[arg(value_name = "EMAIL|ID")]
    user: UserRef,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl UserArgs {
    async fn open(self) -> Result<(Opened, User), Stop> {
        let opened = self.database.open(Schema::MustBeCurrent).await?;
        let user = self.user.find(&opened.store).await?;
        Ok((opened, user))
    }
}

/// The flows, with the configured rules and a single thread to hash on. No mail goes out.
fn auth(opened: Opened) -> Result<Auth, Stop> {
    build(opened, |auth, _| auth)
}

/// The same for what is done to an account that is there: its owner is told, if mails are configured. The service sends
/// them.
fn auth_that_tells(opened: Opened) -> Result<Auth, Stop> {
    build(opened, |auth, settings| match settings.sender() {
        Some(sender) => auth.mail(sender),
        None => auth,
    })
}

fn build(opened: Opened, more: impl FnOnce(AuthBuilder, &Settings) -> AuthBuilder) -> Result<Auth, Stop> {
    let Opened { store, settings, .. } = opened;
    let builder = settings.breaches.open()?.apply(settings.apply(Auth::builder(store)));
    Ok(more(builder, &settings).hashing_threads(NonZeroUsize::MIN).build()?)
}

/// How many sessions a user has.
async fn count_sessions(store: &Store, user: UserId) -> Result<u64, Fault> {
    let (mut count, mut after) = (0, None);
    loop {
        let page = store.list_sessions(bienvenue::SessionsOf::User(user), after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(count) };
        after = Some(last.id);
        count += page.len() as u64;
    }
}
