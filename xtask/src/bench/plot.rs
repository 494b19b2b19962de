//! Plots as SVG: plain text that a browser draws, with a light background of its own and labelled axes.

mod bars;
mod dots;
mod lines;
mod scale;

use std::fmt::Write as _;

pub(super) use self::bars::{Bar, Bars, Group};
pub(super) use self::dots::{Dot, Dots, Row};
pub(super) use self::lines::{Line, Lines};

const WIDTH: f64 = 860.0;
/// Of bars and lines in turn; they differ in brightness too.
const COLOURS: [&str; 4] = ["#1f6fb2", "#e08a1e", "#3a9a5b", "#a33b4e"];
const INK: &str = "#222222";
const GREY: &str = "#d8d8d8";

/// A drawing under construction.
#[derive(Debug)]
struct Svg {
    text: String,
}

/// Where a text's position is.
#[derive(Clone, Copy, Debug)]
enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// An empty drawing with a title.
    fn new(height: f64, title: &str) -> Self {
        let mut svg = Self {
            text: format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" \
                 font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n<title>{}</title>\n",
                escape(title)
            ),
        };
        svg.rectangle((0.0, 0.0), (WIDTH, height), "#ffffff");
        let _ = writeln!(
            svg.text,
            "<text x=\"20\" y=\"26\" font-size=\"17\" font-weight=\"bold\" fill=\"{INK}\">{}</text>",
            escape(title)
        );
        svg
    }

    fn rectangle(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
        let _ = writeln!(
            self.text,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"/>"
        );
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str) {
        let _ = writeln!(
            self.text,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{stroke}\"/>",
            from.0, from.1, to.0, to.1
        );
    }

    fn curve(&mut self, points: &[(f64, f64)], stroke: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(
            self.text,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"1.6\"/>",
            points.join(" ")
        );
    }

    fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = writeln!(
            self.text,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{INK}\">{}</text>",
            escape(text)
        );
    }

    /// A legend in one row.
    fn legend<'a>(&mut self, left: f64, y: f64, names: impl Iterator<Item = (&'a str, &'a str)>) {
        let mut x = left;
        for (name, colour) in names {
            self.rectangle((x, y - 10.0), (12.0, 12.0), colour);
            self.text((x + 18.0, y), Anchor::Start, name);
            x += 40.0 + 8.0 * scale::float(name.chars().count());
        }
    }

    fn finish(mut self) -> String {
        self.text.push_str("</svg>\n");
        self.text
    }
}

/// The colour of the bar or line with this number.
fn colour(index: usize) -> &'static str {
    COLOURS.get(index % COLOURS.len()).copied().unwrap_or(INK)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
