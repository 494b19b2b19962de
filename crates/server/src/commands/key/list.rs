//! `bienvenue key list`

use bienvenue::core::id::KeyId;
use bienvenue::core::time::{Clock as _, SystemClock, Timestamp};
use bienvenue::{KeyInfo, Schema, Store};

use super::KeyJson;
use crate::commands::user::PAGE;
use crate::database::DatabaseArgs;
use crate::moment;
use crate::output::{JsonArray, Output};
use crate::stop::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// As a JSON array, one key on each line
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
    let (mut array, mut after) = (JsonArray::new(), None);
    while let Some(page) = next_page(store, &mut after).await? {
        page.iter().try_for_each(|key| array.item(&KeyJson::of(key)))?;
    }
    array.finish()
}

async fn list_table(store: &Store) -> Result<(), Stop> {
    let (mut output, mut after, now) = (Output::new(), None, SystemClock.now());
    output.line(format!(
        "{:<36}  {:<16}  {:<16}  {:<16}  {:<8}  NAME (SCOPES)",
        "ID", "MADE (UTC)", "LAST USED", "EXPIRES", "STATE"
    ))?;
    while let Some(page) = next_page(store, &mut after).await? {
        for key in page {
            let told =
                |moment: Option<Timestamp>| moment.map_or_else(|| "-".to_owned(), moment::to_the_minute);
            let (made, used, ends) = (Some(key.created_at), key.last_used_at, key.expires_at);
            let [made, used, ends] = [made, used, ends].map(told);
            let state = state(&key, now);
            let KeyInfo { id, name, scopes, .. } = &key;
            output
                .line(format!("{id}  {made:<16}  {used:<16}  {ends:<16}  {state:<8}  {name} ({scopes})"))?;
        }
    }
    output.finish()
}

fn state(key: &KeyInfo, now: Timestamp) -> &'static str {
    match key.revoked_at {
        Some(_) => "revoked",
        None if key.is_live(now) => "live",
        None => "expired",
    }
}

async fn next_page(store: &Store, after: &mut Option<KeyId>) -> Result<Option<Vec<KeyInfo>>, Stop> {
    let page = store.list_keys(*after, PAGE).await?;
    let Some(last) = page.last() else { return Ok(None) };
    *after = Some(last.id);
    Ok(Some(page))
}
