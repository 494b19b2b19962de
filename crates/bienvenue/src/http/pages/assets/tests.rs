//! Whether what stands on a page can be read (WCAG 2.2, 1.4.3 and 1.4.11).

use super::super::brand::Colour;

const STYLE: &str = include_str!("../../../../assets/pages.css");

/// The two colours of a name: in light, in dark.
fn colours(name: &str) -> [[u8; 3]; 2] {
    let (_, rest) = STYLE.split_once(&format!("  --{name}: light-dark(#")).unwrap();
    let (light, rest) = rest.split_once(", #").unwrap();
    let part = |hex: &str, at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    [light, rest.split_once(')').unwrap().0].map(|hex| std::array::from_fn(|at| part(hex, at)))
}

#[test]
fn text_can_be_read_in_light_and_in_dark() {
    let mut pairs = vec![("on-accent", "accent", 4.5)];
    for ground in ["page", "card"] {
        pairs.extend(["text", "soft", "accent", "bad", "good"].map(|name| (name, ground, 4.5)));
        pairs.push(("edge", ground, 3.0));
    }
    for (name, ground, least) in pairs {
        for (one, other) in colours(name).into_iter().zip(colours(ground)) {
            let found = Colour(one).contrast(Colour(other));
            assert!(found >= least, "{name} on {ground}: {found:.2}");
        }
    }
}
