//! `bienvenue user list`

use bienvenue::core::id::UserId;
use bienvenue::{Schema, Store, User};

use super::PAGE;
use super::show::UserJson;
use crate::database::DatabaseArgs;
use crate::moment;
use crate::output::{JsonArray, Output};
use crate::stop::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// As a JSON array, one user on each line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl List {
    pub(super) async fn run(self) -> Result<(), Stop> {
        let store = self.database.open(Schema::MustBeCurrent).await?.store;
        if self.json { list_json(&store).await } else { list_table(&store).await }
    }
}

async fn list_json(store: &Store) -> Result<(), Stop> {
    let mut array = JsonArray::new();
    let mut after = None;
    while let Some(page) = next_page(store, &mut after).await? {
        page.iter().try_for_each(|user| array.item(&UserJson::of(user)))?;
    }
    array.finish()
}

/// The address comes last: it is the one column of which nobody knows the width before the last page.
async fn list_table(store: &Store) -> Result<(), Stop> {
    let mut output = Output::new();
    output.line(format!(
        "{:<36}  {:<16}  {:<16}  {:<8}  EMAIL",
        "ID", "CREATED (UTC)", "LAST LOGIN", "STATE"
    ))?;
    let mut after = None;
    while let Some(page) = next_page(store, &mut after).await? {
        for user in page {
            let created = moment::to_the_minute(user.created_at);
            let login = user.last_login_at.map_or_else(|| "-".to_owned(), moment::to_the_minute);
            let state = state(&user);
            output.line(format!("{}  {created:<16}  {login:<16}  {state:<8}  {}", user.id, user.email))?;
        }
    }
    output.finish()
}

/// What is worth knowing at a glance.
const fn state(user: &User) -> &'static str {
    match (user.disabled_at, user.admin_since) {
        (Some(_), _) => "disabled",
        (None, Some(_)) => "admin",
        (None, None) => "-",
    }
}

async fn next_page(store: &Store, after: &mut Option<UserId>) -> Result<Option<Vec<User>>, Stop> {
    let page = store.list_users(*after, PAGE).await?;
    let Some(last) = page.last() else { return Ok(None) };
    *after = Some(last.id);
    Ok(Some(page))
}
