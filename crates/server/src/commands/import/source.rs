//! A file of users, whatever form it has, read on a thread of its own.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bienvenue::core::time::Timestamp;
use bienvenue::{ForeignRow, ForeignValue, read_foreign_sqlite};
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use super::csv::Csv;
use super::json::{self, Each};
use super::kind::{FirebaseHash, Found, Kind};
use super::record::{Place, Record, Wrong};

/// Users in one transaction: many, so that a commit weighs little, and few, so that others who write do not wait long.
const AT_ONCE: usize = 500;
/// Batches read ahead.
const AHEAD: usize = 4;
/// How an SQLite file begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Some users, in the order of the file.
pub(super) type Batch = Vec<(Place, Result<Found, Wrong>)>;

/// What is to be read, and how.
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    pub(super) table: Option<String>,
    pub(super) firebase: Option<FirebaseHash>,
    pub(super) now: Timestamp,
}

/// A source that is being read.
pub(super) struct Reading {
    pub(super) batches: mpsc::Receiver<Batch>,
    /// Bytes so far.
    pub(super) bytes: Arc<AtomicU64>,
    /// Bytes in all, if that is known.
    pub(super) length: Option<u64>,
    thread: std::thread::JoinHandle<Result<(), String>>,
}

impl Source {
    /// Begins to read. An error is why the file cannot be read at all.
    pub(super) fn read(self) -> Result<Reading, std::io::Error> {
        let bytes = Arc::new(AtomicU64::new(0));
        let is_stdin = self.path == Path::new("-");
        let (input, length): (Box<dyn Read + Send>, _) = if is_stdin {
            (Box::new(std::io::stdin()), None)
        } else {
            let file = File::open(&self.path)?;
            let metadata = file.metadata()?;
            (Box::new(file), metadata.is_file().then_some(metadata.len()))
        };
        let input = BufReader::with_capacity(1 << 16, Counted { input, bytes: Arc::clone(&bytes) });
        let (sender, batches) = mpsc::channel(AHEAD);
        let read = move || {
            let mut batch = Vec::with_capacity(AT_ONCE);
            let mut each = |place, record: Result<Record, Wrong>| {
                let found =
                    record.and_then(|record| self.kind.read(&record, self.firebase.as_ref(), self.now));
                batch.push((place, found));
                batch.len() < AT_ONCE || sender.blocking_send(std::mem::take(&mut batch)).is_ok()
            };
            let read = self.run(input, &mut each);
            // Nobody listens any more when the import has stopped.
            let _ = sender.blocking_send(batch);
            read
        };
        let thread = std::thread::Builder::new().name("import-reader".into()).spawn(read)?;
        Ok(Reading { batches, bytes, length, thread })
    }

    /// The form of a file is told by how it begins.
    fn run(&self, mut input: BufReader<impl Read>, each: &mut Each<'_>) -> Result<(), String> {
        let begin = input.fill_buf().map_err(|error| error.to_string())?;
        if begin.starts_with(SQLITE) {
            return self.run_sqlite(each);
        }
        if let Some(query) = self.kind.query(None) {
            return Err(format!("it is no SQLite file, which is what is asked for users: {query}"));
        }
        let first = begin.iter().find(|byte| !byte.is_ascii_whitespace()).copied();
        match (first, self.kind.key()) {
            (Some(b'{' | b'['), key @ Some(_)) => document(input, key, each),
            (Some(b'['), None) => document(input, None, each),
            (Some(b'{'), None) => json::read_lines(input, each).map_err(|error| error.to_string()),
            (None, _) => Err("it is empty".to_owned()),
            _ => csv(input, each),
        }
    }

    fn run_sqlite(&self, each: &mut Each<'_>) -> Result<(), String> {
        if self.path == Path::new("-") {
            return Err("an SQLite file cannot be read from standard input: name it".to_owned());
        }
        let Some(query) = self.kind.query(self.table.as_deref()) else {
            return Err(
                "it is an SQLite file, which this kind does not come in: --from says what it is".to_owned()
            );
        };
        let mut place = 0;
        read_foreign_sqlite(&self.path, &query, |row| {
            place += 1;
            each(Place::User(place), Ok(record_of(row)))
        })
        .map_err(|fault| crate::stop::with_causes(&fault))
    }
}

impl Reading {
    /// How the reading ended. To be asked after the last batch.
    pub(super) fn end(self) -> Result<(), String> {
        drop(self.batches);
        self.thread.join().unwrap_or_else(|_panic| Err("reading it failed".to_owned()))
    }
}

fn document(input: impl Read, key: Option<&str>, each: &mut Each<'_>) -> Result<(), String> {
    json::read_document(input, key, each).map_err(|error| {
        format!("it breaks off or is no such JSON at line {}, column {}", error.line(), error.column())
    })
}

fn csv(input: impl BufRead, each: &mut Each<'_>) -> Result<(), String> {
    let unreadable = |error: std::io::Error| error.to_string();
    let mut csv = Csv::open(input).map_err(unreadable)?.map_err(|wrong| wrong.0)?;
    while let Some((line, record)) = csv.next().map_err(unreadable)? {
        if !each(Place::Line(line), record) {
            break;
        }
    }
    Ok(())
}

fn record_of(row: ForeignRow) -> Record {
    let value = |value| match value {
        ForeignValue::Null => Value::Null,
        ForeignValue::Integer(number) => Value::from(number),
        ForeignValue::Text(text) => Value::String(text),
        // No column that is asked for holds such a thing; one that does is told as wrong.
        ForeignValue::Other => Value::Array(Vec::new()),
    };
    Record::new(row.into_iter().map(|(name, held)| (name, value(held))).collect::<Map<_, _>>())
}

/// Counts what is read.
struct Counted<R> {
    input: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
