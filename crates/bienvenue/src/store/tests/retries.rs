//! What is run again on PostgreSQL, and what is not.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::databases::{fresh_postgres, on_store};
use crate::fault::Fault;
use crate::store::engine::{Tx, column};

const INSERT: &str =
    "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, 'test', '', 0)";
const UPDATE: &str = "UPDATE schema_migrations SET applied_at = applied_at + 1 WHERE version = $1";
const SUM: &str =
    "SELECT CAST(COALESCE(SUM(applied_at), 0) AS BIGINT) FROM schema_migrations WHERE name = 'test'";
const PAUSE: &str = "SELECT CAST(1 AS BIGINT) FROM pg_sleep(0.2)";
const KILL_OTHERS: &str = "SELECT CAST(COUNT(pg_terminate_backend(pid)) AS BIGINT) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

fn number(tx: &mut Tx<'_>, sql: &'static str) -> Result<i64, Fault> {
    Ok(tx.query_opt(sql, &[], |row| column(row, 0))?.unwrap_or_default())
}

/// Two transactions that lock two rows crosswise: PostgreSQL ends one, which is run again, and both succeed.
#[test]
fn a_deadlock_is_run_again() {
    on_store(fresh_postgres(), async |store| {
        let rows = |tx: &mut Tx<'_>| {
            tx.execute(INSERT, &[1_000.into()])?;
            tx.execute(INSERT, &[1_001.into()])
        };
        store.write(rows).await.unwrap();
        let runs = Arc::new(AtomicU32::new(0));
        let crosswise = |first: i64, second: i64| {
            let runs = Arc::clone(&runs);
            store.write(move |tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                tx.execute(UPDATE, &[first.into()])?;
                number(tx, PAUSE)?;
                tx.execute(UPDATE, &[second.into()])
            })
        };
        let (one, other) = tokio::join!(crosswise(1_000, 1_001), crosswise(1_001, 1_000));
        assert_eq!((one.unwrap(), other.unwrap()), (1, 1));
        assert!(runs.load(Ordering::SeqCst) >= 3, "neither was run again: was there no deadlock?");
        assert_eq!(store.read(|tx| number(tx, SUM)).await.unwrap(), 4);
    });
}

/// Every other connection is ended on the server, in the middle of a transaction and between two.
#[test]
fn asvs_13_1_3_lost_connections_are_replaced() {
    on_store(fresh_postgres(), async |store| {
        for round in 0..4 {
            let slow = store.write(move |tx| {
                tx.execute(INSERT, &[(1_000 + round).into()])?;
                number(tx, PAUSE)?;
                tx.execute(UPDATE, &[(1_000 + round).into()])
            });
            let (slow, killed) = tokio::join!(slow, async {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                store.read(|tx| number(tx, KILL_OTHERS)).await
            });
            assert!(killed.unwrap() > 0);
            slow.unwrap();
        }
        assert_eq!(store.read(|tx| number(tx, SUM)).await.unwrap(), 4, "each transaction took effect once");
    });
}

/// The server ends a connection whose transaction stood still, as it does when this machine was stopped for a while.
#[test]
fn a_transaction_that_stood_still_is_run_again() {
    on_store(fresh_postgres(), async |store| {
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        let method = move |tx: &mut Tx<'_>| {
            tx.execute(INSERT, &[1_000.into()])?;
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                tx.query(
                    "SELECT set_config('idle_in_transaction_session_timeout', '50', true)",
                    &[],
                    |_| Ok(()),
                )?;
                std::thread::park_timeout(std::time::Duration::from_millis(300));
            }
            tx.execute(UPDATE, &[1_000.into()])
        };
        assert_eq!(store.write(method).await.unwrap(), 1);
        assert_eq!(runs.load(Ordering::SeqCst), 2);
        assert_eq!(store.read(|tx| number(tx, SUM)).await.unwrap(), 1);
    });
}

/// What no second try can mend is told at once.
#[test]
fn a_fault_of_the_statement_is_not_run_again() {
    on_store(fresh_postgres(), async |store| {
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        let end: Result<u64, Fault> = store
            .write(move |tx| {
                counted.fetch_add(1, Ordering::SeqCst);
                tx.execute("INSERT INTO nowhere VALUES (1)", &[])
            })
            .await;
        assert!(matches!(end, Err(Fault::Internal(_))), "{end:?}");
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    });
}
