//! Whole databases: what is copied, what is refused, and that sums tell the difference.

use super::databases::{on_each_store, on_store};
use crate::fault::Fault;
use crate::store::engine::{Tx, Value, column};
use crate::store::tables::{Cell, Kind, STATEMENTS, TABLES};
use crate::store::{CopyError, CopyScope, Store};

const ALL: CopyScope = CopyScope::Everything;

/// Rows in each table: more than a page of them, and than one statement inserts.
const ROWS: u128 = 1_050;

/// A value that fits every check, and is another for each row and column.
fn cell(kind: Kind, row: u128, column: usize) -> Cell {
    match kind {
        Kind::Integer => Cell::Integer(i64::try_from(row).unwrap() << 32),
        Kind::Text => Cell::Text(format!("{row} é {column}")),
        Kind::Bytes => Cell::Bytes([row.to_be_bytes(), (column as u128).to_be_bytes()].concat()),
        // The ids of users are what the others refer to.
        Kind::Uuid => Cell::Uuid(uuid::Uuid::from_u128(row)),
    }
}

/// Rows in every table, by the catalogue.
async fn fill(store: &Store) {
    let insert = |tx: &mut Tx<'_>| {
        for statements in STATEMENTS.iter() {
            for row in 0..ROWS {
                let cells = statements.table.columns.iter().enumerate();
                let cells: Vec<_> = cells.map(|(column, (_, kind))| cell(*kind, row, column)).collect();
                let values: Vec<_> = cells.iter().map(Cell::value).collect();
                tx.execute(&statements.insert, &values)?;
            }
        }
        Ok::<_, Fault>(())
    };
    store.write(insert).await.unwrap();
    execute(store, "UPDATE users SET last_login_at = NULL").await;
}

async fn execute(store: &Store, sql: &'static str) -> u64 {
    store.write(move |tx| tx.execute(sql, &[])).await.unwrap()
}

async fn sqlite() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}/test.db", folder.path().display())).await.unwrap();
    (store, folder)
}

/// There and back: every row of every table arrives, in a first go and in one that goes on.
#[test]
fn what_is_copied_is_the_same() {
    on_each_store(async |store| {
        let (source, _source) = sqlite().await;
        let (back, _back) = sqlite().await;
        fill(&source).await;
        let sums = source.table_sums(ALL).await.unwrap();
        assert_eq!(sums.len(), TABLES.len());
        assert!(sums.iter().all(|sum| u128::from(sum.rows) == ROWS && sum.checksum != 0), "{sums:?}");
        let mut told = 0;
        assert_eq!(source.copy_to(&store, ALL, |rows| told = rows).await.unwrap(), sums);
        assert_eq!(u128::from(told), ROWS * TABLES.len() as u128);
        assert_eq!(store.table_sums(ALL).await.unwrap(), sums);

        // What an interruption would have left.
        execute(&store, "DELETE FROM events WHERE created_at > 100000000000").await;
        execute(&store, "DELETE FROM users WHERE created_at > 900000000000").await;
        assert_ne!(store.table_sums(ALL).await.unwrap(), sums);
        source.copy_to(&store, ALL, |_| {}).await.unwrap();
        assert_eq!(store.table_sums(ALL).await.unwrap(), sums);

        store.copy_to(&back, ALL, |_| {}).await.unwrap();
        assert_eq!(back.table_sums(ALL).await.unwrap(), sums);
    });
}

/// What opens something stays behind, and may not be there either.
#[test]
fn accounts_alone_open_nothing() {
    on_each_store(async |store| {
        let (source, _source) = sqlite().await;
        fill(&source).await;
        let copied = source.copy_to(&store, CopyScope::Accounts, |_| {}).await.unwrap();
        let names: Vec<_> = copied.iter().map(|sum| sum.table).collect();
        let kept =
            ["hash_kinds", "users", "registrations", "mail_budgets", "events", "activity", "throttles"];
        assert_eq!(names, kept);
        let all = store.table_sums(ALL).await.unwrap();
        for table in ["sessions", "one_time_tokens", "devices", "outbox", "admin_links", "api_keys"] {
            assert_eq!(all.iter().find(|sum| sum.table == table).unwrap().rows, 0, "{table}");
        }
        // An interrupted copy goes on, but not where somebody has signed in since.
        source.copy_to(&store, CopyScope::Accounts, |_| {}).await.unwrap();
        source.copy_to(&store, ALL, |_| {}).await.unwrap();
        let refused = source.copy_to(&store, CopyScope::Accounts, |_| {}).await;
        assert!(matches!(refused, Err(CopyError::OtherRows { table: "sessions" })), "{refused:?}");
    });
}

