//! PostgreSQL behind the seam: a fixed number of worker threads, each with a connection of its own.
//!
//! Other replicas change the same rows, and this process cannot see when: it takes no lease on what it remembers, so
//! every session check reads its row.
//!
//! This is the one place that retries: a transaction that lost against another (40001, 40P01), a connection that was
//! lost before the commit was sent, a statement whose plan a migration has changed. After a commit was sent and the
//! connection lost nobody knows whether it happened, so the caller is told that the database is not available.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bienvenue_core::time::Timestamp;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::changes::Changes;
use super::engine::{self, Connection as _, Engine, Failure, Job, Verdict};
use super::migrate::{self, MIGRATIONS_POSTGRES};
use super::open::{OpenError, Opened, StoreOptions};
use super::workload::{StoreFigures, Workload};
use crate::fault::Fault;

mod connection;
mod tls;
mod url;

use connection::PostgresConnection;
use url::Target;

/// The most jobs that may wait; more are refused at once.
const QUEUE: usize = 8_192;
/// How often a job is run at most.
const ATTEMPTS: u32 = 6;
/// How long after its start a job is still run again.
const PATIENCE: Duration = Duration::from_secs(5);
/// The wait before the second attempt; each further one waits twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(5);

/// Whether a job needs a transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    /// One that only looks, at one moment.
    Snapshot,
    Write,
}

struct Postgres {
    /// Taken when the engine is dropped: the workers end when nobody can send any more.
    jobs: Option<Sender<(Access, Box<dyn Job>)>>,
    workers: Mutex<Vec<JoinHandle<()>>>,
    workload: Arc<Workload>,
}

/// Connects, brings the schema up to date if asked to, and starts the workers. Blocks on the network, and must not be
/// called on a thread of an async runtime: the driver brings its own.
pub(super) fn open(url: &str, options: StoreOptions, now: Timestamp) -> Result<Opened, OpenError> {
    let target = Target::parse(url)?;
    let mut first = target.connect()?;
    first.require_durable_commits()?;
    let schema = migrate::prepare(&mut first, MIGRATIONS_POSTGRES, options.schema, now)?;
    let (jobs, waiting) = bounded(QUEUE);
    let mut first = Some(first);
    let mut workers = Vec::new();
    let workload = Arc::new(Workload::new("postgres"));
    for number in 0..options.connections.max(1) {
        let (target, workload) = (target.clone(), Arc::clone(&workload));
        workload.workers.add();
        let worker = Worker { target, connection: first.take(), workload };
        let waiting = waiting.clone();
        let thread = std::thread::Builder::new()
            .name(format!("postgres-{number}"))
            .spawn(move || worker.work_until_closed(&waiting))
            .map_err(|cause| OpenError::Thread { cause })?;
        workers.push(thread);
    }
    let engine = Postgres { jobs: Some(jobs), workers: Mutex::new(workers), workload };
    Ok(Opened { engine: Box::new(engine), changes: Arc::new(Changes::new()), schema })
}

impl Postgres {
    fn send(&self, access: Access, job: Box<dyn Job>) {
        let Some(jobs) = &self.jobs else { return };
        match jobs.try_send((access, job)) {
            Ok(()) => {}
            Err(TrySendError::Full((_, job))) => {
                self.workload.refused.add();
                job.answer(Err(Fault::overloaded()));
            }
            Err(TrySendError::Disconnected((_, job))) => {
                job.answer(Err(Fault::unavailable("the workers have ended")));
            }
        }
    }
}

impl Engine for Postgres {
    fn read(&self, job: Box<dyn Job>) {
        self.send(Access::Read, job);
    }

    fn snapshot(&self, job: Box<dyn Job>) {
        self.send(Access::Snapshot, job);
    }

    fn write(&self, job: Box<dyn Job>) {
        self.send(Access::Write, job);
    }

    fn figures(&self) -> StoreFigures {
        self.workload.figures(self.jobs.as_ref().map_or(0, Sender::len))
    }
}

/// Waits for the workers to answer what was sent.
impl Drop for Postgres {
    fn drop(&mut self) {
        self.jobs = None;
        for worker in self.workers.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if worker.join().is_err() {
                tracing::error!("a PostgreSQL worker thread panicked");
            }
        }
    }
}

/// A thread and its connection, which is made when it is needed and dropped when it is lost.
struct Worker {
    target: Target,
    connection: Option<PostgresConnection>,
    workload: Arc<Workload>,
}

impl Worker {
    fn work_until_closed(mut self, waiting: &Receiver<(Access, Box<dyn Job>)>) {
        while let Ok((access, mut job)) = waiting.recv() {
            self.workload.workers_busy.add();
            let end = self.run_with_retries(access, job.as_mut());
            self.workload.workers_busy.take();
            if let Err(fault) = &end {
                self.workload.failed.add();
                tracing::warn!(cause = ?fault, "PostgreSQL did not take a job");
            }
            job.answer(end);
        }
    }

    fn run_with_retries(&mut self, access: Access, job: &mut dyn Job) -> Result<(), Fault> {
        let started = Instant::now();
        let mut wait = FIRST_WAIT;
        let mut attempt = 1;
        loop {
            match self.run_once(access, job) {
                Err(Failure::Again(_)) if attempt < ATTEMPTS && started.elapsed() < PATIENCE => {}
                end => return end.map_err(Failure::into_fault),
            }
            self.workload.repeated.add();
            std::thread::park_timeout(wait);
            wait *= 2;
            attempt += 1;
        }
    }

    fn run_once(&mut self, access: Access, job: &mut dyn Job) -> Result<(), Failure> {
        let connection = match self.connection.take() {
            Some(connection) => self.connection.insert(connection),
            None => self
                .connection
                .insert(self.target.connect().map_err(|error| Failure::Again(Fault::unavailable(error)))?),
        };
        let end = run_on(connection, access, job);
        if access == Access::Write && end.is_ok() {
            self.workload.commits.note(1);
        }
        if connection.is_lost() {
            self.connection = None;
        }
        end
    }
}

fn run_on(connection: &mut PostgresConnection, access: Access, job: &mut dyn Job) -> Result<(), Failure> {
    match access {
        Access::Read => {}
        Access::Snapshot => connection.begin_snapshot()?,
        Access::Write => connection.begin()?,
    }
    let verdict = engine::run(job, connection);
    match (access, &verdict) {
        (Access::Read, _) => {}
        (Access::Write, Verdict::Keep(_)) => connection.commit()?,
        (Access::Snapshot, _) | (_, Verdict::Undo(_) | Verdict::Again(_)) => connection.rollback(),
    }
    match verdict {
        Verdict::Keep(_) => Ok(()),
        Verdict::Undo(end) => end.map_err(Failure::Final),
        Verdict::Again(fault) => Err(Failure::Again(fault)),
    }
}

/// A connection to a server.
#[cfg(test)]
pub(super) fn connect_for_tests(url: &str) -> Box<dyn super::engine::Connection> {
    Box::new(Target::parse(url).unwrap().connect().unwrap())
}
