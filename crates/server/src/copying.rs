//! A whole database into another one, with a look at both afterwards.

use std::time::{Duration, Instant};

use bienvenue::{CopyError, CopyScope, Store, TableSum};

use crate::output::{Output, counted};
use crate::progress::Pace;
use crate::stop::{Exit, Stop};

/// What was copied, and what both databases hold now.
#[derive(Debug)]
pub(crate) struct Copied {
    /// Of the source, when the copy was made.
    read: Vec<TableSum>,
    /// Of the target.
    arrived: Vec<TableSum>,
    took: Duration,
}

/// Copies, reads the target again and fails if it holds anything else. `target` is how people know it.
pub(crate) async fn copy(from: &Store, to: &Store, scope: CopyScope, target: &str) -> Result<Copied, Stop> {
    let started = Instant::now();
    let mut pace = Pace::new("copying", "row", None);
    let read = from.copy_to(to, scope, |rows| pace.tell(rows, rows)).await.map_err(|error| match error {
        CopyError::OtherRows { .. } => Stop::new(Exit::Refused, format!("{target} is not empty: {error}")).next(
            "Nothing was done. Name an empty database.\n\
             If the rows are of a copy that was interrupted, its source has changed since: begin with an empty one.",
        ),
        CopyError::SchemaAhead => {
            Stop::new(Exit::Configuration, error.to_string()).next("Nothing was done. Use the program of that release.")
        }
        CopyError::Fault(fault) => {
            Stop::failed(&fault).next("Run it again: what is there already stays, and the rest follows.")
        }
    })?;
    let took = started.elapsed();
    pace.say("comparing");
    let arrived = to.table_sums(scope).await?;
    drop(pace);
    Ok(Copied { read, arrived, took })
}

impl Copied {
    /// Prints a table of both, and stops if they are not the same.
    pub(crate) fn print(&self, target: &str) -> Result<(), Stop> {
        let mut output = Output::new();
        output.line(format!("{:<16}{:>12}  {:<32}", "table", "rows", "checksum"))?;
        let mut differing = Vec::new();
        for (read, arrived) in self.read.iter().zip(&self.arrived) {
            let line = |sum: &TableSum| format!("{:<16}{:>12}  {:032x}", sum.table, sum.rows, sum.checksum);
            if read == arrived {
                output.line(line(read))?;
            } else {
                output.line(format!("{}  in the source", line(read)))?;
                output.line(format!("{}  in {target}", line(arrived)))?;
                differing.push(read.table);
            }
        }
        let rows: u64 = self.read.iter().map(|sum| sum.rows).sum();
        let rate = u128::from(rows) * 1_000 / self.took.as_millis().max(1);
        let took = self.took.as_secs_f64();
        output.line(format!("{} in {took:.1} s, {rate} a second", counted(rows, "row")))?;
        output.finish()?;
        if differing.is_empty() && self.read.len() == self.arrived.len() {
            return Ok(());
        }
        let tables = differing.join(", ");
        Err(Stop::new(Exit::Failed, format!("{target} does not hold what was copied: {tables}"))
            .next("Something else has written to it. Do not use it; begin again with an empty database."))
    }

    /// The tables that have changed in the source since they were read.
    pub(crate) async fn changed_since(
        &self,
        from: &Store,
        scope: CopyScope,
    ) -> Result<Vec<&'static str>, Stop> {
        let now = from.table_sums(scope).await?;
        Ok(self.read.iter().zip(&now).filter(|(then, now)| then != now).map(|(then, _)| then.table).collect())
    }
}
