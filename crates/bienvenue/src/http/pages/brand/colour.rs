//! A colour, and what it takes to be read (WCAG 2.2, 1.4.3).

use std::fmt;
use std::str::FromStr;

/// What text has to differ from its ground at least.
const LEAST: f64 = 4.5;
/// The grounds of the pages on which a colour is read worst: that of light pages and the cards of dark ones.
const LIGHT: Colour = Colour([0xf5, 0xf5, 0xf3]);
const DARK: Colour = Colour([0x21, 0x23, 0x26]);
const WHITE: Colour = Colour([0xff; 3]);
const BLACK: Colour = Colour([0; 3]);

/// A colour: red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub(in super::super) [u8; 3]);

/// Why a text is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a colour such as #0b5c6b: six hexadecimal digits for red, green and blue")]
pub struct ColourRejected;

impl FromStr for Colour {
    type Err = ColourRejected;

    fn from_str(text: &str) -> Result<Self, ColourRejected> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(ColourRejected)?;
        // `from_str_radix` would take a sign.
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex).ok_or(ColourRejected)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Colour {
    /// The style that makes this the accent of the pages.
    pub(super) fn style(self) -> String {
        let (light, dark) = (self.readable_on(LIGHT, BLACK), self.readable_on(DARK, WHITE));
        let (on_light, on_dark) = (light.text(), dark.text());
        format!(
            ":root {{ --accent: light-dark({light}, {dark}); --on-accent: light-dark({on_light}, {on_dark}); }}\n"
        )
    }

    /// The colour, or the first on the way to another that can be read on a ground.
    fn readable_on(self, ground: Self, other: Self) -> Self {
        let steps = (0..=100).map(|step| self.mixed(other, step));
        steps.into_iter().find(|colour| colour.contrast(ground) >= LEAST).unwrap_or(other)
    }

    /// Black or white, whichever can be read on it. One of them always can.
    fn text(self) -> Self {
        if self.contrast(WHITE) >= LEAST { WHITE } else { BLACK }
    }

    fn mixed(self, other: Self, hundredths: u16) -> Self {
        let mix = |own: u8, other: u8| {
            let sum = u16::from(own) * (100 - hundredths) + u16::from(other) * hundredths;
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        let ([red, green, blue], [other_red, other_green, other_blue]) = (self.0, other.0);
        Self([mix(red, other_red), mix(green, other_green), mix(blue, other_blue)])
    }

    /// How much two colours differ: from 1 to 21.
    pub(in super::super) fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        linear.iter().zip([0.2126, 0.7152, 0.0722]).map(|(part, weight)| part * weight).sum()
    }
}
