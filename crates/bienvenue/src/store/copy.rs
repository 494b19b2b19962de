//! A whole database into another one, whichever engines they are of, and what shows that both hold the same.
//!
//! The rows are read at one moment of the source, some at a time, and inserted unless they are there: what was interrupted
//! is done again and doubles nothing. Memory does not grow with the tables.

use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

use super::engine::{Row, Tx, Value, column};
use super::tables::{Cell, Kind, ROWS_AT_ONCE, STATEMENTS, Statements};
use super::{Store, admins};
use crate::fault::Fault;

/// Rows that are read at once, and written in one transaction.
const PAGE: i64 = 1_000;
/// Pages on their way, and transactions under way.
const UNDER_WAY: usize = 4;

/// What is copied of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyScope {
    /// Every row: whoever is signed in stays so.
    Everything,
    /// Without sessions, links, remembered devices and waiting mails: nothing that was handed out before opens anything.
    Accounts,
}

/// What a table holds: equal for equal rows, in whatever order and on whichever engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableSum {
    /// The name of the table.
    pub table: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// The sum of the rows' SHA-256, 128 bits of each.
    pub checksum: u128,
}

impl TableSum {
    fn add(&mut self, row: &[Cell]) {
        let mut hash = Sha256::new();
        for cell in row {
            cell.write_to(|kind, bytes| {
                hash.update([kind]);
                hash.update((bytes.len() as u64).to_be_bytes());
                hash.update(bytes);
            });
        }
        let digest = hash.finalize();
        let half = digest.first_chunk().copied().unwrap_or_default();
        self.rows += 1;
        self.checksum = self.checksum.wrapping_add(u128::from_be_bytes(half));
    }
}

/// Why a database was not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The target holds rows that the source does not. Nothing was written.
    #[error("there are other rows in {table} already")]
    OtherRows {
        /// The table.
        table: &'static str,
    },
    /// A later release has changed the schema of one of them: there may be tables and columns that this one would leave behind.
    /// Nothing was written.
    #[error("a later release has changed the schema, and only that one knows all that is to be copied")]
    SchemaAhead,
    /// A database did not answer, or refused a row. What was copied until then stays; copying again goes on.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Some rows of a table.
type Page = Vec<Vec<Cell>>;

impl Store {
    /// Copies the rows of every table into `target`, as they are at this moment, and tells what was copied. `progress` is told
    /// how many rows are written so far.
    ///
    /// The target has the same schema, and no rows but those of an earlier copy that was interrupted. Where nobody has an account
    /// in it yet, links for a first administrator are none either: a service that was started on it has printed them, and they die.
    ///
    /// # Errors
    ///
    /// [`CopyError`] when the target holds something else, a later release has changed a schema, or a database did not answer.
    pub async fn copy_to(
        &self,
        target: &Self,
        scope: CopyScope,
        mut progress: impl FnMut(u64),
    ) -> Result<Vec<TableSum>, CopyError> {
        if self.is_schema_ahead() || target.is_schema_ahead() {
            return Err(CopyError::SchemaAhead);
        }
        target.write(admins::withdraw_early_links).await?;
        self.refuse_other_rows(target, scope).await?;
        let (send, pages) = mpsc::channel(UNDER_WAY);
        let mut send = Some(send);
        let reading = self.snapshot(move |tx| {
            let send =
                send.take().ok_or_else(|| Fault::unavailable("the connection was lost in the middle"))?;
            walk(tx, scope, |statements, page| {
                send.blocking_send((statements, page))
                    .map_err(|_| Fault::unavailable("nobody takes the rows"))
            })
        });
        target.insert_pages(pages, &mut progress).await?;
        Ok(reading.await?)
    }

    /// What each table holds, at one moment.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database did not answer.
    pub async fn table_sums(&self, scope: CopyScope) -> Result<Vec<TableSum>, Fault> {
        self.snapshot(move |tx| walk(tx, scope, |_, _| Ok(()))).await
    }