/// A service was started on the new database before the move: its link for a first administrator is no row of anybody, and dies.
#[test]
fn a_link_of_a_database_without_users_gives_way() {
    on_each_store(async |store| {
        let (source, _source) = sqlite().await;
        fill(&source).await;
        let link = |tx: &mut Tx<'_>| {
            let insert = "INSERT INTO admin_links (digest, created_at, expires_at) VALUES ($1, 0, 9)";
            tx.execute(insert, &[Value::Bytes(&[7; 32])])
        };
        assert_eq!(store.write(link).await.unwrap(), 1);
        source.copy_to(&store, ALL, |_| {}).await.unwrap();
        assert_eq!(store.table_sums(ALL).await.unwrap(), source.table_sums(ALL).await.unwrap());
        // Where somebody has an account, it is a row like any other.
        assert_eq!(store.write(link).await.unwrap(), 1);
        let refused = source.copy_to(&store, ALL, |_| {}).await;
        assert!(matches!(refused, Err(CopyError::OtherRows { table: "admin_links" })), "{refused:?}");
    });
}

/// A row that the source does not have, or has otherwise, whichever table it is in.
#[test]
fn a_database_with_other_rows_is_refused() {
    on_each_store(async |store| {
        let (source, _source) = sqlite().await;
        fill(&source).await;
        source.copy_to(&store, ALL, |_| {}).await.unwrap();
        for (sql, undo, table) in [
            (
                "UPDATE users SET locale = 'xx' WHERE created_at = 0",
                "UPDATE users SET locale = '0 é 10' WHERE created_at = 0",
                "users",
            ),
            ("DELETE FROM throttles", "DELETE FROM mail_budgets", ""),
            ("UPDATE hash_kinds SET decoy = 'another'", "DELETE FROM hash_kinds", "hash_kinds"),
            (
                "UPDATE events SET user_agent = NULL WHERE created_at = 4294967296",
                "DELETE FROM events",
                "events",
            ),
        ] {
            assert!(execute(&store, sql).await > 0, "{sql}");
            let before = store.table_sums(ALL).await.unwrap();
            if !table.is_empty() {
                let refused = source.copy_to(&store, ALL, |_| {}).await;
                assert!(
                    matches!(refused, Err(CopyError::OtherRows { table: found }) if found == table),
                    "{refused:?}"
                );
                assert_eq!(store.table_sums(ALL).await.unwrap(), before, "nothing was written");
            }
            execute(&store, undo).await;
        }
        source.copy_to(&store, ALL, |_| {}).await.unwrap();
        assert_eq!(store.table_sums(ALL).await.unwrap(), source.table_sums(ALL).await.unwrap());
    });
}

/// One value of one row changes the sum of its table and of no other.
#[test]
fn a_sum_tells_every_change() {
    on_each_store(async |store| {
        fill(&store).await;
        let mut before = store.table_sums(ALL).await.unwrap();
        for (sql, table) in [
            ("UPDATE users SET last_login_at = 0 WHERE created_at = 0", "users"),
            ("UPDATE sessions SET ends_at = ends_at + 1 WHERE created_at = 0", "sessions"),
            ("UPDATE outbox SET address = user_agent, user_agent = address WHERE created_at = 0", "outbox"),
            ("UPDATE outbox SET address = NULL WHERE created_at = 0", "outbox"),
            ("UPDATE outbox SET address = '' WHERE created_at = 0", "outbox"),
        ] {
            assert_eq!(execute(&store, sql).await, 1);
            let after = store.table_sums(ALL).await.unwrap();
            let differing = before.iter().zip(&after).filter(|(before, after)| before != after);
            assert_eq!(differing.map(|(sum, _)| sum.table).collect::<Vec<_>>(), [table], "{sql}");
            before = after;
        }
    });
}

/// Between two statements of a snapshot somebody writes: it is not seen, and the writer does not wait.
#[test]
fn a_snapshot_sees_one_moment() {
    const COUNT: &str = "SELECT COUNT(*) FROM hash_kinds";
    on_each_store(async |store| {
        let (looked, look) = std::sync::mpsc::channel();
        let (write, written) = std::sync::mpsc::channel();
        let count = |tx: &mut Tx<'_>| tx.query_opt(COUNT, &[], |row| column::<i64>(row, 0));
        let counting = store.snapshot(move |tx| {
            let first = count(tx)?;
            looked.send(()).unwrap();
            written.recv().unwrap();
            Ok((first, count(tx)?))
        });
        look.recv().unwrap();
        execute(&store, "INSERT INTO hash_kinds (kind, decoy, noted_at) VALUES ('a', 'b', 0)").await;
        write.send(()).unwrap();
        assert_eq!(counting.await.unwrap(), (Some(0), Some(0)));
        assert_eq!(store.snapshot(count).await.unwrap(), Some(1));
    });
}

/// A row that the target refuses ends the copy, and nothing waits for ever.
#[test]
fn a_copy_that_cannot_go_on_ends() {
    on_store(super::databases::fresh_postgres(), async |store| {
        let (source, _source) = sqlite().await;
        fill(&source).await;
        execute(&store, "ALTER TABLE events ADD CHECK (created_at < 100000000000)").await;
        let ended = source.copy_to(&store, ALL, |_| {}).await;
        assert!(matches!(ended, Err(CopyError::Fault(Fault::Internal(_)))), "{ended:?}");
    });
}
