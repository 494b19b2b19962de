//! SQLite behind the seam: readers on the caller's thread, one writer thread with group commit.
//!
//! The file is in WAL mode with `synchronous=FULL`, so readers never wait and an answered write survives a power cut. A
//! commit costs a flush of the disk, whatever it holds; the writer therefore puts up to [`BATCH`] waiting jobs into one
//! transaction, each under a savepoint of its own, and answers them all after the one commit.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use bienvenue_core::time::Timestamp;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};

use super::changes::{Change, Changes};
use super::engine::{self, Connection as _, Engine, Failure, Job, Verdict};
use super::migrate::{self, MIGRATIONS_SQLITE};
use super::open::{OpenError, Opened, Schema};
use super::workload::{StoreFigures, Workload};
use crate::fault::Fault;

mod connection;
mod file;
pub(super) mod foreign;
mod watch;

use connection::SqliteConnection;
use watch::Watch;

/// The most jobs in one transaction.
const BATCH: usize = 256;
/// The most jobs that may wait; more are refused at once.
const QUEUE: usize = 8_192;
/// Reading connections kept for the next reader; more are opened when that many read at once, and closed again.
const READERS_KEPT: usize = 16;

/// How often an idle writer looks for changes by other processes: well within the lease that the look extends.
const LOOK: Duration = Duration::from_millis(30);

/// An open SQLite file.
struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<SqliteConnection>>,
    is_gone: Arc<AtomicBool>,
    /// Taken when the engine is dropped: the writer ends when nobody can send any more.
    jobs: Option<Sender<Box<dyn Job>>>,
    writer: Option<JoinHandle<()>>,
    workload: Arc<Workload>,
}

/// Opens the file, brings its schema up to date if asked to, and starts the writer. Blocks on the disk.
pub(super) fn open(path: &Path, schema: Schema, now: Timestamp) -> Result<Opened, OpenError> {
    let refuse = |cause: rusqlite::Error| OpenError::File { path: path.to_owned(), cause: cause.to_string() };
    file::create_if_missing(path, schema)?;
    let mut connection = SqliteConnection::open_writer(path).map_err(refuse)?;
    // By now it is known to be a database.
    file::restrict(path)?;
    let schema = migrate::prepare(&mut connection, MIGRATIONS_SQLITE, schema, now)?;
    connection.make_durable().map_err(refuse)?;
    let (jobs, waiting) = bounded(QUEUE);
    let changes = Arc::new(Changes::new());
    let watch = Watch::new(Arc::clone(&changes), path.to_owned())
        .map_err(|cause| OpenError::File { path: path.to_owned(), cause: cause.to_string() })?;
    let is_gone = watch.is_gone();
    let workload = Arc::new(Workload::new("sqlite"));
    let mut thread = Writer { connection, watch, workload: Arc::clone(&workload) };
    let writer = std::thread::Builder::new()
        .name("sqlite-writer".into())
        .spawn(move || thread.write_until_closed(&waiting))
        .map_err(|cause| OpenError::Thread { cause })?;
    let readers = Mutex::new(Vec::with_capacity(READERS_KEPT));
    let (path, jobs, writer) = (path.to_owned(), Some(jobs), Some(writer));
    let engine = Sqlite { path, readers, is_gone, jobs, writer, workload };
    Ok(Opened { engine: Box::new(engine), changes, schema })
}

impl Sqlite {
    fn take_reader(&self) -> Result<SqliteConnection, Fault> {
        if self.is_gone.load(Ordering::SeqCst) {
            return Err(gone());
        }
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.map_or_else(|| SqliteConnection::open_reader(&self.path).map_err(Fault::unavailable), Ok)
    }

    fn keep_reader(&self, reader: SqliteConnection) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
    }
}

impl Engine for Sqlite {
    /// On the caller's thread: a point read takes 3 µs, a hop to another thread five times that.
    fn read(&self, mut job: Box<dyn Job>) {
        let end = match self.take_reader() {
            Ok(mut reader) => {
                let verdict = engine::run(job.as_mut(), &mut reader);
                self.keep_reader(reader);
                end_without_commit(verdict)
            }
            Err(fault) => Err(fault),
        };
        job.answer(end);
    }

    fn snapshot(&self, mut job: Box<dyn Job>) {
        let reader = match self.take_reader() {
            Ok(reader) => reader,
            Err(fault) => return job.answer(Err(fault)),
        };
        let thread = std::thread::Builder::new().name("sqlite-snapshot".into());
        // Without a thread the job is dropped, and the caller hears that there is no answer.
        let spawned = thread.spawn(move || {
            let end = look_at_one_moment(reader, job.as_mut());
            job.answer(end);
        });
        if let Err(cause) = spawned {
            tracing::error!(%cause, "no thread for a long look at the database");
        }
    }