    /// Writes pages as they come, several at a time, but no table before the one that it may refer to.
    async fn insert_pages(
        &self,
        mut pages: mpsc::Receiver<(&'static Statements, Page)>,
        progress: &mut impl FnMut(u64),
    ) -> Result<(), Fault> {
        let mut under_way = std::collections::VecDeque::new();
        let (mut table, mut written) = ("", 0);
        while let Some((statements, page)) = pages.recv().await {
            let most = if statements.table.name == table { UNDER_WAY - 1 } else { 0 };
            table = statements.table.name;
            while under_way.len() > most {
                let Some((rows, write)) = under_way.pop_front() else { break };
                written += finish(rows, write).await?;
                progress(written);
            }
            let rows = page.len() as u64;
            under_way.push_back((rows, self.start_write(move |tx| insert(tx, statements, &page))));
        }
        for (rows, write) in under_way {
            written += finish(rows, write).await?;
            progress(written);
        }
        Ok(())
    }

    /// Makes sure that the target holds nothing but rows of this store, which an interrupted copy has left there.
    async fn refuse_other_rows(&self, target: &Self, scope: CopyScope) -> Result<(), CopyError> {
        for statements in STATEMENTS.iter() {
            let table = statements.table.name;
            let is_copied = is_in(scope, statements);
            let mut after = None;
            loop {
                let rows = target.read(move |tx| page(tx, statements, after.as_deref())).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.clone());
                let are_ours = is_copied && self.read(move |tx| has_all(tx, statements, &rows)).await?;
                if !are_ours {
                    return Err(CopyError::OtherRows { table });
                }
            }
        }
        Ok(())
    }
}

async fn finish<W>(rows: u64, write: W) -> Result<u64, Fault>
where
    W: Future<Output = Result<(), Fault>>,
{
    write.await.map(|()| rows)
}

fn is_in(scope: CopyScope, statements: &Statements) -> bool {
    scope == CopyScope::Everything || !statements.table.opens
}

/// Shows every page of every table to `each`, and sums up.
fn walk(
    tx: &mut Tx<'_>,
    scope: CopyScope,
    mut each: impl FnMut(&'static Statements, Page) -> Result<(), Fault>,
) -> Result<Vec<TableSum>, Fault> {
    let mut sums = Vec::new();
    for statements in STATEMENTS.iter().filter(|statements| is_in(scope, statements)) {
        let mut sum = TableSum { table: statements.table.name, rows: 0, checksum: 0 };
        let mut after: Option<Vec<Cell>> = None;
        loop {
            let rows = page(tx, statements, after.as_deref())?;
            let Some(last) = rows.last() else { break };
            after = Some(last.clone());
            for row in &rows {
                sum.add(row);
            }
            each(statements, rows)?;
        }
        sums.push(sum);
    }
    Ok(sums)
}

/// The rows after one, in the order of their keys.
fn page(tx: &mut Tx<'_>, statements: &'static Statements, after: Option<&[Cell]>) -> Result<Page, Fault> {
    let keys = statements.table.keys;
    let mut parameters: Vec<_> = after.unwrap_or_default().iter().take(keys).map(Cell::value).collect();
    parameters.push(Value::Integer(PAGE));
    let sql = if after.is_some() { &statements.next } else { &statements.first };
    tx.query(sql, &parameters, |row| cells(row, statements))
}

/// Whether each of these rows is there, as it is.
fn has_all(tx: &mut Tx<'_>, statements: &'static Statements, rows: &[Vec<Cell>]) -> Result<bool, Fault> {
    for row in rows {
        let key: Vec<_> = row.iter().take(statements.table.keys).map(Cell::value).collect();
        let found = tx.query_opt(&statements.find, &key, |row| cells(row, statements))?;
        if found.as_ref() != Some(row) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn insert(tx: &mut Tx<'_>, statements: &'static Statements, rows: &[Vec<Cell>]) -> Result<(), Fault> {
    let at_once = if tx.is_remote() { ROWS_AT_ONCE } else { 1 };
    for rows in rows.chunks(at_once) {
        if rows.len() == ROWS_AT_ONCE {
            let values: Vec<_> = rows.iter().flatten().map(Cell::value).collect();
            tx.execute(&statements.insert_many, &values)?;
            continue;
        }
        for row in rows {
            let values: Vec<_> = row.iter().map(Cell::value).collect();
            tx.execute(&statements.insert, &values)?;
        }
    }
    Ok(())
}

fn cells(row: &dyn Row, statements: &Statements) -> Result<Vec<Cell>, Fault> {
    let columns = statements.table.columns.iter().enumerate();
    columns.map(|(index, (_, kind))| cell(row, index, *kind)).collect()
}

fn cell(row: &dyn Row, index: usize, kind: Kind) -> Result<Cell, Fault> {
    let cell = match kind {
        Kind::Integer => column::<Option<i64>>(row, index)?.map(Cell::Integer),
        Kind::Text => column::<Option<String>>(row, index)?.map(Cell::Text),
        Kind::Bytes => column::<Option<Vec<u8>>>(row, index)?.map(Cell::Bytes),
        Kind::Uuid => column::<Option<uuid::Uuid>>(row, index)?.map(Cell::Uuid),
    };
    Ok(cell.unwrap_or(Cell::Null))
}
