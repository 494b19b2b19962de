//! How long a hash takes: alone, and while every core hashes.

use std::num::NonZeroUsize;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bienvenue::core::password::Password;
use bienvenue::core::password::hash::{HashFailed, HashMemory, HashScheme, hash_password};
use bienvenue::core::random::OsRandomness;

use crate::stop::{Exit, Stop};

/// How well to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// One hash on every core, to go on from.
    Glance,
    /// Short hashes for a while, long ones a few times; alone too.
    Thorough,
}

impl Care {
    /// The hashes of a thread, at least, and for how long more are made.
    const fn extent(self) -> (usize, Duration) {
        match self {
            Self::Glance => (1, Duration::from_millis(50)),
            Self::Thorough => (3, Duration::from_millis(400)),
        }
    }
}

/// A scheme on this machine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub(super) scheme: HashScheme,
    /// One hash, while the other cores have nothing to do; at a glance, the same as `busy`.
    pub(super) alone: Duration,
    /// One hash, while every core hashes.
    pub(super) busy: Duration,
    /// How many hash at once then.
    pub(super) cores: NonZeroUsize,
}

impl Measured {
    /// Logins that this machine can check in a second when it does nothing else.
    pub(super) fn logins_per_second(&self) -> f64 {
        f64::from(u32::try_from(self.cores.get()).unwrap_or(u32::MAX)) / self.busy.as_secs_f64()
    }

    /// What hashing on every core takes, in KiB.
    pub(super) fn memory_kib(&self) -> u64 {
        match self.scheme {
            HashScheme::Argon2id { memory_kib, .. } => u64::from(memory_kib) * self.cores.get() as u64,
            HashScheme::Bcrypt { .. } => 0,
        }
    }
}

/// Measures a scheme as the service runs it.
pub(super) fn measure(scheme: &HashScheme, cores: NonZeroUsize, care: Care) -> Result<Measured, Stop> {
    let busy = median_on(cores, scheme, care)?;
    let is_one = care == Care::Glance || cores == NonZeroUsize::MIN;
    let alone = if is_one { busy } else { median_on(NonZeroUsize::MIN, scheme, care)? };
    Ok(Measured { scheme: *scheme, alone, busy, cores })
}

/// The median over all hashes of as many threads.
fn median_on(threads: NonZeroUsize, scheme: &HashScheme, care: Care) -> Result<Duration, Stop> {
    let together = Together { start: Barrier::new(threads.get()), at_work: AtomicUsize::new(threads.get()) };
    let times = std::thread::scope(|scope| {
        let hashing: Vec<_> =
            (0..threads.get()).map(|_| scope.spawn(|| hash_for_a_while(scheme, care, &together))).collect();
        let mut times = Vec::new();
        for thread in hashing {
            let defect = |_| Stop::new(Exit::Failed, "a thread of the measurement panicked");
            times.extend(thread.join().map_err(defect)??);
        }
        Ok::<_, Stop>(times)
    })?;
    Ok(median(times))
}

/// Threads that start together, and of which none stops while another is measured: it would leave a core idle.
struct Together {
    start: Barrier,
    at_work: AtomicUsize,
}

/// Hashes as a hashing thread does, with memory that it keeps; the first hash, which takes the memory, does not count.
fn hash_for_a_while(
    scheme: &HashScheme,
    care: Care,
    together: &Together,
) -> Result<Vec<Duration>, HashFailed> {
    let mut memory = HashMemory::for_scheme(scheme);
    let mut hash = || -> Result<Duration, HashFailed> {
        let password = Password::new("correct horse battery staple").map_err(|_| HashFailed::Parameters)?;
        let start = Instant::now();
        hash_password(&password, scheme, &OsRandomness, &mut memory)?;
        Ok(start.elapsed())
    };
    let warm = hash();
    // Whatever came of it: the others wait.
    together.start.wait();
    let start = Instant::now();
    let (at_least, enough) = care.extent();
    let mut times = Vec::new();
    let outcome = warm.and_then(|_| {
        while times.len() < at_least || start.elapsed() < enough {
            times.push(hash()?);
        }
        Ok(())
    });
    together.at_work.fetch_sub(1, Ordering::SeqCst);
    outcome?;
    while together.at_work.load(Ordering::SeqCst) > 0 {
        hash()?;
    }
    Ok(times)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_core_hashes_and_none_is_left_behind() {
        let cores = NonZeroUsize::new(3).unwrap();
        let measured = measure(&HashScheme::CHEAP, cores, Care::Thorough).unwrap();
        assert!(measured.alone > Duration::ZERO && measured.busy > Duration::ZERO, "{measured:?}");
        assert_eq!(measured.memory_kib(), 24);
        let measured = Measured { busy: Duration::from_millis(100), ..measured };
        assert!((measured.logins_per_second() - 30.0).abs() < 1e-9);
    }

    #[test]
    fn parameters_that_cannot_be_hashed_with_end_the_measurement() {
        let beyond = HashScheme::Argon2id { memory_kib: u32::MAX, iterations: 1, parallelism: 1 };
        assert!(measure(&beyond, NonZeroUsize::new(2).unwrap(), Care::Glance).is_err());
    }

    #[test]
    fn the_median_is_in_the_middle() {
        let of =
            |micros: &[u64]| median(micros.iter().map(|micros| Duration::from_micros(*micros)).collect());
        assert_eq!(of(&[9, 1, 5]), Duration::from_micros(5));
        assert_eq!(of(&[]), Duration::ZERO);
    }
}
