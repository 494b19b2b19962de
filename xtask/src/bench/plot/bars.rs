//! Horizontal bars in groups, each with its spread and its value.

use super::scale::{self, Kind, Scale};
use super::{Anchor, GREY, INK, Svg, WIDTH, colour};
use crate::bench::series::Series;

const LEFT: f64 = 290.0;
const RIGHT: f64 = 90.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 46.0;
const THICKNESS: f64 = 16.0;
const GAP: f64 = 14.0;

/// A plot of bars.
#[derive(Debug)]
pub(in crate::bench) struct Bars<'a> {
    pub(in crate::bench) title: &'a str,
    pub(in crate::bench) axis: &'a str,
    /// Whether each power of ten takes the same space.
    pub(in crate::bench) is_logarithmic: bool,
    pub(in crate::bench) groups: Vec<Group<'a>>,
}

/// The bars of one subject.
#[derive(Debug)]
pub(in crate::bench) struct Group<'a> {
    pub(in crate::bench) label: &'a str,
    pub(in crate::bench) bars: Vec<Bar<'a>>,
}

/// A figure; its name stands in the legend, if it has one.
#[derive(Debug)]
pub(in crate::bench) struct Bar<'a> {
    pub(in crate::bench) name: &'a str,
    pub(in crate::bench) value: Series,
}

impl Bars<'_> {
    /// The drawing.
    pub(in crate::bench) fn to_svg(&self) -> String {
        let bars = self.groups.iter().map(|group| group.bars.len()).sum();
        let body = scale::float(bars) * THICKNESS + scale::float(self.groups.len()) * GAP;
        let mut svg = Svg::new(TOP + body + BOTTOM, self.title);
        let kind = if self.is_logarithmic { Kind::Logarithmic } else { Kind::Linear };
        let values = self.groups.iter().flat_map(|group| &group.bars).map(|bar| bar.value.most());
        let x = Scale::new(kind, values, LEFT, WIDTH - RIGHT);
        self.draw_axis(&mut svg, &x, TOP + body);
        let names = self.groups.first().into_iter().flat_map(|group| &group.bars).map(|bar| bar.name);
        let names = names.enumerate().filter(|(_, name)| !name.is_empty());
        svg.legend(LEFT, TOP - 14.0, names.map(|(index, name)| (name, colour(index))));
        let mut y = TOP + GAP / 2.0;
        for group in &self.groups {
            let middle = y + scale::float(group.bars.len()) * THICKNESS / 2.0;
            svg.text((LEFT - 10.0, middle + 4.0), Anchor::End, group.label);
            for (index, bar) in group.bars.iter().enumerate() {
                draw(&mut svg, &x, y, bar, colour(index));
                y += THICKNESS;
            }
            y += GAP;
        }
        svg.finish()
    }

    fn draw_axis(&self, svg: &mut Svg, x: &Scale, bottom: f64) {
        for tick in x.ticks() {
            let at = x.position(tick);
            svg.line((at, TOP), (at, bottom), GREY);
            svg.text((at, bottom + 16.0), Anchor::Middle, &scale::label(tick));
        }
        svg.text((f64::midpoint(LEFT, WIDTH - RIGHT), bottom + 36.0), Anchor::Middle, self.axis);
    }
}

fn draw(svg: &mut Svg, x: &Scale, y: f64, bar: &Bar<'_>, colour: &str) {
    let (least, middle, most) = (bar.value.least(), bar.value.median(), bar.value.most());
    let height = THICKNESS - 3.0;
    svg.rectangle((LEFT, y), (x.position(middle) - LEFT, height), colour);
    let centre = y + height / 2.0;
    svg.line((x.position(least), centre), (x.position(most), centre), INK);
    for end in [least, most] {
        svg.line((x.position(end), centre - 3.0), (x.position(end), centre + 3.0), INK);
    }
    svg.text((x.position(most) + 6.0, centre + 4.5), Anchor::Start, &scale::label(middle));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_each_bar_with_its_value() {
        let bar = |value| Bar { name: "p99", value: [value, value * 2.0].into_iter().collect() };
        let group = |label, value| Group { label, bars: vec![bar(value)] };
        let groups = vec![group("ours & theirs", 2_000.0), group("hello", 50.0)];
        let bars = Bars { title: "Speed", axis: "requests/s", is_logarithmic: true, groups };
        let svg = bars.to_svg();
        for part in ["ours &amp; theirs", ">3 000</text>", "requests/s", "p99", "</svg>"] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
