//! A look at the database for whoever wonders what is wrong: what it is, whether it can be written, what time it has.

use super::Store;
use super::engine::{EngineFacts, Tx, column};
use crate::fault::Fault;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Examination {
    /// What the engine says of itself.
    pub engine: EngineFacts,
    /// What time the database has, in its own words: RFC 3339 with a space, and UTC unless it names an offset.
    pub clock: String,
}

impl Store {
    /// Writes as every transaction does, and changes nothing; looks at the engine and at its clock.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database cannot be written.
    pub async fn examine(&self) -> Result<Examination, Fault> {
        self.write(|tx| {
            // The row that migrations lock; it is never read.
            tx.execute("UPDATE schema_migrations SET checksum = checksum WHERE version = 0", &[])?;
            let clock = clock(tx)?;
            Ok(Examination { engine: tx.facts()?, clock })
        })
        .await
    }
}

fn clock(tx: &mut Tx<'_>) -> Result<String, Fault> {
    let clock = tx.query_opt("SELECT CAST(CURRENT_TIMESTAMP AS TEXT)", &[], |row| column(row, 0))?;
    clock.ok_or_else(|| Fault::internal("the database has no clock"))
}
