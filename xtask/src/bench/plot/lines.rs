//! Values over time, and a span of time that is shaded.

use super::scale::{self, Kind, Scale};
use super::{Anchor, GREY, INK, Svg, WIDTH, colour};

const HEIGHT: f64 = 400.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 70.0;
const BOTTOM: f64 = 50.0;
/// Room for the name of the vertical axis, left of the legend.
const LABEL: f64 = 80.0;

/// A plot of lines; the vertical axis is logarithmic.
#[derive(Debug)]
pub(in crate::bench) struct Lines<'a> {
    pub(in crate::bench) title: &'a str,
    pub(in crate::bench) x: &'a str,
    pub(in crate::bench) y: &'a str,
    /// From, to, and what happened then.
    pub(in crate::bench) shaded: Option<(f64, f64, &'a str)>,
    pub(in crate::bench) series: Vec<Line>,
}

/// A line.
#[derive(Debug)]
pub(in crate::bench) struct Line {
    pub(in crate::bench) name: String,
    pub(in crate::bench) points: Vec<(f64, f64)>,
}

impl Lines<'_> {
    /// The drawing.
    pub(in crate::bench) fn to_svg(&self) -> String {
        let mut svg = Svg::new(HEIGHT, self.title);
        let points = || self.series.iter().flat_map(|line| &line.points);
        let x = Scale::new(Kind::Linear, points().map(|(x, _)| *x), LEFT, WIDTH - RIGHT);
        let y = Scale::new(Kind::Logarithmic, points().map(|(_, y)| *y), HEIGHT - BOTTOM, TOP);
        if let Some((from, to, what)) = self.shaded {
            let (left, right) = (x.position(from), x.position(to));
            svg.rectangle((left, TOP), (right - left, HEIGHT - BOTTOM - TOP), "#fdf0dc");
            svg.text((f64::midpoint(left, right), TOP + 16.0), Anchor::Middle, what);
        }
        self.draw_axes(&mut svg, &x, &y);
        for (index, line) in self.series.iter().enumerate() {
            let points: Vec<_> = line.points.iter().map(|(h, v)| (x.position(*h), y.position(*v))).collect();
            svg.curve(&points, colour(index));
        }
        let names = self.series.iter().enumerate().map(|(index, line)| (line.name.as_str(), colour(index)));
        svg.legend(LEFT + LABEL, TOP - 16.0, names);
        svg.finish()
    }

    fn draw_axes(&self, svg: &mut Svg, x: &Scale, y: &Scale) {
        for tick in y.ticks() {
            let at = y.position(tick);
            svg.line((LEFT, at), (WIDTH - RIGHT, at), GREY);
            svg.text((LEFT - 8.0, at + 4.0), Anchor::End, &scale::label(tick));
        }
        let bottom = HEIGHT - BOTTOM;
        for tick in x.ticks() {
            let at = x.position(tick);
            svg.line((at, bottom), (at, bottom + 5.0), INK);
            svg.text((at, bottom + 19.0), Anchor::Middle, &scale::label(tick));
        }
        svg.line((LEFT, bottom), (WIDTH - RIGHT, bottom), INK);
        svg.line((LEFT, TOP), (LEFT, bottom), INK);
        svg.text((f64::midpoint(LEFT, WIDTH - RIGHT), HEIGHT - 10.0), Anchor::Middle, self.x);
        svg.text((14.0, TOP - 16.0), Anchor::Start, self.y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_lines_and_the_shaded_span() {
        let line = Line { name: "p99".to_owned(), points: vec![(0.0, 1.0), (1.0, 20.0), (2.0, 3.0)] };
        let shaded = Some((0.5, 1.5, "a storm"));
        let svg = Lines { title: "Latency", x: "seconds", y: "ms", shaded, series: vec![line] }.to_svg();
        for part in ["polyline", "a storm", "seconds", ">100</text>", "</svg>"] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        let empty = Lines { title: "Nothing", x: "", y: "", shaded, series: Vec::new() }.to_svg();
        assert!(!empty.contains("NaN"), "{empty}");
    }
}
