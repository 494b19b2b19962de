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
        assert!(current.unwrap().applied.is_empty());
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
fn of_many_that_start_at_once_one_applies_each() {
    for fresh in each() {
        let migrations = fresh.migrations;
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let mut connection = fresh.connect();
                thread::spawn(move || prepare(connection.as_mut(), migrations, Schema::Migrate, NOW))
            })
            .collect();
        let ended = starts.into_iter().map(|start| start.join().unwrap().unwrap());
        let mut applied: Vec<_> = ended.flat_map(|prepared| prepared.applied).collect();
        let mut names: Vec<_> = migrations.iter().map(|migration| migration.name).collect();
        applied.sort_unstable();
        names.sort_unstable();
        assert_eq!(applied, names);
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

/// A program starts with what a later release has left, if each migration that it does not know allows it.
#[test]
fn a_newer_schema_is_taken_where_it_says_so() {
    for mut fresh in each() {
        let all: Vec<_> = fresh.migrations.to_vec();
        let (older_program, known) = (&all[..2], 2);
        for (oldest_of_third, oldest_of_fourth, is_taken) in [(2, 1, true), (2, 3, false), (3, 2, false)] {
            let oldest = |version| if version == 3 { oldest_of_third } else { oldest_of_fourth };
            let newer: Vec<_> =
                all[..4].iter().map(|step| Migration { oldest: oldest(step.version), ..*step }).collect();
            fresh.migrate_to(&newer).unwrap();
            for schema in [Schema::Migrate, Schema::MustBeCurrent] {
                let prepared = prepare(fresh.connection.as_mut(), older_program, schema, NOW);
                match prepared {
                    Ok(prepared) => assert!(is_taken && prepared.is_ahead && prepared.applied.is_empty()),
                    Err(SchemaError::Newer { found: 4, known: told }) => assert!(!is_taken && told == known),
                    other => panic!("{other:?}"),
                }
            }
            fresh.connection.run_script("DELETE FROM schema_programs WHERE version = 4").unwrap();
            let silent = prepare(fresh.connection.as_mut(), older_program, Schema::Migrate, NOW);
            assert!(matches!(silent, Err(SchemaError::Newer { .. })), "{silent:?}");
            // Back to the beginning, where the engine allows it in any order.
            for table in
                ["schema_migrations", "schema_programs", "devices", "one_time_tokens", "sessions", "users"]
            {
                fresh.connection.run_script(&format!("DROP TABLE {table}")).unwrap();
            }
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

/// A statement that fails takes the statements before it along, and nothing of the migrations before.
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
        assert!(fresh.connection.check_statement("SELECT id FROM half").is_err());
        assert!(fresh.connection.check_statement("SELECT id FROM sessions").is_ok());
        assert_eq!(fresh.migrate().unwrap().len(), fresh.migrations.len() - 2);
    }
}
