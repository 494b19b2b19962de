//! How well a stranger can tell two kinds of people apart by a number that he measured of each.

/// The area under the curve of whoever says "an account" above some time, or below it, whichever is better: how often the
/// time of one with an account and the time of one without are in that order. 0.5 is a coin, 1 is certainty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Auc {
    pub(super) value: f64,
    /// Half of the 95 % interval (Hanley, Radiology 143, 1982, page 29).
    pub(super) half_interval: f64,
}

impl Auc {
    /// Of two samples, by ranks (Mann and Whitney); equal numbers count one half.
    pub(super) fn of(ones: &[f64], others: &[f64]) -> Self {
        let mut all: Vec<(f64, bool)> = ones.iter().map(|value| (*value, true)).collect();
        all.extend(others.iter().map(|value| (*value, false)));
        all.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let (mut below, mut in_order) = (0.0, 0.0);
        for equals in all.chunk_by(|(one, _), (other, _)| one.total_cmp(other).is_eq()) {
            let ones = count(equals.iter().filter(|(_, is_one)| *is_one).count());
            let others = count(equals.len()) - ones;
            in_order += ones * (below + others / 2.0);
            below += others;
        }
        let (ones, others) = (count(ones.len()), count(others.len()));
        let value = in_order / (ones * others).max(1.0);
        let value = value.max(1.0 - value);
        let (both, twice) = (value / (2.0 - value), 2.0 * value * value / (1.0 + value));
        let square = value * value;
        let variance =
            value.mul_add(1.0 - value, (ones - 1.0) * (both - square)) + (others - 1.0) * (twice - square);
        let half_interval = 1.96 * (variance / (ones * others).max(1.0)).max(0.0).sqrt();
        Self { value, half_interval }
    }
}

fn count(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: impl IntoIterator<Item = u32>) -> Vec<f64> {
        values.into_iter().map(f64::from).collect()
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "these values are exact")]
    fn tells_apart_what_differs() {
        let (low, high) = (numbers(0..100), numbers(100..200));
        for (ones, others) in [(&low, &high), (&high, &low)] {
            assert_eq!(Auc::of(ones, others).value, 1.0);
            assert_eq!(Auc::of(ones, others).half_interval, 0.0);
        }
        assert_eq!(Auc::of(&low, &low).value, 0.5);
        // Of four pairs three are in order, and of these one by half.
        assert_eq!(Auc::of(&numbers([1, 2]), &numbers([0, 1])).value, 0.875);
    }

    #[test]
    fn is_as_sure_as_there_are_numbers() {
        let (even, odd) = (numbers((0..2_000).step_by(2)), numbers((1..2_000).step_by(2)));
        let auc = Auc::of(&even, &odd);
        assert!((auc.value - 0.5).abs() < 0.001, "{auc:?}");
        // For equal distributions of a thousand each: 1.96 · √(2001 / 12·10⁶).
        assert!((auc.half_interval - 0.0253).abs() < 0.0002, "{auc:?}");
        assert!(Auc::of(&numbers(0..10), &numbers(0..10)).half_interval > 0.2);
    }
}
