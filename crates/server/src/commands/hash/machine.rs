//! What the machine gives: cores, and memory that hashing may take of it.

use std::num::NonZeroUsize;

/// Hashing may take a part of the memory: the database's cache and everything else live there too.
const PART_FOR_HASHING: u64 = 4;
/// Where the memory cannot be found out: the least that a server has.
const UNKNOWN_MEMORY_KIB: u64 = 1024 * 1024;

/// This machine, or the part of it that the container may use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    pub(super) cores: NonZeroUsize,
    memory_kib: u64,
}

impl Machine {
    /// As the operating system tells it.
    pub(super) fn this_one() -> Self {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let read = |path| std::fs::read_to_string(path).unwrap_or_default();
        let of_machine = memory_total(&read("/proc/meminfo"));
        let of_container =
            read("/sys/fs/cgroup/memory.max").trim().parse::<u64>().ok().map(|bytes| bytes / 1024);
        let memory_kib = of_machine.into_iter().chain(of_container).min().unwrap_or(UNKNOWN_MEMORY_KIB);
        Self { cores, memory_kib }
    }

    /// What one hash may take, so that a hash on every core leaves most of the memory free.
    pub(super) fn memory_kib_for_a_hash(&self) -> u32 {
        let threads = u64::try_from(self.cores.get()).unwrap_or(u64::MAX);
        u32::try_from(self.memory_kib / PART_FOR_HASHING / threads).unwrap_or(u32::MAX)
    }
}

/// `MemTotal` of Linux's `/proc/meminfo`, in KiB.
fn memory_total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_shared_among_the_cores() {
        assert_eq!(memory_total("MemTotal:        8000000 kB\nMemFree:  1 kB\n"), Some(8_000_000));
        assert_eq!(memory_total(""), None);
        let machine = Machine { cores: NonZeroUsize::new(4).unwrap(), memory_kib: 8_000_000 };
        assert_eq!(machine.memory_kib_for_a_hash(), 500_000);
    }
}
