//! Hashing on threads of its own: as many as cores, at low priority, behind a bounded queue.
//!
//! A password hash costs five to three hundred milliseconds of a core. On a server's own threads a few logins would hold up
//! everybody's session checks; on a pool that grows, a flood of them would take all memory. Here the cost is fixed, and
//! who would wait too long for it is refused at once.

mod admission;

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bienvenue_core::password::Password;
use bienvenue_core::password::hash::{
    HashFailed, HashKind, HashMemory, HashScheme, HashUnusable, PasswordHash, decoy_hash, hash_password,
    needs_rehash, verify_password,
};
use bienvenue_core::random::Randomness;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use tokio::sync::oneshot;

use self::admission::Admission;
use crate::fault::Fault;
use crate::store::hash_kinds::Decoy;

/// How much nicer than the rest of the process a hashing thread is: on a core that session checks take whole, it gets one
/// part in thirty, so that logins are slow then and not impossible.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 15;
/// A thread that had nothing to do for this long gives its memory back.
const IDLE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce(&mut HashMemory) + Send>;

/// How hashing is to be done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HashingPlan {
    pub(crate) scheme: HashScheme,
    /// As many as there are cores unless told.
    pub(crate) threads: Option<NonZeroUsize>,
    /// How many may wait, whatever the time.
    pub(crate) queue: usize,
    /// How long one may wait.
    pub(crate) longest_wait: Duration,
}

/// Passwords that are hashed, or wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HashingState {
    /// How many threads hash.
    pub threads: u32,
    /// How many hashes are made or wait.
    pub waiting: usize,
    /// How long one takes, on average of late; zero before the first.
    pub average: Duration,
}

/// A handle to the hashing threads. They end when it is dropped.
#[derive(Debug)]
pub(crate) struct Hashing {
    jobs: Sender<Job>,
    admission: Arc<Admission>,
    scheme: HashScheme,
    randomness: Arc<dyn Randomness>,
    /// One for each kind of hash that new passwords get.
    own_decoys: Arc<[Decoy]>,
    /// One for each kind that somebody may have, the own ones too.
    decoys: RwLock<Arc<[Decoy]>>,
}

impl Hashing {
    /// Starts the threads.
    pub(crate) fn start(plan: HashingPlan, randomness: Arc<dyn Randomness>) -> Result<Self, Fault> {
        let HashingPlan { scheme, threads, queue, longest_wait } = plan;
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let threads = threads.unwrap_or(cores).get();
        let admission = Arc::new(Admission::new(u32::try_from(threads).unwrap_or(u32::MAX), longest_wait));
        let (jobs, waiting) = bounded(queue);
        for number in 0..threads {
            let (waiting, admission) = (waiting.clone(), Arc::clone(&admission));
            std::thread::Builder::new()
                .name(format!("hashing-{number}"))
                .spawn(move || hash_until_closed(&waiting, &admission, scheme))
                .map_err(Fault::unavailable)?;
        }
        let decoy = |scheme| {
            let hash = decoy_hash(&scheme, randomness.as_ref())?;
            Ok(Decoy { kind: HashKind::of(&hash).map_err(Fault::internal)?, hash })
        };
        let own_decoys: Arc<[Decoy]> = scheme.all_used().map(decoy).collect::<Result<_, Fault>>()?;
        let decoys = RwLock::new(Arc::clone(&own_decoys));
        Ok(Self { jobs, admission, scheme, randomness, own_decoys, decoys })
    }

    /// A hash of each kind that new passwords get.
    pub(crate) fn own_decoys(&self) -> Arc<[Decoy]> {
        Arc::clone(&self.own_decoys)
    }

    /// Has a wrong guess cost these kinds of hashes too.
    pub(crate) fn spend_too(&self, kinds: Vec<Decoy>) {
        let is_own = |decoy: &Decoy| self.own_decoys.iter().any(|own| own.kind == decoy.kind);
        let others = kinds.into_iter().filter(|decoy| !is_own(decoy));
        let all = self.own_decoys.iter().cloned().chain(others).collect();
        *self.decoys.write().unwrap_or_else(PoisonError::into_inner) = all;
    }

    /// What is hashed, or waits for it.
    pub(crate) fn state(&self) -> HashingState {
        self.admission.state()
    }

    /// How many hashes were made so far.
    pub(crate) fn made(&self) -> u64 {
        self.admission.made()
    }

