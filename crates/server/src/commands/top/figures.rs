//! Figures as Prometheus' text format has them, as far as this program writes it.

use std::collections::BTreeMap;

/// Every sample by its name and labels.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// Nothing unless these are figures of this program.
    pub(super) fn read(text: &str) -> Option<Self> {
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let samples = lines.map(|line| {
            let (name, value) = line.rsplit_once(' ')?;
            Some((name.to_owned(), value.parse().ok()?))
        });
        let figures = Self(samples.collect::<Option<_>>()?);
        figures.0.contains_key("process_start_time_seconds").then_some(figures)
    }

    /// A sample, by its name and labels as they are written; 0 where there is none.
    pub(super) fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// The samples of a name, each with the text of its labels.
    pub(super) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = (&'f str, f64)> {
        self.0.iter().filter_map(move |(sample, value)| {
            let labels = sample.strip_prefix(name)?.strip_prefix('{')?.strip_suffix('}')?;
            Some((labels, *value))
        })
    }
}

/// The value of a label. None of ours holds a quotation mark.
pub(super) fn label<'l>(labels: &'l str, name: &str) -> Option<&'l str> {
    labels.split("\",").find_map(|label| {
        let (known, value) = label.split_once("=\"")?;
        (known == name).then(|| value.trim_end_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_and_labels_are_read() {
        let text = "# HELP a b.\n# TYPE a counter\na{route=\"/x\",status=\"200\"} 7\nprocess_start_time_seconds 1.5\n";
        let figures = Figures::read(text).unwrap();
        assert_eq!(figures.get("process_start_time_seconds").to_bits(), 1.5_f64.to_bits());
        let (labels, value) = figures.all("a").next().unwrap();
        assert_eq!(
            (label(labels, "route"), label(labels, "status"), value.to_bits()),
            (Some("/x"), Some("200"), 7_f64.to_bits())
        );
        assert!(label(labels, "method").is_none());
        for other in ["<html>", "a 1", "", "process_start_time_seconds x"] {
            assert!(Figures::read(other).is_none(), "{other}");
        }
    }
}
