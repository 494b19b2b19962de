//! What the seam does when a method fails: its own changes go, its neighbours' stay, and the caller is told.

use crate::fault::Fault;
use crate::store::Store;
use crate::store::engine::{Tx, column};

const INSERT: &str =
    "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, 'test', '', 0)";
const COUNT: &str = "SELECT COUNT(*) FROM schema_migrations WHERE name = 'test'";

async fn sqlite() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}/test.db", folder.path().display())).await.unwrap();
    (store, folder)
}

async fn count(store: &Store) -> i64 {
    let count = store.read(|tx| tx.query_opt(COUNT, &[], |row| column::<i64>(row, 0))).await.unwrap();
    count.unwrap_or_default()
}

/// Inserts a row. Negative versions are no migrations, so the file can still be opened.
fn insert(tx: &mut Tx<'_>, row: i64) -> Result<(), Fault> {
    tx.execute(INSERT, &[(-row).into()]).map(drop)
}

/// Every third method fails after its insert; all of them are waiting at once, so they share transactions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_method_is_undone_alone() {
    let (store, _folder) = sqlite().await;
    let mut waiting = tokio::task::JoinSet::new();
    for number in 0..300_i64 {
        let store = store.clone();
        waiting.spawn(async move {
            let method = move |tx: &mut Tx<'_>| {
                insert(tx, 1_000 + number)?;
                match number % 3 {
                    0 => Err(Fault::internal("decided against it")),
                    1 if number % 2 == 0 => panic!("a defect"),
                    _ => Ok(()),
                }
            };
            store.write(method).await.is_ok()
        });
    }
    let mut succeeded = 0;
    while let Some(is_ok) = waiting.join_next().await {
        succeeded += i64::from(is_ok.unwrap());
    }
    assert_eq!(succeeded, 150);
    assert_eq!(count(&store).await, succeeded);
}

/// A method that goes on after a statement failed, and asks for a commit, does not get one.
#[tokio::test]
async fn a_swallowed_failure_is_not_committed() {
    let (store, _folder) = sqlite().await;
    let end = store
        .write(|tx| {
            insert(tx, 1_000)?;
            let _ = insert(tx, 1_000);
            Ok::<_, Fault>(())
        })
        .await;
    assert!(matches!(end, Err(Fault::Internal(_))), "{end:?}");
    let end = store
        .write(|tx| {
            insert(tx, 1_000)?;
            assert_eq!(tx.execute_unique(INSERT, &[(-1_000).into()])?, None);
            Ok::<_, Fault>(())
        })
        .await;
    assert!(matches!(end, Err(Fault::Internal(_))), "{end:?}");
    assert_eq!(count(&store).await, 0);
}

/// What was sent before the last handle went away is still done.
#[tokio::test]
async fn closing_waits_for_what_was_sent() {
    let (store, folder) = sqlite().await;
    for number in 0..100 {
        store.write_later(move |tx| insert(tx, 1_000 + number));
    }
    drop(store);
    let again = Store::open(&format!("sqlite:{}/test.db", folder.path().display())).await.unwrap();
    assert_eq!(count(&again).await, 100);
}

/// A reader sees no transaction that has not been committed, and cannot write.
#[tokio::test]
async fn reading_changes_nothing() {
    let (store, _folder) = sqlite().await;
    let end: Result<(), Fault> = store.read(|tx| insert(tx, 1_000)).await;
    assert!(end.is_err());
    assert_eq!(count(&store).await, 0);
}

/// SQLite would go on with a file that nobody can find again, and lose with it what it acknowledges.
#[tokio::test]
async fn a_file_that_is_gone_is_not_written_to() {
    for replace in [false, true] {
        let (store, folder) = sqlite().await;
        store.write(|tx| insert(tx, 1_000)).await.unwrap();
        let file = folder.path().join("test.db");
        if replace {
            std::fs::copy(&file, folder.path().join("copy.db")).unwrap();
            std::fs::rename(folder.path().join("copy.db"), &file).unwrap();
        } else {
            std::fs::remove_file(&file).unwrap();
        }
        assert!(matches!(store.write(|tx| insert(tx, 1_001)).await, Err(Fault::Unavailable(_))));
        assert!(matches!(store.ping().await, Err(Fault::Unavailable(_))));
    }
}
