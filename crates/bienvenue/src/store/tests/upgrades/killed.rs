//! A migration that ends in its middle, wherever that is: what was whole stays, the rest is done by the next start.

use super::*;
use crate::fault::Fault;
use crate::store::engine::{Connection, EngineFacts, Failure, Row, Value};
use crate::store::migrate::prepare;
use crate::store::open::Schema;

/// A connection whose process is killed at a step: a statement, or the commit. It says nothing any more, not even a rollback.
struct Killed {
    connection: Box<dyn Connection>,
    steps_left: usize,
    /// Whether the last step is done, and only its answer lost.
    is_done: bool,
}

impl Killed {
    fn step<T>(&mut self, run: impl FnOnce(&mut dyn Connection) -> Result<T, Failure>) -> Result<T, Failure> {
        let dead = || Failure::Final(Fault::unavailable("killed"));
        let Some(left) = self.steps_left.checked_sub(1) else { return Err(dead()) };
        self.steps_left = left;
        if left > 0 {
            return run(self.connection.as_mut());
        }
        if self.is_done {
            run(self.connection.as_mut())?;
        }
        Err(dead())
    }
}

impl Connection for Killed {
    fn begin(&mut self) -> Result<(), Failure> {
        self.step(|connection| connection.begin())
    }

    fn begin_migration(&mut self) -> Result<(), Failure> {
        self.step(|connection| connection.begin_migration())
    }

    fn begin_snapshot(&mut self) -> Result<(), Failure> {
        self.step(|connection| connection.begin_snapshot())
    }

    fn commit(&mut self) -> Result<(), Failure> {
        self.step(|connection| connection.commit())
    }

    fn rollback(&mut self) {}

    /// Statement by statement.
    fn run_script(&mut self, sql: &str) -> Result<(), Failure> {
        statements(sql).iter().try_for_each(|sql| self.step(|connection| connection.run_script(sql)))
    }

    fn execute(&mut self, sql: &'static str, parameters: &[Value<'_>]) -> Result<u64, Failure> {
        self.step(|connection| connection.execute(sql, parameters))
    }

    /// Reading is no step: nothing is different afterwards.
    fn query(
        &mut self,
        sql: &'static str,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), Fault>,
    ) -> Result<(), Failure> {
        self.connection.query(sql, parameters, each)
    }

    fn facts(&mut self) -> Result<EngineFacts, Failure> {
        self.connection.facts()
    }

    fn check_statement(&mut self, sql: &str) -> Result<(), Failure> {
        self.connection.check_statement(sql)
    }
}

/// The statements of a script, whose comments hold no semicolon that matters.
fn statements(sql: &str) -> Vec<String> {
    let code: Vec<_> = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    code.join("\n").split(';').map(str::trim).filter(|sql| !sql.is_empty()).map(str::to_owned).collect()
}

/// At each statement of each migration, before it and after it; what is found afterwards is the schema before or the one behind.
#[test]
fn a_migration_that_is_killed_at_any_step_is_done_by_the_next_start() {
    for mut fresh in crate::store::tests::databases::each() {
        let mut kills = 0;
        for count in 1..=fresh.migrations.len() {
            let (before, migrations) = (&fresh.migrations[..count - 1], &fresh.migrations[..count]);
            for steps in 1.. {
                let mut is_over = false;
                for is_done in [false, true] {
                    let mut killed = Killed { connection: fresh.connect(), steps_left: steps, is_done };
                    let ended = prepare(&mut killed, migrations, Schema::Migrate, NOW);
                    // The process is gone, and its connection with it.
                    drop(killed);
                    is_over = ended.is_ok();
                    kills += usize::from(ended.is_err());
                    let is_before = prepare(fresh.connection.as_mut(), before, Schema::MustBeCurrent, NOW);
                    let is_behind =
                        prepare(fresh.connection.as_mut(), migrations, Schema::MustBeCurrent, NOW);
                    let is_before = is_before.is_ok_and(|prepared| !prepared.is_ahead);
                    assert!(is_before != is_behind.is_ok(), "{count} {steps} {ended:?}");
                    assert!(!is_over || is_behind.is_ok(), "{count} {steps}");
                }
                if is_over {
                    break;
                }
            }
        }
        // Each statement of each migration and what the runner does around it.
        let steps: usize = fresh.migrations.iter().map(|migration| statements(migration.sql).len() + 7).sum();
        assert_eq!(kills, 2 * steps);
        assert!(fresh.migrate().unwrap().is_empty());
        assert!(fresh.connection.check_statement("SELECT hour FROM activity").is_ok());
    }
}
