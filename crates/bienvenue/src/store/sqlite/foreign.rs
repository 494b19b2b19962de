//! Databases of other programs, to bring users along from them.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::fault::Fault;

/// A value of a foreign database.
#[derive(Clone, Debug, PartialEq)]
pub enum ForeignValue {
    /// There is none.
    Null,
    /// A number.
    Integer(i64),
    /// Text, or bytes that are UTF-8: Python's drivers store `bytes` as a BLOB.
    Text(String),
    /// Anything else.
    Other,
}

/// A row of a foreign database: the names of its columns with their values.
pub type ForeignRow = Vec<(String, ForeignValue)>;

/// Shows each row of a query on another program's SQLite file to `each`, until that is enough. The file is only read.
///
/// # Errors
///
/// [`Fault`] when there is no such file, it is no database, or does not have what the query asks for.
pub fn read_foreign_sqlite(
    path: &Path,
    query: &str,
    mut each: impl FnMut(ForeignRow) -> bool,
) -> Result<(), Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(Fault::unavailable)?;
    let mut statement = connection.prepare(query).map_err(Fault::unavailable)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([]).map_err(Fault::unavailable)?;
    while let Some(row) = rows.next().map_err(Fault::unavailable)? {
        let mut values = ForeignRow::with_capacity(names.len());
        for (column, name) in names.iter().enumerate() {
            let value = row.get_ref(column).map_err(Fault::unavailable)?;
            values.push((name.clone(), read(value)));
        }
        if !each(values) {
            break;
        }
    }
    Ok(())
}

fn read(value: ValueRef<'_>) -> ForeignValue {
    match value {
        ValueRef::Null => ForeignValue::Null,
        ValueRef::Integer(number) => ForeignValue::Integer(number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            str::from_utf8(bytes).map_or(ForeignValue::Other, |text| ForeignValue::Text(text.to_owned()))
        }
        ValueRef::Real(_) => ForeignValue::Other,
    }
}
