//! From one release to the next: programs of both side by side, databases of every earlier one, and a process that is killed
//! in between.

mod earlier;
mod expanding;
mod killed;
mod side_by_side;

use super::databases::{Fresh, NOW};
use crate::auth::Auth;
use crate::store::Store;
use crate::store::migrate::Migration;

const EMAIL: &str = "bob@example.org";
const PASSWORD: &str = "correct horse battery";

/// The migrations of this program, and those of a later release, with which this one can work.
fn with_later(fresh: &Fresh) -> Vec<Migration> {
    /// What a release may do to tables that are in use: add. To one of them at a time.
    const EXPANDS: [&str; 3] = [
        "ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT '';
         CREATE TABLE nicknames (nickname TEXT NOT NULL PRIMARY KEY);",
        "ALTER TABLE sessions ADD COLUMN colour TEXT;",
        "CREATE INDEX users_by_nickname ON users (nickname);",
    ];
    let known = newest(fresh.migrations);
    let later = (known + 1..).zip(EXPANDS);
    let later = later.map(|(version, sql)| Migration { version, name: "later", sql, oldest: known });
    fresh.migrations.iter().copied().chain(later).collect()
}

fn newest(migrations: &[Migration]) -> i64 {
    migrations.last().unwrap().version
}

fn auth(store: Store) -> Auth {
    Auth::builder(store).no_throttle().cheap_hashing_for_tests().build().unwrap()
}
