//! The table of what was measured: as text for the terminal, as Markdown for the repository.

use std::fmt::Write as _;

use super::contender::Rounds;
use super::series::Series;

/// Rows with the word on their limits, and notes with figures that have none.
#[derive(Debug, Default)]
pub(super) struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
    subjects: Vec<(String, Rounds)>,
    plots: Vec<(&'static str, String)>,
}

#[derive(Debug)]
struct Row {
    what: String,
    value: String,
    limit: String,
    is_met: Option<bool>,
}

impl Report {
    /// Adds a value that has a limit.
    pub(super) fn limit(
        &mut self,
        what: &str,
        value: impl Into<String>,
        limit: impl Into<String>,
        is_met: bool,
    ) {
        self.push(what, value.into(), limit.into(), Some(is_met));
    }

    /// Adds a figure that must not be less than its limit.
    pub(super) fn at_least(&mut self, what: (&str, f64), series: &Series, decimals: usize, unit: &str) {
        let (what, limit) = what;
        let is_met = series.median() >= limit;
        self.limit(what, series.text(decimals, unit), format!("≥ {limit}{unit}"), is_met);
    }

    /// Adds a figure that must not be more than its limit.
    pub(super) fn at_most(&mut self, what: (&str, f64), series: &Series, decimals: usize, unit: &str) {
        let (what, limit) = what;
        let is_met = series.median() <= limit;
        self.limit(what, series.text(decimals, unit), format!("≤ {limit}{unit}"), is_met);
    }

    /// Adds a server's figures to the plots.
    pub(super) fn subject(&mut self, name: String, rounds: Rounds) {
        self.subjects.push((name, rounds));
    }

    /// The servers for the plots.
    pub(super) fn subjects(&self) -> &[(String, Rounds)] {
        &self.subjects
    }

    /// Adds a picture.
    pub(super) fn plot(&mut self, name: &'static str, svg: String) {
        self.plots.push((name, svg));
    }

    /// The pictures.
    pub(super) fn plots(&self) -> &[(&'static str, String)] {
        &self.plots
    }

    /// Adds a value for information.
    pub(super) fn value(&mut self, what: &str, value: impl Into<String>) {
        self.push(what, value.into(), "–".to_owned(), None);
    }

    /// Adds a limit whose value could not be had.
    pub(super) fn missing(&mut self, what: &str, limit: impl Into<String>, why: &anyhow::Error) {
        self.push(what, format!("not measured: {why:#}"), limit.into(), Some(false));
    }

    /// Adds a line below the table.
    pub(super) fn note(&mut self, text: String) {
        println!("{text}");
        self.notes.push(text);
    }

    /// Whether every limit is met.
    pub(super) fn is_met(&self) -> bool {
        self.rows.iter().all(|row| row.is_met != Some(false))
    }

    fn push(&mut self, what: &str, value: String, limit: String, is_met: Option<bool>) {
        println!("{what}: {value}");
        self.rows.push(Row { what: what.to_owned(), value, limit, is_met });
    }

    /// Columns for a terminal.
    pub(super) fn to_text(&self) -> String {
        let table = self.table();
        let widths: [usize; 4] = std::array::from_fn(|column| {
            table.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        });
        let mut text = String::new();
        for row in &table {
            for (cell, width) in row.iter().zip(widths) {
                let _ = write!(text, "{cell:<width$}  ");
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }

    /// A table for `bench/results.md`.
    pub(super) fn to_markdown(&self) -> String {
        let mut text = String::new();
        for (index, row) in self.table().iter().enumerate() {
            let _ = writeln!(text, "| {} |", row.join(" | "));
            if index == 0 {
                text.push_str("|---|---|---|---|\n");
            }
        }
        for note in &self.notes {
            let _ = write!(text, "\n- {note}");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }

    fn table(&self) -> Vec<[String; 4]> {
        let mut table = vec![["What", "Measured", "Limit", "Met"].map(str::to_owned)];
        table.extend(self.rows.iter().map(|row| {
            let word = match row.is_met {
                Some(true) => "met",
                Some(false) => "NOT MET",
                None => "–",
            };
            [row.what.clone(), row.value.clone(), row.limit.clone(), word.to_owned()]
        }));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_each_limit_with_its_word() {
        let mut report = Report::default();
        report.limit("size", "9 MB", "≤ 15 MB", true);
        report.value("speed", "fast");
        assert!(report.is_met());
        report.missing("start", "≤ 20 ms", &anyhow::anyhow!("no such program"));
        report.note("a note".to_owned());
        assert!(!report.is_met());
        assert_eq!(
            report.to_text(),
            "What   Measured                       Limit    Met\n\
             size   9 MB                           ≤ 15 MB  met\n\
             speed  fast                           –        –\n\
             start  not measured: no such program  ≤ 20 ms  NOT MET\n"
        );
        assert!(
            report
                .to_markdown()
                .starts_with("| What | Measured | Limit | Met |\n|---|---|---|---|\n| size |")
        );
        assert!(report.to_markdown().ends_with("NOT MET |\n\n- a note\n"));
    }
}
