//! Values with their intervals, in rows, and a limit that they should keep.

use super::scale;
use super::{Anchor, GREY, INK, Svg, WIDTH};

const LEFT: f64 = 290.0;
const RIGHT: f64 = 90.0;
const TOP: f64 = 52.0;
const BOTTOM: f64 = 46.0;
const HEIGHT: f64 = 17.0;
const GAP: f64 = 12.0;
const RADIUS: f64 = 3.5;
const KEPT: &str = "#1f6fb2";
const BROKEN: &str = "#a33b4e";

/// A plot of dots.
#[derive(Debug)]
pub(in crate::bench) struct Dots<'a> {
    pub(in crate::bench) title: &'a str,
    pub(in crate::bench) axis: &'a str,
    /// The ends of the axis; what lies beyond is drawn at its end.
    pub(in crate::bench) range: (f64, f64),
    pub(in crate::bench) limit: f64,
    pub(in crate::bench) rows: Vec<Row<'a>>,
}

/// The dots of one subject.
#[derive(Debug)]
pub(in crate::bench) struct Row<'a> {
    pub(in crate::bench) label: &'a str,
    pub(in crate::bench) dots: Vec<Dot<'a>>,
}

/// A value, and how far to both sides it may be wrong.
#[derive(Debug)]
pub(in crate::bench) struct Dot<'a> {
    pub(in crate::bench) name: &'a str,
    pub(in crate::bench) value: f64,
    pub(in crate::bench) half_interval: f64,
}

impl Dots<'_> {
    /// The drawing.
    pub(in crate::bench) fn to_svg(&self) -> String {
        let dots = self.rows.iter().map(|row| row.dots.len()).sum();
        let bottom = TOP + scale::float(dots) * HEIGHT + scale::float(self.rows.len()) * (HEIGHT + GAP);
        let mut svg = Svg::new(bottom + BOTTOM, self.title);
        for tick in 0..=5_u8 {
            let tick = self.range.0 + (self.range.1 - self.range.0) * f64::from(tick) / 5.0;
            self.vertical(&mut svg, tick, bottom, GREY);
            svg.text((self.position(tick), bottom + 16.0), Anchor::Middle, &scale::label(tick));
        }
        self.vertical(&mut svg, self.limit, bottom, BROKEN);
        svg.text((self.position(self.limit), TOP - 6.0), Anchor::Middle, "limit");
        svg.text((f64::midpoint(LEFT, WIDTH - RIGHT), bottom + 36.0), Anchor::Middle, self.axis);
        let mut y = TOP + GAP / 2.0;
        for row in &self.rows {
            svg.text((20.0, y + HEIGHT - 4.0), Anchor::Start, row.label);
            y += HEIGHT;
            for dot in &row.dots {
                self.draw(&mut svg, y + HEIGHT / 2.0, dot);
                y += HEIGHT;
            }
            y += GAP;
        }
        svg.finish()
    }

    fn draw(&self, svg: &mut Svg, y: f64, dot: &Dot<'_>) {
        svg.text((LEFT - 10.0, y + 4.0), Anchor::End, dot.name);
        let ends = [-1.0, 1.0].map(|sign: f64| self.position(sign.mul_add(dot.half_interval, dot.value)));
        let [from, to] = ends;
        svg.line((from, y), (to, y), INK);
        for end in ends {
            svg.line((end, y - 3.0), (end, y + 3.0), INK);
        }
        let (x, fill) = (self.position(dot.value), if dot.value <= self.limit { KEPT } else { BROKEN });
        svg.rectangle((x - RADIUS, y - RADIUS), (2.0 * RADIUS, 2.0 * RADIUS), fill);
        svg.text((WIDTH - RIGHT + 12.0, y + 4.0), Anchor::Start, &format!("{:.3}", dot.value));
    }

    fn vertical(&self, svg: &mut Svg, value: f64, bottom: f64, stroke: &str) {
        let x = self.position(value);
        svg.line((x, TOP), (x, bottom), stroke);
    }

    fn position(&self, value: f64) -> f64 {
        let (least, most) = self.range;
        LEFT + ((value - least) / (most - least)).clamp(0.0, 1.0) * (WIDTH - RIGHT - LEFT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_each_dot_by_its_limit() {
        let dot = |name, value| Dot { name, value, half_interval: 0.02 };
        let row = Row { label: "log in", dots: vec![dot("known", 0.51), dot("disabled", 0.9)] };
        let dots = Dots { title: "Who?", axis: "AUC", range: (0.5, 0.6), limit: 0.55, rows: vec![row] };
        let svg = dots.to_svg();
        for part in ["log in", "known", "disabled", "0.900", "limit", KEPT, "AUC", "</svg>"] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert_eq!(svg.matches(&format!("height=\"7.0\" fill=\"{BROKEN}\"")).count(), 1, "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