    fn write(&self, job: Box<dyn Job>) {
        let Some(jobs) = &self.jobs else { return };
        match jobs.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => {
                self.workload.refused.add();
                job.answer(Err(Fault::overloaded()));
            }
            Err(TrySendError::Disconnected(job)) => {
                job.answer(Err(Fault::unavailable("the writer has ended")));
            }
        }
    }

    fn figures(&self) -> StoreFigures {
        self.workload.figures(self.jobs.as_ref().map_or(0, Sender::len))
    }
}

/// Waits for the writer to answer what was sent, so that the file is closed when the last handle is gone.
impl Drop for Sqlite {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the SQLite writer thread panicked");
        }
    }
}

/// The connection is closed afterwards: what it kept in memory of a whole database is of no use to others.
fn look_at_one_moment(mut reader: SqliteConnection, job: &mut dyn Job) -> Result<(), Fault> {
    reader.begin_snapshot().map_err(Failure::into_fault)?;
    end_without_commit(engine::run(job, &mut reader))
}

fn end_without_commit(verdict: Verdict) -> Result<(), Fault> {
    match verdict {
        Verdict::Keep(_) => Ok(()),
        Verdict::Undo(end) => end,
        Verdict::Again(fault) => Err(fault),
    }
}

/// The one thread that writes, and that sees what others write.
struct Writer {
    connection: SqliteConnection,
    watch: Watch,
    workload: Arc<Workload>,
}

impl Writer {
    fn write_until_closed(&mut self, waiting: &Receiver<Box<dyn Job>>) {
        loop {
            self.watch.look(&self.connection);
            match waiting.recv_timeout(LOOK) {
                Ok(first) => {
                    let mut batch = vec![first];
                    batch.extend(waiting.try_iter().take(BATCH - 1));
                    self.write_batch(batch);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Runs every job of a batch in one transaction, then answers all of them.
    fn write_batch(&mut self, mut batch: Vec<Box<dyn Job>>) {
        let mut changes = Vec::new();
        let ran = if self.watch.is_file_there() {
            run_batch(&mut self.connection, &mut batch, &mut changes)
        } else {
            Err(Failure::Final(gone()))
        };
        match ran {
            Ok(ends) => {
                self.workload.commits.note(ends.len() as u64);
                // First what they changed, then that they did: who hears of a revocation finds it in force.
                for change in &changes {
                    self.watch.changes().note(change);
                }
                batch.into_iter().zip(ends).for_each(|(job, end)| job.answer(end));
            }
            Err(failure) => {
                self.connection.rollback();
                self.workload.failed.add_many(batch.len() as u64);
                // A commit that failed may have happened.
                self.watch.changes().note(&Change::Everything);
                let fault = failure.into_fault();
                tracing::error!(cause = ?fault, jobs = batch.len(), "SQLite did not take a batch of writes");
                for job in batch {
                    job.answer(Err(fault.clone()));
                }
            }
        }
    }
}

/// What is told of a file that is no longer where it was.
fn gone() -> Fault {
    Fault::unavailable("the database file was removed or replaced")
}

/// How each job ended, once the transaction that holds them all is durable; `changes` is then what it changed.
fn run_batch(
    connection: &mut SqliteConnection,
    batch: &mut [Box<dyn Job>],
    changes: &mut Vec<Change>,
) -> Result<Vec<Result<(), Fault>>, Failure> {
    connection.begin()?;
    let mut ends = Vec::with_capacity(batch.len());
    for job in batch {
        let verdict = run_under_savepoint(connection, job.as_mut())?;
        if let Verdict::Keep(changed) = &verdict {
            changes.extend_from_slice(changed);
        }
        ends.push(end_without_commit(verdict));
    }
    connection.commit()?;
    Ok(ends)
}

/// Runs one job so that it can be undone alone. An error means that the whole transaction is lost.
fn run_under_savepoint(connection: &mut SqliteConnection, job: &mut dyn Job) -> Result<Verdict, Failure> {
    connection.savepoint()?;
    let verdict = engine::run(job, connection);
    // A full disk or an unreadable page rolls back everything at once; the jobs before this one are undone with it.
    if !connection.is_in_transaction() {
        let end = end_without_commit(verdict);
        return Err(Failure::Final(
            end.err().unwrap_or_else(|| Fault::unavailable("the transaction was lost")),
        ));
    }
    match &verdict {
        Verdict::Keep(_) => connection.release_savepoint()?,
        Verdict::Undo(_) | Verdict::Again(_) => connection.undo_savepoint()?,
    }
    Ok(verdict)
}

/// A connection to a file that is made if there is none.
#[cfg(test)]
pub(super) fn connect_for_tests(url: &str) -> Box<dyn super::engine::Connection> {
    let path = Path::new(url.strip_prefix("sqlite:").unwrap());
    file::create_if_missing(path, Schema::Migrate).unwrap();
    Box::new(SqliteConnection::open_writer(path).unwrap())
}
