//! A migration that says that earlier programs go on with it does nothing that they would notice.

use std::collections::BTreeSet;

use crate::store::tests::databases::each;

/// What an earlier program, or those who sign in meanwhile, would suffer from.
fn harm(sql: &str) -> Option<String> {
    let code: Vec<_> = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let code = code.join("\n");
    let (mut made, mut used) = (BTreeSet::new(), BTreeSet::new());
    for statement in code.split(';') {
        let words: Vec<_> = statement.split_whitespace().collect();
        let harmful = ["DROP", "RENAME", "TYPE", "SET", "UNIQUE", "DELETE"];
        let is_new = |table: &str| made.contains(table);
        match words[..] {
            [] => {}
            ["CREATE", "TABLE", table, ..] => {
                made.insert(table.to_owned());
            }
            ["CREATE", "INDEX", _, "ON", table, ..] | ["CREATE", "UNIQUE", "INDEX", _, "ON", table, ..]
                if is_new(table) => {}
            ["CREATE", "INDEX", _, "ON", table, ..] => {
                used.insert(table.to_owned());
            }
            ["ALTER", "TABLE", table, "ADD", "COLUMN", _, ref rest @ ..] => {
                if rest.contains(&"NOT") && !rest.contains(&"DEFAULT") {
                    return Some(format!("earlier programs do not fill it: {statement}"));
                }
                if let Some(word) = rest.iter().find(|word| harmful.contains(word)) {
                    return Some(format!("{word} in: {statement}"));
                }
                used.insert(table.to_owned());
            }
            _ => return Some(format!("it does more than to add: {statement}")),
        }
    }
    (used.len() > 1)
        .then(|| format!("two tables in use, and whoever joins them locks the other one first: {used:?}"))
}

#[test]
fn what_says_that_it_expands_does_nothing_else() {
    for fresh in each() {
        for migration in fresh.migrations {
            assert!(migration.oldest <= migration.version, "{}", migration.name);
            if migration.oldest < migration.version {
                assert_eq!(harm(migration.sql), None, "{}", migration.name);
            }
        }
        assert!(
            super::with_later(&fresh).iter().rev().take(3).all(|migration| harm(migration.sql).is_none())
        );
    }
}

#[test]
fn harm_would_be_noticed() {
    for sql in [
        "CREATE TABLE notes (id BIGINT NOT NULL PRIMARY KEY); CREATE UNIQUE INDEX a ON notes (id);",
        "-- DROP TABLE users;\nALTER TABLE users ADD COLUMN a TEXT; CREATE INDEX b ON users (a)",
        "ALTER TABLE users ADD COLUMN a BIGINT NOT NULL DEFAULT 0",
    ] {
        assert_eq!(harm(sql), None, "{sql}");
    }
    for sql in [
        "ALTER TABLE users ADD COLUMN a BIGINT NOT NULL",
        "ALTER TABLE users ADD COLUMN a BIGINT UNIQUE",
        "ALTER TABLE users ADD COLUMN a TEXT; ALTER TABLE sessions ADD COLUMN a TEXT",
        "ALTER TABLE users ADD COLUMN a TEXT; CREATE INDEX b ON sessions (a)",
        "ALTER TABLE users ALTER COLUMN email TYPE TEXT COLLATE \"C\"",
        "ALTER TABLE users DROP COLUMN email",
        "CREATE UNIQUE INDEX a ON users (email)",
        "DROP INDEX sessions_by_user",
        "UPDATE users SET email = ''",
    ] {
        assert!(harm(sql).is_some(), "{sql}");
    }
}
