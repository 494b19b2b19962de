//! The machine that the figures are from, without its name.

use std::fs;

/// Processors, their model, and the memory.
pub(super) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = value(&cpuinfo, "model name").unwrap_or("unknown processor");
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = value(&meminfo, "MemTotal")
        .and_then(|text| text.strip_suffix(" kB")?.trim().parse().ok())
        .unwrap_or_default();
    format!("{cores} × {model}, {} GiB, {}", kib.div_ceil(1024 * 1024), std::env::consts::OS)
}

/// The value of a `name: value` line of /proc.
pub(super) fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines_of_proc() {
        let text = "Name:\tbienvenue\nVmRSS:\t    9876 kB\n";
        assert_eq!(value(text, "VmRSS"), Some("9876 kB"));
        assert_eq!(value(text, "VmSwap"), None);
    }
}
