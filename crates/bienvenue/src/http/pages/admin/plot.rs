//! A plot: a bar for each span of time, as one path of an SVG. It needs no script and no style of its own.

use std::fmt::Write as _;

/// How much room a bar has, and how much of it it takes.
const STEP: usize = 10;
const BAR: usize = 8;
/// The height of the plot.
const HEIGHT: u64 = 100;

/// The numbers of a plot, drawn.
pub(super) struct Plot {
    /// The path of its bars.
    pub(super) path: String,
    pub(super) width: usize,
    pub(super) sum: u64,
    pub(super) most: u64,
}

impl Plot {
    pub(super) fn of(numbers: &[u64]) -> Self {
        let most = numbers.iter().copied().max().unwrap_or_default();
        let mut path = String::new();
        for (place, number) in numbers.iter().enumerate() {
            let _ = write!(path, "M{} {HEIGHT}v-{}h{BAR}V{HEIGHT}z", place * STEP, height(*number, most));
        }
        Self { path, width: numbers.len() * STEP, sum: numbers.iter().sum(), most }
    }
}

/// What was is seen, however little of the most it is; what was not is a line on the ground.
fn height(number: u64, most: u64) -> u64 {
    match number {
        0 => 1,
        _ => (number.saturating_mul(HEIGHT) / most.max(1)).max(4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_numbers() {
        let plot = Plot::of(&[0, 1, 50, 1_000]);
        assert_eq!(plot.path, "M0 100v-1h8V100zM10 100v-4h8V100zM20 100v-5h8V100zM30 100v-100h8V100z");
        assert_eq!((plot.width, plot.sum, plot.most), (40, 1_051, 1_000));
        assert_eq!(Plot::of(&[0, 0]).path, "M0 100v-1h8V100zM10 100v-1h8V100z");
        assert_eq!(Plot::of(&[]).most, 0);
    }
}
