//! Both engines have the same tables, columns, keys and indices, as they stand in a live database.

use std::collections::BTreeSet;

use super::databases::each;
use crate::store::engine::{Connection, Row, column};
use crate::store::tables::TABLES;

fn rows(connection: &mut dyn Connection, sql: &'static str) -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    let mut each = |row: &dyn Row| {
        rows.insert(column(row, 0)?);
        Ok(())
    };
    connection.query(sql, &[], &mut each).unwrap();
    rows
}

/// `table.column type null|not null`, with the types by their common name.
const SQLITE_COLUMNS: &str = "
    SELECT t.name || '.' || c.name || ' ' || CASE
            WHEN c.type = 'BLOB' AND (c.name = 'id' OR c.name LIKE '%\\_id' ESCAPE '\\') THEN 'uuid'
            WHEN c.type = 'BLOB' THEN 'bytes'
            WHEN c.type IN ('INTEGER', 'BIGINT') THEN 'integer'
            ELSE lower(c.type) END
        || CASE WHEN c.\"notnull\" THEN ' not null' ELSE ' null' END
        || CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END
    FROM sqlite_schema t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
const POSTGRES_COLUMNS: &str = "
    SELECT c.table_name || '.' || c.column_name || ' ' || CASE c.data_type
            WHEN 'uuid' THEN 'uuid' WHEN 'bytea' THEN 'bytes' WHEN 'bigint' THEN 'integer' ELSE c.data_type END
        || CASE c.is_nullable WHEN 'NO' THEN ' not null' ELSE ' null' END
        || COALESCE((SELECT ' key ' || k.ordinal_position FROM information_schema.key_column_usage k
            JOIN information_schema.table_constraints p ON p.constraint_name = k.constraint_name
                AND p.table_name = k.table_name AND p.constraint_type = 'PRIMARY KEY'
            WHERE k.table_name = c.table_name AND k.column_name = c.column_name), '')
    FROM information_schema.columns c WHERE c.table_schema = 'public'";

/// `table (columns)` for every unique value beside the primary key, and `table (columns) index` for the rest.
const SQLITE_INDICES: &str = "
    SELECT t.name || ' (' || (SELECT group_concat(i.name, ', ') FROM pragma_index_info(l.name) i) || ')'
        || CASE WHEN l.\"unique\" THEN ' unique' ELSE '' END
    FROM sqlite_schema t JOIN pragma_index_list(t.name) l
    WHERE t.type = 'table' AND l.origin <> 'pk'";
const POSTGRES_INDICES: &str = "
    SELECT t.relname || ' (' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n)
            FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) || ')'
        || CASE WHEN i.indisunique THEN ' unique' ELSE '' END
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace
    WHERE s.nspname = 'public' AND NOT i.indisprimary";

const SQLITE_FOREIGN_KEYS: &str = "
    SELECT t.name || '.' || f.\"from\" || ' to ' || f.\"table\" || '.' || f.\"to\" || ' ' || f.on_delete
    FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'";
const POSTGRES_FOREIGN_KEYS: &str = "
    SELECT k.table_name || '.' || k.column_name || ' to ' || u.table_name || '.' || u.column_name || ' ' || r.delete_rule
    FROM information_schema.referential_constraints r
    JOIN information_schema.key_column_usage k ON k.constraint_name = r.constraint_name
    JOIN information_schema.constraint_column_usage u ON u.constraint_name = r.constraint_name";

/// The catalogue as the statements above tell a schema, without what may be null.
fn catalogue() -> BTreeSet<String> {
    let columns = TABLES.iter().flat_map(|table| {
        table.columns.iter().enumerate().map(|(index, (column, kind))| {
            let kind = format!("{kind:?}").to_lowercase();
            let key = if index < table.keys { format!(" key {}", index + 1) } else { String::new() };
            format!("{}.{column} {kind}{key}", table.name)
        })
    });
    columns.collect()
}

/// A column that is not in the catalogue would be lost in a move.
#[test]
fn the_catalogue_knows_every_column_of_the_live_schemas() {
    for (fresh, columns) in each().iter_mut().zip([SQLITE_COLUMNS, POSTGRES_COLUMNS]) {
        fresh.migrate().unwrap();
        let live = rows(fresh.connection.as_mut(), columns);
        let live = live.iter().filter(|column| !column.starts_with("schema_"));
        let live: BTreeSet<_> =
            live.map(|column| column.replace(" not null", "").replace(" null", "")).collect();
        assert_eq!(live, catalogue());
    }
}

#[test]
fn the_live_schemas_are_equal() {
    let mut all = each();
    let [sqlite, postgres] = all.as_mut_slice() else { return };
    for fresh in [&mut *sqlite, &mut *postgres] {
        fresh.migrate().unwrap();
    }
    for (of_sqlite, of_postgres) in [
        (SQLITE_COLUMNS, POSTGRES_COLUMNS),
        (SQLITE_INDICES, POSTGRES_INDICES),
        (SQLITE_FOREIGN_KEYS, POSTGRES_FOREIGN_KEYS),
    ] {
        let in_sqlite = rows(sqlite.connection.as_mut(), of_sqlite);
        assert!(!in_sqlite.is_empty());
        assert_eq!(in_sqlite, rows(postgres.connection.as_mut(), of_postgres));
    }
}
