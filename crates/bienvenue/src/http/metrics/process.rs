//! What the system says of this process, where it says so in `/proc`.

use std::time::Duration;

/// What is known.
#[derive(Debug, Default)]
pub(super) struct ProcessFigures {
    pub(super) resident_bytes: Option<u64>,
    pub(super) threads: Option<u64>,
    pub(super) processor_time: Option<Duration>,
}

impl ProcessFigures {
    pub(super) fn read() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        Self {
            resident_bytes: value(&status, "VmRSS:").map(|kib| kib * 1_024),
            threads: value(&status, "Threads:"),
            processor_time: processor_time(&stat, rustix::param::clock_ticks_per_second()),
        }
    }
}

fn value(status: &str, name: &str) -> Option<u64> {
    let rest = status.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

/// Fields 14 and 15, behind a name in parentheses that may hold anything.
fn processor_time(stat: &str, ticks_per_second: u64) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let ticks = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_micros(ticks.checked_mul(1_000_000)?.checked_div(ticks_per_second)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_read() {
        assert_eq!(value("Name:\tx\nVmRSS:\t  1234 kB\nThreads:\t7\n", "VmRSS:"), Some(1_234));
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 99 0 0 0 120 34 0 0 20 0 3 0 12345";
        assert_eq!(processor_time(stat, 100), Some(Duration::from_millis(1_540)));
        assert_eq!(processor_time("42 (short) S 1", 100), None);
        if cfg!(target_os = "linux") {
            assert!(ProcessFigures::read().resident_bytes > Some(1_000_000));
        }
    }
}
