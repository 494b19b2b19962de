//! From values to positions, and round numbers for an axis.

/// How values are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// From zero on, equal steps.
    Linear,
    /// Each power of ten takes the same space.
    Logarithmic,
}

/// An axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    kind: Kind,
    least: f64,
    most: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// An axis for `values` between two positions.
    pub(super) fn new(kind: Kind, values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (least, most) = values
            .filter(|value| value.is_finite() && *value > 0.0)
            .fold((f64::INFINITY, 0.0_f64), |(least, most), value| (least.min(value), most.max(value)));
        match kind {
            Kind::Linear => Self { kind, least: 0.0, most: if most > 0.0 { most } else { 1.0 }, from, to },
            Kind::Logarithmic => {
                let least = if least.is_finite() { 10_f64.powf(least.log10().floor()) } else { 1.0 };
                let most = 10_f64.powf(most.max(least * 2.0).log10().ceil());
                Self { kind, least, most, from, to }
            }
        }
    }

    /// Where a value is.
    pub(super) fn position(&self, value: f64) -> f64 {
        let share = match self.kind {
            Kind::Linear => value / self.most,
            Kind::Logarithmic => {
                (value.max(self.least) / self.least).log10() / (self.most / self.least).log10()
            }
        };
        self.from + share.clamp(0.0, 1.0) * (self.to - self.from)
    }

    /// Round values along the axis.
    pub(super) fn ticks(&self) -> Vec<f64> {
        match self.kind {
            Kind::Linear => {
                let step = step(self.most);
                let count = (self.most / step + 0.001).floor();
                (0..=20_u8).map(f64::from).filter(|index| *index <= count).map(|index| index * step).collect()
            }
            Kind::Logarithmic => (0..=12)
                .map(|power| self.least * 10_f64.powi(power))
                .filter(|value| *value <= self.most * 1.001)
                .collect(),
        }
    }
}

/// A round number of which four to ten make `most`.
fn step(most: f64) -> f64 {
    let power = 10_f64.powf(most.log10().floor());
    match most / power {
        share if share >= 5.0 => power,
        share if share >= 2.0 => power / 2.0,
        _ => power / 5.0,
    }
}

/// A number with as many digits as one wants to read.
pub(super) fn label(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value >= 1_000.0 {
        let text = format!("{value:.0}");
        let (head, tail) = text.split_at(text.len() - 3);
        return if head.len() > 3 {
            let (millions, thousands) = head.split_at(head.len() - 3);
            format!("{millions} {thousands} {tail}")
        } else {
            format!("{head} {tail}")
        };
    }
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.decimals$}");
    if decimals == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

/// A small count as a length.
pub(super) fn float(count: usize) -> f64 {
    f64::from(u16::try_from(count).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "these positions are exact")]
    fn axes_are_round() {
        let linear = Scale::new(Kind::Linear, [7.0, 3.5].into_iter(), 100.0, 800.0);
        assert_eq!(linear.position(3.5), 450.0);
        assert_eq!(linear.ticks().len(), 8);
        let logarithmic = Scale::new(Kind::Logarithmic, [20.0, 5_000.0].into_iter(), 0.0, 300.0);
        assert_eq!(logarithmic.ticks(), [10.0, 100.0, 1_000.0, 10_000.0]);
        assert!((logarithmic.position(100.0) - 100.0).abs() < 0.001);
        assert!(Scale::new(Kind::Linear, std::iter::empty(), 0.0, 1.0).position(0.5).is_finite());
    }

    #[test]
    fn labels_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (0.25, "0.25"),
            (2.0, "2"),
            (12.5, "12.5"),
            (100.0, "100"),
            (81_692.0, "81 692"),
            (1e6, "1 000 000"),
        ] {
            assert_eq!(label(value), text);
        }
    }
}
