//! Prometheus' text format (version 0.0.4): families of samples, each with its kind and its meaning.

use std::fmt::{Display, Write as _};
use std::time::Duration;

use super::Figures;
use crate::metrics::Distribution;

/// What a family's samples are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// They only rise, from the start of the process on.
    Counter,
    /// They rise and fall.
    Gauge,
    /// Counts of what was at most so much.
    Histogram,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// A metric: what it is called, what it means, and where its samples come from.
pub(super) struct Family {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) labels: &'static [&'static str],
    pub(super) help: &'static str,
    pub(super) samples: fn(&Figures, &mut Samples<'_>),
}

/// The text so far.
#[derive(Default)]
pub(super) struct Text(String);

impl Text {
    /// Adds a family with its samples.
    pub(super) fn family(&mut self, family: &Family, figures: &Figures) {
        let Family { name, help, labels, .. } = *family;
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {}\n", family.kind.as_str());
        (family.samples)(figures, &mut Samples { text: &mut self.0, name, labels });
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// The samples of one family. What a label says is ours, or text that needs no escape.
pub(super) struct Samples<'t> {
    text: &'t mut String,
    name: &'static str,
    labels: &'static [&'static str],
}

impl Samples<'_> {
    /// A sample with these values for the family's labels.
    pub(super) fn add(&mut self, labels: &[&str], value: impl Display) {
        self.sample("", labels, "", value);
    }

    /// A distribution of microseconds, told in seconds.
    pub(super) fn add_times(&mut self, labels: &[&str], times: &Distribution) {
        self.add_distribution(labels, times, |micros| seconds(Duration::from_micros(micros)));
    }

    /// A distribution of numbers.
    pub(super) fn add_numbers(&mut self, labels: &[&str], numbers: &Distribution) {
        self.add_distribution(labels, numbers, |number| number.to_string());
    }

    fn add_distribution(&mut self, labels: &[&str], told: &Distribution, unit: impl Fn(u64) -> String) {
        let mut until = 0;
        let ends = told.bounds.iter().map(|bound| unit(*bound)).chain(["+Inf".to_owned()]);
        for (end, count) in ends.zip(&told.counts) {
            until += count;
            self.sample("_bucket", labels, &format!("le=\"{end}\""), until);
        }
        self.sample("_sum", labels, "", unit(told.sum));
        // What came meanwhile is in no step, so that the count is that of the last one.
        self.sample("_count", labels, "", until);
    }

    fn sample(&mut self, suffix: &str, labels: &[&str], last: &str, value: impl Display) {
        let _ = write!(self.text, "{}{suffix}", self.name);
        let mut separator = '{';
        for (label, value) in self.labels.iter().zip(labels) {
            let _ = write!(self.text, "{separator}{label}=\"{value}\"");
            separator = ',';
        }
        if !last.is_empty() {
            let _ = write!(self.text, "{separator}{last}");
            separator = ',';
        }
        let end = if separator == '{' { "" } else { "}" };
        let _ = writeln!(self.text, "{end} {value}");
    }
}

/// Seconds, to the microsecond.
pub(super) fn seconds(time: Duration) -> String {
    let text = format!("{}.{:06}", time.as_secs(), time.subsec_micros());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Histogram;

    #[test]
    fn samples_are_written_as_the_format_wants_them() {
        let histogram = Histogram::new(&[500, 1_000_000]);
        for micros in [500, 700, 2_000_000] {
            histogram.note(micros);
        }
        let mut text = String::new();
        Samples { text: &mut text, name: "a", labels: &["route"] }.add_times(&["/x"], &histogram.read());
        Samples { text: &mut text, name: "b", labels: &[] }.add(&[], 7);
        let wanted = "a_bucket{route=\"/x\",le=\"0.0005\"} 1\na_bucket{route=\"/x\",le=\"1\"} 2\n\
                      a_bucket{route=\"/x\",le=\"+Inf\"} 3\na_sum{route=\"/x\"} 2.0012\na_count{route=\"/x\"} 3\nb 7\n";
        assert_eq!(text, wanted);
        assert_eq!(seconds(Duration::from_secs(100)), "100");
        assert_eq!(seconds(Duration::ZERO), "0");
    }
}