    /// How many were refused so far, because too many waited.
    pub(crate) fn refused(&self) -> u64 {
        self.admission.refused()
    }

    /// Hashes a new password by the configured scheme.
    pub(crate) async fn hash(&self, password: Password) -> Result<PasswordHash, Fault> {
        let (scheme, randomness) = (self.scheme, Arc::clone(&self.randomness));
        let admission = Arc::clone(&self.admission);
        self.run(move |memory| {
            admission.count();
            hash_password(&password, &scheme, randomness.as_ref(), memory)
        })
        .await?
        .map_err(|failed| match failed {
            HashFailed::NoRandomness(_) | HashFailed::NoMemory => Fault::unavailable(failed),
            HashFailed::Parameters => Fault::internal(failed),
        })
    }

    /// Whether `password` is the one that was hashed, of an account that it opens.
    ///
    /// A wrong one costs as much as a hash of each kind that somebody has, whosever it is.
    pub(crate) async fn verify(&self, password: Password, hash: PasswordHash) -> Result<bool, Fault> {
        self.verify_to_open(password, Some(hash), true).await
    }

    /// The same, of an account that may be there or not. `None` stands for a user who does not exist: it is never right.
    /// Where nothing is to be opened, a right one costs as much as a wrong one.
    pub(crate) async fn verify_to_open(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
        is_open: bool,
    ) -> Result<bool, Fault> {
        let decoys = Arc::clone(&*self.decoys.read().unwrap_or_else(PoisonError::into_inner));
        let admission = Arc::clone(&self.admission);
        self.run(move |memory| {
            let (mut spent, mut is_right) = (None, false);
            let is_somebodys = hash.is_some();
            // For nobody the same is done, in the same order, with a hash that no password matches.
            let hash = hash.or_else(|| decoys.first().map(|decoy| decoy.hash.clone()));
            if let Some(hash) = hash {
                admission.count();
                match verify_password(&password, &hash, memory) {
                    Ok(true) if is_open && is_somebodys => return Ok(true),
                    Ok(is_same) => (spent, is_right) = (HashKind::of(&hash).ok(), is_same),
                    Err(HashUnusable::NoMemory) => return Err(Fault::unavailable(HashUnusable::NoMemory)),
                    Err(unusable) => {
                        tracing::warn!(cause = %unusable, "a stored password hash cannot be used; it takes a reset");
                    }
                }
            }
            for decoy in decoys.iter().filter(|decoy| spent.as_ref() != Some(&decoy.kind)) {
                // No password matches it: this is for the time that it takes.
                admission.count();
                let _ = verify_password(&password, &decoy.hash, memory);
            }
            Ok(is_right && is_somebodys)
        })
        .await?
    }

    /// Whether a login with this password should replace the hash by one of the configured scheme.
    pub(crate) fn is_outdated(&self, password: &Password, hash: &PasswordHash) -> bool {
        needs_rehash(password, hash, &self.scheme)
    }

    /// Runs `work` on a hashing thread.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut HashMemory) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        self.admission.admit()?;
        let (reply, answer) = oneshot::channel();
        let admission = Arc::clone(&self.admission);
        let job: Job = Box::new(move |memory| {
            // A caller who has hung up is not hashed for.
            if !reply.is_closed() {
                let started = Instant::now();
                let result = work(memory);
                admission.measure(started.elapsed());
                let _ = reply.send(result);
            }
        });
        if self.jobs.try_send(job).is_err() {
            self.admission.turn_away();
            return Err(Fault::overloaded());
        }
        answer.await.map_err(|_| Fault::internal("hashing panicked"))
    }
}

fn hash_until_closed(waiting: &Receiver<Job>, admission: &Admission, scheme: HashScheme) {
    #[cfg(target_os = "linux")]
    if let Err(cause) = rustix::process::nice(NICENESS) {
        tracing::warn!(%cause, "hashing runs at normal priority");
    }
    let mut memory = HashMemory::for_scheme(&scheme);
    loop {
        match waiting.recv_timeout(IDLE) {
            Ok(job) => {
                if catch_unwind(AssertUnwindSafe(|| job(&mut memory))).is_err() {
                    memory = HashMemory::for_scheme(&scheme);
                }
                admission.leave();
            }
            Err(RecvTimeoutError::Timeout) => memory.release(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
