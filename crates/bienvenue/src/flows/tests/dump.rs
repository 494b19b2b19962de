//! What a database holds: every row of every table, as text, but for the counts of attempts. An attempt is counted in a
//! transaction of its own, before anything else is done, and stays counted however it ends.

use crate::fault::Fault;
use crate::store::Store;
use crate::store::engine::column;

const SQLITE_TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table'";
const POSTGRES_TABLES: &str = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'";

/// Every row with the name of its table, in an order that depends on the rows alone.
pub(super) async fn dump(store: &Store) -> Vec<String> {
    let mut rows = Vec::new();
    let (tables, is_sqlite) = match texts(store, SQLITE_TABLES.to_owned()).await {
        Ok(tables) => (tables, true),
        Err(_) => (texts(store, POSTGRES_TABLES.to_owned()).await.unwrap(), false),
    };
    for table in tables.into_iter().filter(|table| table != "throttles") {
        let select = if is_sqlite {
            let columns = format!(
                "SELECT group_concat('quote(' || name || ')', '|| '','' ||') FROM pragma_table_info('{table}')"
            );
            let columns = texts(store, columns).await.unwrap().remove(0);
            format!("SELECT {columns} FROM {table}")
        } else {
            format!("SELECT CAST(t AS TEXT) FROM {table} t")
        };
        rows.extend(texts(store, select).await.unwrap().into_iter().map(|row| format!("{table}: {row}")));
    }
    assert!(rows.iter().any(|row| row.starts_with("schema_migrations: ")), "the tables are not found");
    rows.sort_unstable();
    rows
}

/// The texts that a statement answers with.
async fn texts(store: &Store, sql: String) -> Result<Vec<String>, Fault> {
    // Statements are literals, so that no value gets into one; those of a test live as long as the test.
    let sql: &'static str = sql.leak();
    store.read(move |tx| tx.query(sql, &[], |row| column::<String>(row, 0))).await
}
