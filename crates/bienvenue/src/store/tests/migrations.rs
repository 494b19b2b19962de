//! Migrations: applied once, by one of many, and never over a schema that is not ours.

use std::thread;

use super::databases::{NOW, each};
use crate::store::migrate::{Migration, SchemaError, prepare};
use crate::store::open::Schema;

#[test]
fn a_fresh_database_gets_all_of_them_once() {
    for mut fresh in each() {
        let names: Vec<_> = fresh.migrations.iter().map(|migration| migration.name).collect();
        assert_eq!(fresh.migrate().unwrap(), names);
        assert!(fresh.migrate().unwrap().is_empty());
        let current = prepare(fresh.connection.as_mut(), fresh.migrations, Schema::MustBeCurrent, NOW);
        assert!(current.unwrap().is_empty());
    }
}

#[test]
fn what_must_be_current_is_not_changed() {
    for mut fresh in each() {
        let refused = prepare(fresh.connection.as_mut(), fresh.migrations, Schema::MustBeCurrent, NOW);
        let newest = fresh.migrations.last().unwrap().version;
        assert!(
            matches!(refused, Err(SchemaError::Older { found: 0, known }) if known == newest),
            "{refused:?}"
        );
        assert!(fresh.connection.check_statement("SELECT version FROM schema_migrations").is_err());
    }
}

#[test]
fn of_many_that_start_at_once_one_migrates() {
    for fresh in each() {
        let migrations = fresh.migrations;
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let mut connection = fresh.connect();
                thread::spawn(move || prepare(connection.as_mut(), migrations, Schema::Migrate, NOW))
            })
            .collect();
        let applied: Vec<_> = starts.into_iter().map(|start| start.join().unwrap().unwrap()).collect();
        let whole = applied.iter().filter(|names| names.len() == migrations.len());
        assert_eq!(whole.count(), 1, "{applied:?}");
        assert_eq!(applied.iter().filter(|names| names.is_empty()).count(), 7, "{applied:?}");
    }
}

#[test]
fn a_newer_schema_is_refused() {
    for mut fresh in each() {
        fresh.migrate().unwrap();
        let older_program = fresh.migrations.get(..2).unwrap();
        for schema in [Schema::Migrate, Schema::MustBeCurrent] {
            let refused = prepare(fresh.connection.as_mut(), older_program, schema, NOW);
            assert!(
                matches!(refused, Err(SchemaError::Newer { found, known: 2 }) if found > 2),
                "{refused:?}"
            );
        }
    }
}

#[test]
fn a_migration_that_changed_after_it_ran_is_refused() {
    for mut fresh in each() {
        fresh.migrate().unwrap();
        fresh
            .connection
            .run_script("UPDATE schema_migrations SET checksum = 'another' WHERE version = 2")
            .unwrap();
        assert!(matches!(fresh.migrate(), Err(SchemaError::Changed { version: 2 })));
    }
}

/// A step that fails takes the steps before it along: the database is as it was.
#[test]
fn a_failing_migration_changes_nothing() {
    for mut fresh in each() {
        let bad = Migration {
            sql: "CREATE TABLE half (id BIGINT); CREATE TABLE half (id BIGINT);",
            ..fresh.migrations[2]
        };
        let broken = [fresh.migrations[0], fresh.migrations[1], bad];
        let refused = prepare(fresh.connection.as_mut(), &broken, Schema::Migrate, NOW);
        assert!(matches!(refused, Err(SchemaError::Refused(_))), "{refused:?}");
        assert!(fresh.connection.check_statement("SELECT id FROM users").is_err());
        assert_eq!(fresh.migrate().unwrap().len(), fresh.migrations.len());
    }
}
