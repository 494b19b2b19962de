//! What every request writes to, once for each lane: threads that write at the same moment have lanes of their own, so that
//! none waits for the other's processor to hand the memory over.

use std::sync::atomic::{AtomicUsize, Ordering};

/// More threads than these share lanes, which is slower and no less right.
const LANES: usize = 16;

/// A value for each lane. To read all of it, look at [`each`](Self::each).
#[derive(Debug)]
pub(crate) struct Lanes<T>([Lane<T>; LANES]);

/// On lines of the processor's memory that nothing else is on; some processors fetch two lines at once.
#[derive(Debug)]
#[repr(align(128))]
struct Lane<T>(T);

impl<T> Lanes<T> {
    /// What `make` gives for each lane.
    pub(crate) fn new(mut make: impl FnMut() -> T) -> Self {
        Self(std::array::from_fn(|_| Lane(make())))
    }

    /// The lane of this thread.
    pub(crate) fn own(&self) -> &T {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        thread_local! {
            static OWN: usize = NEXT.fetch_add(1, Ordering::Relaxed) % LANES;
        }
        let [first, ..] = &self.0;
        &self.0.get(OWN.with(|own| *own)).unwrap_or(first).0
    }

    /// The values of all lanes.
    pub(crate) fn each(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|lane| &lane.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_thread_writes_it_nothing_is_lost() {
        let lanes = Lanes::new(|| AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..2 * LANES {
                scope.spawn(|| {
                    for _ in 0..1_000 {
                        lanes.own().fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        let each: Vec<_> = lanes.each().map(|lane| lane.load(Ordering::Relaxed)).collect();
        assert_eq!(each.iter().sum::<usize>(), 2 * LANES * 1_000);
        assert!(each.iter().filter(|lane| **lane > 0).count() > 1, "{each:?}");
    }
}
