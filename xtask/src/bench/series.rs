//! One figure, measured several times.

/// The values of some rounds.
#[derive(Clone, Debug, Default)]
pub(super) struct Series(Vec<f64>);

impl Series {
    /// Adds a round.
    pub(super) fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// Whether nothing was measured.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The middle one; 0 of none.
    pub(super) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let upper = sorted.get(middle).copied().unwrap_or(0.0);
        if sorted.len() % 2 == 1 {
            return upper;
        }
        let lower = middle.checked_sub(1).and_then(|index| sorted.get(index)).copied().unwrap_or(0.0);
        f64::midpoint(lower, upper)
    }

    /// The smallest.
    pub(super) fn least(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The largest.
    pub(super) fn most(&self) -> f64 {
        self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    /// The median with its unit, and the spread where there is one.
    pub(super) fn text(&self, decimals: usize, unit: &str) -> String {
        let middle = self.median();
        if self.0.len() < 2 {
            return format!("{middle:.decimals$}{unit} (1 run)");
        }
        let (least, most) = (self.least(), self.most());
        format!("{middle:.decimals$}{unit} ({least:.decimals$}–{most:.decimals$}, {} runs)", self.0.len())
    }

    /// Of each round, this one's value divided by that one's.
    pub(super) fn over(&self, other: &Self) -> Self {
        self.0.iter().zip(&other.0).map(|(value, other)| value / other).collect()
    }
}

impl FromIterator<f64> for Series {
    fn from_iter<T: IntoIterator<Item = f64>>(values: T) -> Self {
        Self(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "these values have exact halves")]
    fn the_median_is_in_the_middle() {
        let series = |values: &[f64]| values.iter().copied().collect::<Series>();
        assert_eq!(series(&[3.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(series(&[4.0, 1.0, 2.0, 3.0]).median(), 2.5);
        assert_eq!(series(&[]).median(), 0.0);
        assert_eq!(series(&[3.0, 1.0, 2.0]).text(1, " ms"), "2.0 ms (1.0–3.0, 3 runs)");
        assert_eq!(series(&[3.0, 4.0]).over(&series(&[2.0, 4.0])).text(1, ""), "1.2 (1.0–1.5, 2 runs)");
    }
}
